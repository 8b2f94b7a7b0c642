// What the page shows of a run stays bounded, whatever the size of the run, and each step has one state.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PrefixStatus, RunPlan, RunStatus } from 'byoip';
import { runProgress, stepState } from '../../../www/page/apply/run-progress.js';

const PREFIXES = 1000;
const STEPS = 5000;
const STATES = ['done', 'planned', 'running', 'waiting', 'blocked', 'unclear', 'held'] as const;

const step = { op: 'create', cidr: '192.0.2.0/24', serviceId: 's', purpose: 'desired' } as const;
const steps = Array.from({ length: STEPS }, () => step);
const plan: RunPlan = {
  accountId: 'a',
  prefixes: Array.from({ length: PREFIXES }, (_, at) => ({
    prefixId: `p${at}`,
    cidr: '192.0.2.0/24',
    start: [],
    steps,
  })),
};
const prefixStatus = (at: number): PrefixStatus => ({
  prefix: '192.0.2.0/24',
  prefixId: `p${at}`,
  state: STATES[at % STATES.length] ?? 'done',
  stepsDone: at % STATES.length === 0 ? STEPS : (at * 7) % STEPS,
  steps: STEPS,
  step: null,
  until: null,
  blocked: null,
});
const status: RunStatus = {
  runId: 'r',
  accountId: 'a',
  api: 'https://api.invalid',
  state: 'running',
  stepsDone: 0,
  steps: PREFIXES * STEPS,
  endsAt: null,
  prefixes: Array.from({ length: PREFIXES }, (_, at) => prefixStatus(at)),
  owner: 'tab',
  host: 'browser',
  heldUntil: 0,
  last: '',
};
const facts = { name: 'n', now: 0, speed: 1, isHeld: true, header: { plan, startedAt: '' } };

test('a run of 1,000 prefixes with 5,000 steps each is shown in less than 100 steps, those that need a person first', () => {
  const { prefixes, prefixIds } = runProgress(status, facts);
  assert.equal(prefixIds.length, PREFIXES);
  assert.equal(prefixes.shown.length + prefixes.more, PREFIXES);
  const listed = prefixes.shown.reduce((sum, one) => sum + one.listed.length, 0);
  assert.ok(listed > 0 && listed < 100, `${listed} steps`);
  assert.ok(prefixes.shown.every(({ state }) => state === 'blocked'));
});

test('the current step of each prefix is among the listed ones, and the steps before it are done', () => {
  for (let at = 0; at < 100; at += 1) {
    const one = prefixStatus(at);
    const [prefix] = plan.prefixes;
    assert.ok(prefix);
    const { prefixes } = runProgress(
      { ...status, prefixes: [one] },
      { ...facts, header: { ...facts.header, plan: { ...plan, prefixes: [prefix] } } },
    );
    const listed = prefixes.shown[0]?.listed ?? [];
    assert.ok(one.stepsDone === STEPS || listed.some(({ number }) => number === one.stepsDone + 1));
    for (const { number, state } of listed) {
      assert.equal(
        state === 'done',
        number <= one.stepsDone,
        `step ${number} of ${one.stepsDone} is ${state}`,
      );
    }
  }
});

test('the state of the current step follows from that of its prefix, and from whether the run goes on', () => {
  const current = (state: PrefixStatus['state'], isPaused: boolean) =>
    stepState(3, { ...prefixStatus(0), state, stepsDone: 3 }, isPaused);
  assert.deepEqual(
    STATES.slice(1).map((state) => current(state, false)),
    ['planned', 'sending', 'waiting', 'needs you', 'unclear', 'planned'],
  );
  assert.deepEqual([current('running', true), current('waiting', true)], ['paused', 'paused']);
});
