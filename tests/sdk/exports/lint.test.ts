// Each exported script passes the linter of its language, in the form of its golden file.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { python } from '../run-python.js';

const FOLDER = 'target/tests/sdk/lint';

/** The golden of an export, under the name that its linter expects. */
function script(language: string, name: string): string {
  mkdirSync(FOLDER, { recursive: true });
  copyFileSync(`tests/golden/export/${language}.txt`, `${FOLDER}/${name}`);
  chmodSync(`${FOLDER}/${name}`, 0o755);
  return `${FOLDER}/${name}`;
}

test('shellcheck finds nothing in the shell script', () => {
  // SC2016: the programs of jq are in single quotes, and their variables are jq's.
  const done = spawnSync('shellcheck', ['--shell=sh', '--exclude=SC2016', script('curl', 'plan.sh')], {
    encoding: 'utf8',
  });
  assert.equal(done.status, 0, done.stdout + done.stderr);
});

test('ruff finds nothing in the Python script', async () => {
  // E402: signals are handled before the slow imports.
  const file = script('python', 'plan.py');
  const done = await python([
    '-m',
    'ruff',
    'check',
    '--no-cache',
    '--isolated',
    '--ignore=E402',
    `${process.cwd()}/${file}`,
  ]);
  assert.equal(done.code, 0, done.stdout + done.stderr);
});

test('tsc finds nothing in the TypeScript script, whose types can be erased', () => {
  const options = '--ignoreConfig --noEmit --strict --noUncheckedIndexedAccess --erasableSyntaxOnly';
  const target = '--module nodenext --target es2022 --types node';
  const done = spawnSync(
    process.execPath,
    [
      'node_modules/typescript/bin/tsc',
      ...`${options} ${target}`.split(' '),
      script('typescript', 'plan.mts'),
    ],
    { encoding: 'utf8' },
  );
  assert.equal(done.status, 0, done.stdout + done.stderr);
});
