// The Terraform text of a plan, parsed as HCL; its commands run in the order of their dependencies, like in Terraform.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { python } from '../run-python.js';
import { laws } from './laws.js';
import { type Command, inFolder, type Runner } from './run-export.js';

interface Step {
  readonly args: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
}

const steps = new Map<string, readonly Command[]>();

const terraform: Runner = {
  language: 'terraform',
  async prepare(folder, text) {
    const file = inFolder(folder, 'main.tf');
    writeFileSync(file, text);
    const { code, stdout, stderr } = await python([resolve('tests/sdk/terraform_steps.py'), file]);
    assert.equal(code, 0, stderr);
    const read = JSON.parse(stdout) as readonly Step[];
    assert.ok(read.length > 0);
    steps.set(
      folder,
      read.map(({ args, environment }) => ({ args, env: environment })),
    );
  },
  commands: (folder) => steps.get(folder) ?? [],
};

// The script is the one of `curl`, so a few of the faults are enough here.
laws(terraform, ['reset-after-commit', 'http-500']);
