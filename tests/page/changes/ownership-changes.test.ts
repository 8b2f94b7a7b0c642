// Which addresses change their service between two states of a prefix.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownershipChanges, sumByOwners } from '../../../src/js/map/model/ownership-changes.js';

test('ownership changes are split at every boundary, merged where adjacent, and summed by service', () => {
  const run = (first: bigint, last: bigint, serviceId: string | null) => ({
    first,
    last,
    serviceId,
    serviceName: null,
    progress: 'active' as const,
  });
  const before = [run(0n, 9n, 'a'), run(10n, 10n, 'b'), run(11n, 255n, 'a')];
  const after = [run(0n, 3n, 'a'), run(4n, 12n, 'c'), run(13n, 200n, 'a'), run(201n, 255n, null)];
  assert.deepEqual(ownershipChanges(before, after), [
    { first: 4n, last: 9n, from: 'a', to: 'c' },
    { first: 10n, last: 10n, from: 'b', to: 'c' },
    { first: 11n, last: 12n, from: 'a', to: 'c' },
    { first: 201n, last: 255n, from: 'a', to: null },
  ]);
  assert.deepEqual(sumByOwners(ownershipChanges(before, after)), [
    { from: 'a', to: null, count: 55n },
    { from: 'a', to: 'c', count: 8n },
    { from: 'b', to: 'c', count: 1n },
  ]);
  assert.deepEqual(ownershipChanges(before, before), []);
});
