// The programs in the README print their documented output.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

const readme = readFileSync('README.md', 'utf8');
const programs = [...readme.matchAll(/^```js\n(.*?)^```\n(?:\nprints\n)?\n^```text\n(.*?)^```$/gms)];

test('the README has programs, and each says what it prints', () => {
  assert.equal(programs.length, [...readme.matchAll(/^```js$/gm)].length);
  assert.ok(programs.length >= 2);
});

for (const [i, [, program, printed]] of programs.entries()) {
  test(`program ${i + 1} of the README prints its documented output`, () => {
    mkdirSync('target/tests', { recursive: true });
    const file = `target/tests/readme-${i + 1}.mjs`;
    writeFileSync(file, program ?? '');
    assert.equal(execFileSync(process.execPath, [file], { encoding: 'utf8' }), printed);
  });
}
