// 10,000 ticks of the watch in virtual time, with every disorder of ticks, storage and delivery, judged by a model.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertContent } from '../../../www/worker/watch/alert.js';
import type { WatchedChange, WatchLook, WatchState, WholeLook } from '../../../www/worker/watch/machine.js';
import { AccountWatch, nextDelivery, type WatchHost } from '../../../www/worker/watch/watch.js';
import { MemoryStore } from './memory.js';

const MINUTE = 60_000;
const TICK = 5 * MINUTE;
const NEXT_LOOK = 30_000;
const LIMITS = { confirm: 2, blindAfter: 30 * MINUTE, rolloutLimit: 6 * 60 * MINUTE };

/** Random numbers from 0 to 1, by seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A fault of the account: an error or a warning of one block, present by one of several patterns. */
interface Fault {
  readonly change: WatchedChange;
  readonly isPresent: (tick: number, random: () => number) => boolean;
}

function faults(): readonly Fault[] {
  const steady = () => {
    let present = false;
    return (_: number, random: () => number) => {
      if (random() < 0.02) present = !present;
      return present;
    };
  };
  const patterns = [
    steady,
    () => (tick: number) => tick % 2 === 0,
    () => (tick: number) => tick % 5 < 2,
    () => (tick: number) => tick % 7 === 0,
    () => (_: number, random: () => number) => random() < 0.5,
    () => (tick: number) => tick % 100 > 60,
  ];
  return ['error', 'warning'].flatMap((severity) =>
    ['203.0.113.0/24', '198.51.100.0/24'].flatMap((prefix) =>
      patterns.map((pattern, index): Fault => {
        const cidr = prefix.replace('.0/24', `.${index}/32`);
        const code = severity === 'error' ? 'bindings-lost' : 'binding-added';
        const change = { code, severity, prefix, cidr, message: 'm', restore: 'r' } as const;
        return {
          change: { ...change, key: `${code} ${cidr}` } as WatchedChange,
          isPresent: pattern(),
        };
      }),
    ),
  );
}

/** One thing that the model knows of: a look that was counted or not, as the world made it. */
interface Seen {
  readonly scheduled: number;
  readonly ok: boolean;
  readonly present: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
}

/** What the receiver should have: for each alert its kind, tick and blocks. */
type Expected = readonly { kind: string; at: number; blocks: string }[];

/**
 * The model: it knows nothing of the machine, and judges each fault alone, by the last looks of it. A look of a part of the account
 * does not say that a reported fault is over which it hides.
 */
function expectedAlerts(looks: readonly Seen[], all: readonly Fault[], start: number): Expected {
  const expected: { kind: string; at: number; blocks: string }[] = [];
  const histories = new Map(all.map(({ change }) => [change.key, '']));
  const open = new Set<string>();
  let lastWhole = start;
  let isBlind = false;
  let isFirst = true;
  for (const { scheduled: at, ok, present, hidden } of looks) {
    if (!ok) {
      if (!isBlind && at - lastWhole >= 30 * MINUTE) {
        isBlind = true;
        expected.push({ kind: 'blind', at, blocks: '' });
      }
      continue;
    }
    if (isBlind) expected.push({ kind: 'sees', at, blocks: '' });
    if (isFirst) expected.push({ kind: 'started', at, blocks: '' });
    isBlind = false;
    isFirst = false;
    lastWhole = at;
    const changed: string[] = [];
    const over: string[] = [];
    for (const { change } of all) {
      const { key } = change;
      if (open.has(key) && hidden.has(key) && !present.has(key)) continue;
      const history = `${histories.get(key)}${present.has(key) ? 'x' : '.'}`;
      histories.set(key, history);
      if (!open.has(key) && history.endsWith('xx')) {
        open.add(key);
        changed.push(String(change.cidr));
      } else if (open.has(key) && history.endsWith('..')) {
        open.delete(key);
        over.push(String(change.cidr));
      }
    }
    if (changed.length > 0) expected.push({ kind: 'changed', at, blocks: changed.sort().join(' ') });
    if (over.length > 0) expected.push({ kind: 'over', at, blocks: over.sort().join(' ') });
  }
  return expected;
}

/** The world around the watch: the account, its clock, its receiver, and everything that goes wrong. */
async function simulate(seed: number, ticks: number) {
  const random = randomFrom(seed);
  const store = new MemoryStore();
  const all = faults();
  const looks: Seen[] = [];
  const received = new Map<string, Set<string>>();
  const contents = new Map<string, string>();
  let watch = new AccountWatch();
  let now = 0;
  let baseline = 0;
  let counted = Number.NEGATIVE_INFINITY;
  let deliveries = 0;
  let calm = false;
  const chance = (share: number) => !calm && random() < share;

  /** A sink that loses requests, loses answers, and ends the process. */
  const sink = (name: string) => ({
    name,
    async send({ alert }: AlertContent) {
      if (chance(0.2)) return false;
      const ids = received.get(name) ?? new Set();
      received.set(name, ids.add(alert.id));
      deliveries += 1;
      const text = JSON.stringify(alert);
      assert.equal(contents.get(alert.id) ?? text, text, 'every delivery of an ID has the same content');
      contents.set(alert.id, text);
      if (chance(0.05)) throw new Error('the process ends after the delivery');
      return !chance(0.1);
    },
  });
  const host = (look: WatchHost['look']): WatchHost => ({
    accountId: 'a',
    limits: LIMITS,
    nextLook: NEXT_LOOK,
    store,
    sinks: [sink('slack'), sink('json')],
    now: () => now,
    newName: () => 'w',
    async sleep(milliseconds) {
      now += milliseconds;
    },
    look,
    async restore() {
      if (chance(0.1)) throw new Error('the process ends while a restore is planned');
      return ['line'];
    },
  });

  /** The look that the next commit is about. */
  let candidate: (Seen & { readonly baseline: string | null }) | null = null;
  /** True while a look has begun, and no outcome was stored since. */
  let isOpen = false;
  store.onCommit = (before, { begun }) => {
    if (candidate === null && begun !== null && before?.begun !== begun) {
      // A look begins. Where another one has no outcome, that one counts as failed.
      if (isOpen && begun > counted)
        looks.push({ scheduled: begun, ok: false, present: new Set(), hidden: new Set() });
      isOpen = true;
    }
    if (candidate === null) return;
    isOpen = false;
    const { baseline: measured, ...seen } = candidate;
    candidate = null;
    // What counts, from outside: it is of a newer tick, and was measured from the baseline that holds.
    if (seen.scheduled <= counted || (seen.ok && measured !== (before?.baseline?.id ?? null))) return;
    if (seen.ok) counted = seen.scheduled;
    looks.push(seen);
  };

  /** What a look finds: the faults of this time, or of some of the account, or nothing. */
  const lookAt = (index: number, scheduled: number, measured: string | null): WatchLook => {
    const present = all.filter(({ isPresent }) => isPresent(index, random)).map(({ change }) => change);
    const hidesPrefix = chance(0.1) ? '198.51.100.0/24' : null;
    const ok = !(index % 400 > 380) && !chance(0.1);
    store.failBefore = chance(0.03);
    store.failAfter = chance(0.03);
    const hidden = all.filter(({ change }) => change.prefix === hidesPrefix).map(({ change }) => change.key);
    const keys = { present: new Set(present.map(({ key }) => key)), hidden: new Set(hidden) };
    candidate = { scheduled, ok, ...keys, baseline: measured };
    if (!ok) return { scheduled, ok, code: 'unreachable', message: 'm' };
    const hides: WholeLook['hides'] = ({ prefix }) => prefix === hidesPrefix;
    const whole = { scheduled, ok, snapshot: 'first', changes: present, hides, rollouts: new Map() };
    return { ...whole, baseline: measured };
  };

  /** Begins a tick. Its looks go on when the result is called, so that two ticks can overlap. */
  const begin = (scheduled: number, index: number) => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const look = async (state: WatchState, at: number): Promise<WatchLook> => {
      // The platform ends some looks, and for some hours all of them.
      if (chance(0.03) || index % 900 > 880) return new Promise<never>(() => {});
      const measured = state.baseline?.id ?? null;
      await held;
      return lookAt(index, at, measured);
    };
    const running = watch.tick(host(look), scheduled).catch(() => {
      candidate = null;
      watch = new AccountWatch();
    });
    return async () => {
      release();
      // A look that was ended has no outcome.
      const hasEnded = await Promise.race([
        running.then(() => true),
        new Promise((done) => setImmediate(done)),
      ]);
      if (hasEnded !== true) watch = new AccountWatch();
      store.failBefore = false;
      store.failAfter = false;
    };
  };

  const start = TICK;
  for (let index = 1; index <= ticks; index++) {
    const scheduled = index * TICK;
    now = scheduled + Math.floor(random() * MINUTE);
    // The first tick starts the watch without disorder, so that the model knows when that was.
    calm = index === 1;
    if (chance(0.05)) continue;
    const first = begin(scheduled, index);
    if (chance(0.1)) {
      // Two at once in one process: the second is dropped.
      const second = begin(scheduled + (chance(0.5) ? 0 : TICK / 2), index);
      await second();
    }
    if (chance(0.05)) {
      // A restart during the look; the next tick is faster than the old one.
      watch = new AccountWatch();
      const overtaking = begin(scheduled + TICK / 2, index);
      await overtaking();
    }
    if (chance(0.02) && store.state()?.baseline) {
      baseline += 1;
      watch.confirm(
        host(async () => assert.fail()),
        { id: `b${baseline}`, confirmedBy: 'p', since: now },
      );
    }
    await first();
    if (chance(0.1)) await begin(scheduled, index)();
    if (chance(0.05)) await begin(Math.max(start, scheduled - 3 * TICK), index)();
    if (chance(0.3)) {
      now += MINUTE;
      await watch.deliver(host(async () => assert.fail())).catch(() => {
        watch = new AccountWatch();
      });
    }
  }
  // At the end everything works again, and the alarm rings until nothing is due.
  calm = true;
  for (let due = nextDelivery(store); due !== null; due = nextDelivery(store)) {
    now = Math.max(now, due);
    await watch.deliver(host(async () => assert.fail()));
  }
  return { looks, all, start, received, contents, deliveries };
}

test('10,000 ticks with flapping, missed, repeated, overlapping and throwing ones: one alert for each confirmed change, none lost', async () => {
  for (const seed of [1, 2, 3, 4]) {
    const { looks, all, start, received, contents, deliveries } = await simulate(seed, 2500);
    const expected = expectedAlerts(looks, all, start);
    const alerts = [...contents.values()]
      .map((text): AlertContent['alert'] => JSON.parse(text))
      .map(({ id, kind, at, changes }) => ({
        number: Number(id.split('-')[1]),
        kind,
        at,
        blocks: changes
          .flatMap(({ cidrs }) => cidrs)
          .sort()
          .join(' '),
      }))
      .sort((a, b) => a.number - b.number);
    assert.deepEqual(
      alerts.map(({ number: _, ...alert }) => alert),
      expected,
      `seed ${seed}`,
    );
    const kinds = new Set(expected.map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ['blind', 'changed', 'over', 'sees', 'started']);
    assert.ok(expected.length > 500, `only ${expected.length} alerts are expected`);
    // Each sink has every alert; repeated deliveries have the same ID.
    for (const name of ['slack', 'json']) assert.equal(received.get(name)?.size, expected.length);
    assert.ok(deliveries > 2 * expected.length, 'some alerts were delivered twice');
  }
});
