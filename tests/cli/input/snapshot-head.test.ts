// The head of a snapshot: everything but the bindings, whatever their neighbours are called.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSnapshotHead } from '../../../src/js/cli/account/snapshot-head.js';

const bytes = (value: unknown, space?: number) =>
  new TextEncoder().encode(JSON.stringify(value, null, space));

/** The same with a number in place of each list of bindings. */
function head(snapshot: {
  readonly prefixes: readonly { readonly bindings: readonly unknown[] }[];
}): unknown {
  const prefixes = snapshot.prefixes.map((one) => ({ ...one, bindings: one.bindings.length }));
  return { ...snapshot, prefixes };
}

const odd = {
  bindings: [{ a: 1 }],
  other: [{ bindings: [1, 2], 'byoip_snapshot"': '\\' }],
  byoip_snapshot: 1,
  services: [{ id: 's', name: 'a "quote" and \\', bindings: [{}, {}] }],
  prefixes: [
    {
      prefix: { id: 'p', cidr: 'c', bindings: [{}], note: '"bindings":[' },
      bindings: [],
      bgp_prefixes: [{}],
    },
    {
      bgp_prefixes: [{ bindings: [{}] }],
      bindings: [
        { id: 'b', extra: { bindings: [{}, {}], text: '\\"]}' }, list: [{}, [{}]] },
        { id: 'ü"\\\\', cidr: ']' },
      ],
      prefix: { id: 'q', description: '"prefixes":' },
    },
    { prefix: {}, bindings: [{}, {}, {}] },
  ],
  last: '"prefixes"',
};

test('only the bindings of prefixes are left out, and they are counted', () => {
  for (const space of [0, 2]) assert.deepEqual(readSnapshotHead(bytes(odd, space)), head(odd));
  const empty = { byoip_snapshot: 1, prefixes: [] };
  assert.deepEqual(readSnapshotHead(bytes(empty)), empty);
  assert.deepEqual(readSnapshotHead(new TextEncoder().encode(`\ufeff ${JSON.stringify(odd)}\n`)), head(odd));
});

test('a list is no snapshot, even with a field of that name', () => {
  assert.equal(readSnapshotHead(bytes({ success: true, result: [] })), null);
  assert.equal(readSnapshotHead(bytes([{ cidr: 'c', byoip_snapshot: 1 }])), null);
});
