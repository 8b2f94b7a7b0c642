// The draft as data: edits, undo and redo.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyEdits,
  commit,
  type Draft,
  type DraftHistory,
  desiredBindings,
  discardChange,
  EMPTY_DRAFT,
  EMPTY_HISTORY,
  listChanges,
  redo,
  servicesByCidr,
  undo,
} from '../../../www/page/state/draft-model.js';

const BASE = [
  { cidr: '192.0.2.0/24', serviceId: 'mt' },
  { cidr: '192.0.2.1/32', serviceId: 'cdn' },
  { cidr: '192.0.2.128/25', serviceId: null },
];
const BOUND = servicesByCidr(BASE);

test('without changes the desired bindings are the current ones, without regional bindings', () => {
  assert.deepEqual(desiredBindings(EMPTY_DRAFT, BOUND), [
    { cidr: '192.0.2.0/24', serviceId: 'mt' },
    { cidr: '192.0.2.1/32', serviceId: 'cdn' },
  ]);
  assert.deepEqual(listChanges(EMPTY_DRAFT, BOUND), []);
});

test('an edit adds, moves or removes a binding, and leaves the draft before it as it was', () => {
  const draft = applyEdits(EMPTY_DRAFT, BOUND, [
    { cidr: '192.0.2.16/29', serviceId: 'cdn' },
    { cidr: '192.0.2.0/24', serviceId: 'cdn' },
    { cidr: '192.0.2.1/32', serviceId: null },
  ]);
  assert.deepEqual(desiredBindings(draft, BOUND), [
    { cidr: '192.0.2.0/24', serviceId: 'cdn' },
    { cidr: '192.0.2.16/29', serviceId: 'cdn' },
  ]);
  assert.deepEqual(listChanges(draft, BOUND), [
    { cidr: '192.0.2.16/29', from: null, to: 'cdn' },
    { cidr: '192.0.2.0/24', from: 'mt', to: 'cdn' },
    { cidr: '192.0.2.1/32', from: 'cdn', to: null },
  ]);
  assert.equal(EMPTY_DRAFT.changes.size, 0);
});

test('an edit and its reversal leave no change', () => {
  const there = applyEdits(EMPTY_DRAFT, BOUND, [{ cidr: '192.0.2.1/32', serviceId: 'mt' }]);
  const back = applyEdits(there, BOUND, [{ cidr: '192.0.2.1/32', serviceId: 'cdn' }]);
  assert.equal(back.changes.size, 0);
  const bound = applyEdits(EMPTY_DRAFT, BOUND, [{ cidr: '192.0.2.9/32', serviceId: 'cdn' }]);
  assert.equal(applyEdits(bound, BOUND, [{ cidr: '192.0.2.9/32', serviceId: null }]).changes.size, 0);
  assert.equal(discardChange(there, '192.0.2.1/32').changes.size, 0);
});

test('undo and redo restore every draft of a long history', () => {
  let history: DraftHistory = EMPTY_HISTORY;
  const drafts: Draft[] = [history.present];
  for (let at = 0; at < 500; at += 1) {
    const next = applyEdits(history.present, BOUND, [
      { cidr: `192.0.2.${at % 250}/32`, serviceId: `s${at}` },
    ]);
    history = commit(history, next);
    drafts.push(next);
  }
  for (let at = 499; at >= 0; at -= 1) {
    history = undo(history);
    assert.equal(history.present, drafts[at]);
  }
  assert.deepEqual(undo(history), history, 'before the beginning there is nothing');
  for (let at = 1; at <= 500; at += 1) {
    history = redo(history);
    assert.equal(history.present, drafts[at]);
  }
  assert.equal(history.future.length, 0);
});

test('an equal draft adds no step, and a new step drops the redo steps', () => {
  const one = commit(
    EMPTY_HISTORY,
    applyEdits(EMPTY_DRAFT, BOUND, [{ cidr: '192.0.2.8/32', serviceId: 'cdn' }]),
  );
  assert.equal(commit(one, { ...one.present }), one);
  assert.equal(commit(one, { ...one.present, notes: 'why' }).past.length, 2);
  const other = commit(undo(one), { ...EMPTY_DRAFT, notes: 'other' });
  assert.equal(other.future.length, 0);
});
