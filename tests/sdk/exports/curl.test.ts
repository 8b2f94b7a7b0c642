// The shell script of a plan, run by sh.

import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { laws } from './laws.js';
import { inFolder, type Runner, scene } from './run-export.js';

/** Stands before curl, writes down what it is called with, and calls it. */
const WITNESS = `#!/bin/sh
printf '%s\\n' "$@" >>"$WITNESSED"
PATH=\${PATH#*:} exec curl "$@"
`;

const sh: Runner = {
  language: 'curl',
  async prepare(folder, text) {
    writeFileSync(inFolder(folder, 'plan.sh'), text);
  },
  commands: () => [{ args: ['sh', '-n', 'plan.sh'] }, { args: ['sh', 'plan.sh'] }],
};

laws(sh);

test('curl: the token is not an argument of curl', async () => {
  const spied: Runner = {
    ...sh,
    async prepare(folder, text) {
      await sh.prepare(folder, text);
      writeFileSync(inFolder(folder, 'curl'), WITNESS);
      chmodSync(inFolder(folder, 'curl'), 0o755);
      writeFileSync(inFolder(folder, 'seen'), '');
    },
    commands: (folder) => [
      {
        args: ['sh', 'plan.sh'],
        env: { PATH: `${folder}:${process.env.PATH ?? ''}`, WITNESSED: inFolder(folder, 'seen') },
      },
    ],
  };
  let seen = '';
  const folders: string[] = [];
  const made = await scene(
    {
      ...spied,
      prepare: async (folder, text) => {
        folders.push(folder);
        await spied.prepare(folder, text);
      },
    },
    { small: true },
  );
  const ran = await made.run();
  await made.close();
  assert.equal(ran.code, 0, ran.stderr);
  seen = readFileSync(inFolder(folders[0] ?? '', 'seen'), 'utf8');
  assert.match(seen, /bindings/);
  assert.doesNotMatch(seen, /secret-token|Bearer/);
});
