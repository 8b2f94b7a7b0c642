// The emulator's own table of operations: against the documentation, and against the table of the core.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { OPERATIONS } from 'byoip/emulator';
import { OPERATIONS as TABLE } from '../../../src/js/types/operations.js';

/** Operations by method and path, as Cloudflare documents them. */
const DOCUMENTED: Readonly<Record<string, { readonly status: number } | undefined>> = JSON.parse(
  readFileSync('tests/sdk/documented-api.json', 'utf8'),
).operations;

test('each operation of the emulator is documented with its method, path and status', () => {
  for (const [name, { method, path, status }] of Object.entries(OPERATIONS))
    assert.equal(DOCUMENTED[`${method} ${path}`]?.status, status, name);
});

test('the emulator has every operation of the table of the core, with the same route and status', () => {
  const rows = Object.entries(TABLE).map(([name, { method, path, status }]) => [
    name,
    { method, path, status },
  ]);
  assert.deepEqual(OPERATIONS, Object.fromEntries(rows));
});
