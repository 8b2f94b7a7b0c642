// Durations of a plan as text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planDuration, plural } from '../../../www/page/plan/plan-time.js';
import { batchTitle } from '../../../www/page/plan/plan-timeline.js';

for (const { steps, hours, text } of [
  { steps: 1, hours: { earliest: 0, latest: 0, waits: 0 }, text: '1 step; no waits.' },
  { steps: 3, hours: { earliest: 6, latest: 6, waits: 1 }, text: '3 steps; at least 6 hours (1 wait).' },
  { steps: 9, hours: { earliest: 18, latest: 18, waits: 3 }, text: '9 steps; at least 18 hours (3 waits).' },
  { steps: 2, hours: { earliest: 0, latest: 6, waits: 1 }, text: '2 steps; up to 6 hours (1 wait).' },
  { steps: 5, hours: { earliest: 6, latest: 12, waits: 2 }, text: '5 steps; 6 to 12 hours (2 waits).' },
]) {
  test(`a plan of ${steps} steps takes \`${text}\``, () => {
    assert.equal(planDuration({ steps, hours }), text);
  });
}

test('one of a thing is singular, and large counts are grouped', () => {
  assert.equal(plural(1, 'call'), '1 call');
  assert.equal(plural(0, 'call'), '0 calls');
  assert.equal(plural(1200, 'batch', 'batches'), '1,200 batches');
});

test('a batch is titled by its calls, or says that there is none', () => {
  assert.equal(batchTitle({ creates: 2, deletes: 1 }), '2 creates, 1 delete');
  assert.equal(batchTitle({ creates: 0, deletes: 0 }), 'No API call yet');
});
