// The summary of a plan: what the page shows of it, in bounded space.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { initPlanner } from '../../../src/js/entry/page.js';
import { DEFAULT_OPTIONS } from '../../../www/page/plan/plan-options.js';
import type { PlanRequest } from '../../../www/page/planner/plan-request.js';
import { summarise } from '../../../www/page/planner/plan-summary.js';

before(() => initPlanner(readFileSync('dist/planner.wasm')));

const CURRENT = [
  { id: 'a', cidr: '192.0.2.0/24', serviceId: 'mt', serviceName: 'Magic Transit', state: 'active' },
  { id: 'b', cidr: '192.0.2.16/28', serviceId: 'cdn', serviceName: 'CDN', state: 'active' },
];
const request = (changes: readonly (readonly [string, string | null])[], current = CURRENT): PlanRequest => ({
  prefix: { cidr: '192.0.2.0/24' },
  services: [
    { id: 'mt', name: 'Magic Transit' },
    { id: 'cdn', name: 'CDN' },
    { id: 'spectrum', name: 'Spectrum' },
  ],
  current: JSON.stringify(current),
  changes: new Map(changes),
  options: DEFAULT_OPTIONS,
});

test('the summary does not repeat the prefix, and a reason does not repeat the action of its step', () => {
  const { sentence, batches } = summarise(request([['192.0.2.16/28', 'spectrum']]));
  assert.match(sentence, /^3 creates, 3 deletes/);
  const items = batches.shown.flatMap(({ writes, wait }) => [
    ...writes.shown,
    ...(wait === null ? [] : [wait]),
  ]);
  assert.deepEqual(
    items.map(({ number }) => number),
    items.map((_, at) => at + 1),
    'the steps are numbered in their order',
  );
  for (const { reason } of items) {
    assert.match(reason, /^\S/u);
    assert.doesNotMatch(reason, /^(create|delete|wait)\b/i);
  }
});

test('each batch begins when the waits before it have ended', () => {
  const { batches, hours } = summarise(request([['192.0.2.16/28', 'spectrum']]));
  assert.deepEqual(
    batches.shown.map(({ after }) => after),
    [0, 6, 12],
  );
  assert.equal(hours.earliest, 18);
  assert.equal(hours.waits, 3);
});

test('no changes are no steps and no batches', () => {
  const { steps, batches, moves } = summarise(request([]));
  assert.deepEqual([steps, batches.shown, moves.shown], [0, [], []]);
});

test('of a long plan the summary holds a part, and says how much it leaves out', () => {
  const hosts = Array.from(
    { length: 256 },
    (_, at) => [`192.0.2.${at}/32`, at % 2 === 0 ? 'cdn' : 'spectrum'] as const,
  );
  const { steps, batches, moves } = summarise(request([...hosts, ['192.0.2.16/28', null]]));
  const shown = batches.shown.reduce((sum, { writes }) => sum + writes.shown.length, 0);
  const more = batches.shown.reduce((sum, { writes }) => sum + writes.more, 0);
  assert.ok(shown <= 406, `${shown} steps`);
  assert.equal(shown + more + batches.shown.filter(({ wait }) => wait !== null).length, steps);
  for (const { ranges } of moves.shown) assert.ok(ranges.shown.length <= 8);
  assert.ok(moves.shown.some(({ ranges }) => ranges.more > 0));
});
