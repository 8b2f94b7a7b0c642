// Differences between two lists of bindings, and the edits that restore the earlier one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareBindings, rollbackEdits } from '../../../www/page/share/compare-bindings.js';

const SERVICES = [
  { id: 'mt', name: 'Magic Transit', extra: {} },
  { id: 'cdn', name: 'CDN', extra: {} },
];
const binding = (cidr: string, serviceId: string | null, serviceName: string | null = null) => ({
  cidr,
  serviceId,
  serviceName,
});

test('a list equals itself, and equals one with the same names and other IDs', () => {
  const regional = binding('192.0.2.0/25', null);
  const list = [binding('192.0.2.0/24', 'mt', 'Magic Transit'), regional];
  assert.deepEqual(compareBindings(list, list), []);
  assert.deepEqual(compareBindings(list, [binding('192.0.2.0/24', 'other', 'Magic Transit'), regional]), []);
});

test('a rollback removes what was added, restores what was removed, and moves back what was moved', () => {
  const earlier = [binding('192.0.2.0/24', 'mt'), binding('192.0.2.8/29', 'x', 'CDN')];
  const now = [binding('192.0.2.0/24', 'cdn'), binding('192.0.2.16/29', 'cdn')];
  const differences = compareBindings(earlier, now);
  assert.deepEqual(
    differences.map(({ kind, cidr }) => [kind, cidr]),
    [
      ['moved', '192.0.2.0/24'],
      ['added', '192.0.2.16/29'],
      ['removed', '192.0.2.8/29'],
    ],
  );
  assert.deepEqual(rollbackEdits(differences, SERVICES), [
    { cidr: '192.0.2.0/24', serviceId: 'mt' },
    { cidr: '192.0.2.16/29', serviceId: null },
    { cidr: '192.0.2.8/29', serviceId: 'cdn' },
  ]);
});

test('a rollback leaves out regional bindings and services that the account does not have', () => {
  const earlier = [binding('192.0.2.0/29', 'gone', 'Gone'), binding('192.0.2.8/29', null)];
  const now = [binding('192.0.2.16/29', null)];
  assert.deepEqual(rollbackEdits(compareBindings(earlier, now), SERVICES), []);
});
