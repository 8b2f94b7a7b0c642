// The official Python client from PyPI against the emulator: every operation, and its errors.

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { before, test } from 'node:test';
import { python } from '../run-python.js';
import { type RecordedRequest, serveCountingEmulator } from './counting-emulator.js';
import { cellsOf, headingOf } from './readme-table.js';
import {
  argsOf,
  CALLS,
  describeResult,
  EMULATOR,
  labelOf,
  type Results,
  reference,
  SCENARIO,
} from './scenario.js';

interface Said {
  readonly version: string;
  readonly results: Results;
  readonly refusals: Readonly<Record<string, unknown>>;
}

const UNKNOWN = '0'.repeat(32);
const binding = argsOf('create-binding', {});

/** Calls that the emulator refuses. */
const REFUSED = [
  ['unknown prefix', CALLS['get-prefix'].sdk, { ...argsOf('get-prefix', {}), prefix_id: UNKNOWN }],
  ['unknown binding', CALLS['get-binding'].sdk, { ...argsOf('get-binding', {}), binding_id: UNKNOWN }],
  ['no block', CALLS['create-binding'].sdk, { ...binding, cidr: 'x' }],
  ['taken block', CALLS['create-binding'].sdk, { ...binding, cidr: '192.0.2.1/32' }],
];

let said: Said;
let seen: readonly RecordedRequest[];

before(async () => {
  const counted = await serveCountingEmulator(EMULATOR);
  const settings = { CLOUDFLARE_BASE_URL: counted.url, CLOUDFLARE_API_TOKEN: 'any' };
  const calls = SCENARIO.map((operation) => [operation, CALLS[operation].sdk, argsOf(operation, {})]);
  const args = [resolve('tests/sdk/operations.py'), JSON.stringify([calls, REFUSED])];
  const { code, stdout, stderr } = await python(args, settings);
  await counted.close();
  assert.equal(code, 0, stderr);
  said = JSON.parse(stdout) as Said;
  seen = counted.seen;
});

test('every operation returns the content of the envelope, with one request', async () => {
  assert.deepEqual(said.results, await reference());
  const asked = seen.slice(0, SCENARIO.length).map(({ operation }) => operation);
  assert.deepEqual(asked, SCENARIO);
});

test('an API error becomes the error class of its status, with the code of the API, and is not retried', () => {
  assert.deepEqual(said.refusals, {
    'unknown prefix': ['NotFoundError', 1000],
    'unknown binding': ['NotFoundError', 1002],
    'no block': ['BadRequestError', 1001],
    'taken block': ['ConflictError', 1108],
  });
  assert.deepEqual(
    seen.slice(SCENARIO.length).map(({ status }) => status),
    [404, 404, 400, 409],
  );
});

test('the table in the README has the result of each operation, and the version', () => {
  const cells = cellsOf('PyPI');
  for (const operation of SCENARIO)
    assert.equal(
      cells.get(labelOf(operation)),
      describeResult(operation, said.results[operation]),
      operation,
    );
  assert.equal(headingOf('PyPI'), `PyPI \`cloudflare\` ${said.version}`);
});
