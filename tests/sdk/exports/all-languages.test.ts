// The exported programs in three languages classify API errors alike.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { transformSync } from 'esbuild';
import { errorClass, init } from '../../../src/js/entry/page.js';

const template = (name: string): string => readFileSync(`src/plan/export/templates/${name}`, 'utf8');

/** The part of a text from one sign to before another. */
function cut(text: string, from: string, to: string): string {
  const begin = text.indexOf(from);
  const end = text.indexOf(to, begin);
  assert.ok(begin >= 0 && end > begin, from);
  return text.slice(begin, end);
}

interface Failure {
  readonly status: number;
  readonly errors: unknown;
}

const item = (code: number, message: string, error_chain?: readonly object[]) => ({
  code,
  message,
  ...(error_chain === undefined ? {} : { error_chain }),
});

const ITEMS: readonly unknown[] = [
  ...['not_found', 'Request timeout', 'Internal Server Error', 'weird', ''].map((text) => item(1000, text)),
  ...['forbidden', 'not_found', 'something', ''].map((text) => item(1002, text)),
  { code: 1002 },
  item(10000, 'Authentication error'),
  ...['Unable to authenticate request', 'Method not allowed for token', 'internal error', 'x'].map((text) =>
    item(10001, text),
  ),
  item(971, 'please wait'),
  item(10040, 'rate limited'),
  item(6003, 'Invalid request headers', [item(6111, 'Invalid format')]),
  item(1, 'chained', [item(6103, 'Invalid format')]),
  ...[7003, 1003, 1108, 9103, 9109].map((code) => item(code, 'no')),
  'text',
  null,
  3,
  { message: 'no code' },
  item(7, 'not found'),
];

const CASES: readonly Failure[] = [0, 200, 400, 401, 403, 404, 408, 409, 429, 500].flatMap((status) =>
  [
    [],
    ...ITEMS.map((one) => [one]),
    ...ITEMS.flatMap((one, i) => ITEMS.filter((_, j) => (i + j) % 5 === 0).map((two) => [one, two])),
    'text',
    {},
    5,
  ].map((errors) => ({ status, errors })),
);

function output(program: string, args: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(program, args, {
    input: JSON.stringify(CASES),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { PATH: process.env.PATH ?? '', PYTHONPATH: process.env.BYOIP_PYTHON_PACKAGES ?? '' },
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as readonly string[];
}

const shell = (): readonly string[] => {
  const logic = cut(template('plan.sh'), 'def flat:', 'def number:')
    .replace('def errors:\n  $answer[0]', 'def errors($failure):\n  $failure')
    .replace(
      'def kind:\n  ($status | tonumber) as $number | errors as',
      'def kind($failure):\n  $failure.status as $number | errors($failure) as',
    );
  return output('jq', ['-c', `${logic} [.[] | kind(.)]`]);
};

const python = (): readonly string[] => {
  const run = `
import json, sys
text = open("src/plan/export/templates/plan.py").read()
program = {"STEPS": [], "BOUND": [], "__name__": "program"}
exec("import ipaddress, json, os, re, sys, time, cloudflare\\n" + text, program)
kinds = []
for case in json.load(sys.stdin):
    answer = program["ApiAnswer"].__new__(program["ApiAnswer"])
    answer.status, answer.body = case["status"], {"errors": case["errors"]}
    kinds.append(answer.kind)
print(json.dumps(kinds))`;
  return output('python3', ['-c', run]);
};

const typescript = (): readonly string[] => {
  const logic = cut(template('plan.ts'), 'interface ErrorText', 'function cureOf(');
  const run = `
const isObject = (value) => typeof value === 'object' && value !== null;
${transformSync(logic, { loader: 'ts' }).code}
const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(cases.map(({ status, errors }) => kindOf({ status, body: { errors } }))));`;
  return output(process.execPath, ['-e', run]);
};

test('the programs of all languages take the same failure for the same', () => {
  const [one, two, three] = [shell(), python(), typescript()];
  assert.ok(CASES.length > 1500 && one.length === CASES.length);
  assert.ok(new Set(one).size === 9, [...new Set(one)].join());
  for (const [i, failure] of CASES.entries())
    assert.deepEqual([two[i], three[i]], [one[i], one[i]], JSON.stringify(failure));
});

test('a resource counts as deleted only where all errors say that it does not exist', () => {
  const kinds = shell();
  for (const [i, { status, errors }] of CASES.entries()) {
    if (kinds[i] !== 'gone') continue;
    const text = JSON.stringify(errors);
    assert.ok(Array.isArray(errors) && errors.length > 0, text);
    assert.doesNotMatch(
      text,
      /forbidden|timeout|internal|weird|7003|9109|1000[01]|971|10040/i,
      `${status} ${text}`,
    );
  }
});

/** What ends a program at once, and what the client does not take for done, gone or open; it may look once more at some. */
const FINAL = [
  'no-route',
  'forbidden',
  'credential-malformed',
  'credential-refused',
  'authentication',
  'unauthenticated',
  'refused',
];

test('exported programs and the client classify errors alike', async () => {
  await init(readFileSync('dist/byoip.wasm'));
  for (const [i, kind] of shell().entries()) {
    const { status, errors } = CASES[i] ?? { status: 0, errors: [] };
    if (kind === 'open' || !(Array.isArray(errors) || typeof errors === 'string')) continue;
    const body = new TextEncoder().encode(JSON.stringify({ success: false, errors }));
    const meaning = errorClass(status, body);
    const allowed = { gone: ['not-found'], throttled: ['throttled', 'gateway'] }[kind] ?? FINAL;
    assert.ok(allowed.includes(meaning), `${kind}, ${meaning}: ${status} ${JSON.stringify(errors)}`);
  }
});
