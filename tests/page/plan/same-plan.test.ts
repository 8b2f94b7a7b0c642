// When the plan panel has to plan again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasSamePlan } from '../../../www/page/plan/plan-preparation.js';
import { applyEdits, commit } from '../../../www/page/state/draft-model.js';
import { INITIAL_STATE, type PageState } from '../../../www/page/state/page-state.js';

const { draft } = INITIAL_STATE;

test('notes, undo steps and the shown version do not change the plan', () => {
  const noted = commit(draft, { ...draft.present, notes: 'ticket 4711' });
  assert.ok(hasSamePlan(INITIAL_STATE, { ...INITIAL_STATE, draft: noted }));
  const other: PageState = { ...INITIAL_STATE, shownVersion: 'draft', selectedCidr: '192.0.2.0/24' };
  assert.ok(hasSamePlan(INITIAL_STATE, other));
});

test('the changes of the draft, the prefix, BGP and the account change the plan', () => {
  const edited = commit(
    draft,
    applyEdits(draft.present, new Map(), [{ cidr: '192.0.2.1/32', serviceId: 'cdn' }]),
  );
  for (const change of [
    { draft: edited },
    { openPrefix: { kind: 'loading' } as const },
    { bgp: { kind: 'loading' } as const },
    { account: { kind: 'loading' } as const },
  ]) {
    assert.ok(!hasSamePlan(INITIAL_STATE, { ...INITIAL_STATE, ...change }), Object.keys(change).join());
  }
});
