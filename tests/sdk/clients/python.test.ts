// The official Python client from PyPI against the emulator: every operation, and its errors.

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { before, test } from 'node:test';
import { python } from '../run-python.js';
import { type RecordedRequest, serveCountingEmulator } from './counting-emulator.js';
import { OPERATIONS } from './openapi-document.js';
import { cellsOf, headingOf } from './readme-table.js';
import { describeResult, type Results, reference, SCENARIO_IDS } from './scenario.js';

interface Said {
  readonly version: string;
  readonly results: Results;
  readonly refusals: Readonly<Record<string, unknown>>;
}

let said: Said;
let seen: readonly RecordedRequest[];

before(async () => {
  const counted = await serveCountingEmulator();
  const settings = { CLOUDFLARE_BASE_URL: counted.url, CLOUDFLARE_API_TOKEN: 'any' };
  const args = [resolve('tests/sdk/operations.py'), JSON.stringify(SCENARIO_IDS)];
  const { code, stdout, stderr } = await python(args, settings);
  await counted.close();
  assert.equal(code, 0, stderr);
  said = JSON.parse(stdout) as Said;
  seen = counted.seen;
});

test('every operation returns the content of the envelope, with one request', async () => {
  assert.deepEqual(said.results, await reference());
  const asked = seen.slice(0, OPERATIONS.length).map(({ operation }) => operation);
  assert.deepEqual(asked.sort(), [...OPERATIONS].sort());
});

test('an API error becomes the error class of its status, with the code of the API, and is not retried', () => {
  assert.deepEqual(said.refusals, {
    'unknown prefix': ['NotFoundError', 1000],
    'unknown binding': ['NotFoundError', 1002],
    'no block': ['BadRequestError', 1001],
    'taken block': ['ConflictError', 1108],
  });
  assert.deepEqual(
    seen.slice(OPERATIONS.length).map(({ status }) => status),
    [404, 404, 400, 409],
  );
});

test('the table in the README has the result of each operation, and the version', () => {
  const cells = cellsOf('PyPI');
  for (const operation of OPERATIONS)
    assert.equal(cells.get(operation), describeResult(operation, said.results[operation]), operation);
  assert.equal(headingOf('PyPI'), `PyPI \`cloudflare\` ${said.version}`);
});
