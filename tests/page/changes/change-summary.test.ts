// The sentence that summarises the changes of a draft.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnershipChange } from '../../../src/js/map/model/ownership-changes.js';
import { createPalette } from '../../../src/js/map/model/palette.js';
import { changeVerb, summariseChanges } from '../../../www/page/changes/change-summary.js';

const palette = createPalette([
  { id: 'mt', name: 'Magic Transit', extra: {} },
  { id: 'cdn', name: 'CDN', extra: {} },
]);
const change = (count: number, from: string | null, to: string | null): OwnershipChange => ({
  first: 0n,
  last: BigInt(count - 1),
  from,
  to,
});

for (const { changes, sentence } of [
  { changes: [], sentence: '1 change; no address changes owner.' },
  { changes: [change(1, 'mt', 'cdn')], sentence: '1 change; 1 address moves from Magic Transit to CDN.' },
  { changes: [change(8, 'mt', 'cdn')], sentence: '1 change; 8 addresses move from Magic Transit to CDN.' },
  {
    changes: [change(8, 'mt', 'cdn'), change(1, 'cdn', null)],
    sentence: '1 change; 9 addresses change owner: 8 from Magic Transit to CDN, 1 from CDN to no service.',
  },
]) {
  test(`${changes.length} ranges are summarised as \`${sentence}\``, () => {
    assert.equal(summariseChanges(1, changes, palette), sentence);
  });
}

test('beyond four pairs of services the summary says that there are others', () => {
  const changes = ['a', 'b', 'c', 'd', 'e'].map((to) => change(2, 'mt', to));
  assert.match(summariseChanges(5, changes, palette), /^5 changes; 10 addresses .*, and others\.$/);
});

test('a change adds, moves or removes a binding', () => {
  assert.equal(changeVerb({ from: null, to: 'cdn' }), 'add');
  assert.equal(changeVerb({ from: 'mt', to: 'cdn' }), 'move');
  assert.equal(changeVerb({ from: 'mt', to: null }), 'remove');
});
