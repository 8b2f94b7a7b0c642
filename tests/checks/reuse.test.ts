// Results that are reused: only those of tests that passed, and only while every input is the same.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { earlierResults, inputsOf, suiteResults } from '../../scripts/test/reuse.mjs';

mkdirSync('target/tests', { recursive: true });
const folder = () => mkdtempSync('target/tests/reuse-');
const PASSED = { passed: 3, failed: 0 };

test('what passed is found as long as both kinds of inputs are the same', () => {
  const file = `${folder()}/suite.json`;
  const open = (common: string) => suiteResults({ file, common: () => common });
  assert.equal(open('a').find('one', 'x'), undefined);
  open('a').keep('one', 'x', PASSED);
  assert.equal(open('a').find('one', 'x')?.passed, 3);
  assert.equal(open('a').find('two', 'x'), undefined, 'another test');
  assert.equal(open('b').find('one', 'x'), undefined, 'a file that every test may read has changed');
  assert.equal(open('a').find('one', 'x'), undefined, 'what does not fit is dropped');
  open('a').keep('one', 'x', PASSED);
  assert.equal(open('a').find('one', 'y'), undefined, 'the test itself has changed');
});

test('a failure, a file without a test and a run of which the inputs changed are not kept', () => {
  const file = `${folder()}/suite.json`;
  const kept = (counts: { passed: number; failed: number }, common: () => string) => {
    suiteResults({ file, common }).keep('one', 'x', counts);
    return suiteResults({ file, common: () => 'a' }).find('one', 'x') !== undefined;
  };
  assert.equal(
    kept({ passed: 3, failed: 1 }, () => 'a'),
    false,
  );
  assert.equal(
    kept({ passed: 0, failed: 0 }, () => 'a'),
    false,
  );
  let changes = 0;
  assert.equal(
    kept(PASSED, () => (changes++ === 0 ? 'a' : 'b')),
    false,
  );
  assert.equal(
    kept(PASSED, () => 'a'),
    true,
  );
});

test('a test that fails after it passed, with the same inputs, runs again the next time', () => {
  const file = `${folder()}/suite.json`;
  const open = (all: boolean) => suiteResults({ file, common: () => 'a', all });
  open(false).keep('one', 'x', PASSED);
  const again = open(true);
  assert.equal(again.find('one', 'x'), undefined, '--all runs everything');
  again.keep('one', 'x', { passed: 2, failed: 1 });
  assert.equal(open(false).find('one', 'x'), undefined);
});

test('a file of results that was cut off is as good as none', () => {
  const file = `${folder()}/suite.json`;
  const open = () => suiteResults({ file, common: () => 'a' });
  open().keep('one', 'x', PASSED);
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20));
  assert.equal(open().find('one', 'x'), undefined);
});

test('every file is an input, except tests in another binary or bundle and what Rust does not read', () => {
  const files = [
    'Cargo.toml',
    'docs/snapshot.md',
    'src/plan.rs',
    'src/js/types/codes.ts',
    'tests/vectors/cidr.json',
    'tests/oracle/cidr_vectors.py',
  ];
  const page = ['www/page/main.ts', 'src/js/index.ts', 'examples/ci/plan.mjs', 'tests/ring/setup/api.ts'];
  const rust = ['tests/core/codes.rs', 'tests/oracle/random.rs'];
  const own = ['tests/ring/client/retry.test.ts'];
  const all = [...files, ...page, ...rust, ...own];
  assert.deepEqual(inputsOf('cargo', all), [...files, ...rust]);
  const inputs = inputsOf('page', all);
  assert.deepEqual(
    all.filter((file) => inputs.includes(file)),
    [...files, ...page],
  );
  assert.ok(
    inputs.some((file) => /^dist(\/|$)/.test(file)),
    'the build',
  );
});

test('nothing is reused in CI', async () => {
  const before = process.env.CI;
  process.env.CI = 'true';
  try {
    assert.equal(await earlierResults({}, { all: false }), undefined);
  } finally {
    if (before === undefined) delete process.env.CI;
    else process.env.CI = before;
  }
});

test('a suite runs again what failed and what changed, and counts what it reuses', () => {
  const tests = folder();
  const law = (name: string, body: string) =>
    writeFileSync(
      `${tests}/${name}.test.ts`,
      `import { test } from 'node:test';\ntest('${name}', () => { ${body} });\n`,
    );
  law('stays', '');
  law('changes', '');
  law('fails', 'throw new Error();');
  const program = `
    const { nodeTests, testFiles } = await import('./scripts/test/node.mjs');
    const { suiteResults } = await import('./scripts/test/reuse.mjs');
    const earlier = () => suiteResults({ file: '${tests}/results.json', common: () => 'a' });
    const counts = await nodeTests('reuse', '${tests}', testFiles('${tests}'), { earlier });
    console.log(JSON.stringify(counts));`;
  const run = () => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const args = ['--input-type=module', '-e', program];
    const lines = execFileSync(process.execPath, args, { encoding: 'utf8', env }).trim().split('\n');
    return JSON.parse(lines.at(-1) ?? '');
  };
  assert.deepEqual(run(), { passed: 2, failed: 1, reused: 0 });
  assert.deepEqual(run(), { passed: 2, failed: 1, reused: 2 });
  law('changes', 'throw new Error();');
  assert.deepEqual(run(), { passed: 1, failed: 2, reused: 1 });
  law('changes', '');
  law('fails', '');
  assert.deepEqual(run(), { passed: 3, failed: 0, reused: 1 });
  assert.deepEqual(run(), { passed: 3, failed: 0, reused: 3 });
  rmSync(tests, { recursive: true });
});
