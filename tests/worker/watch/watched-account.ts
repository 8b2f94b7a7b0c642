// An emulated account with a watch, in virtual time.

import assert from 'node:assert/strict';
import { Byoip } from 'byoip';
import { createEmulator, type EmulatorOptions, type FaultName, SEED_ACCOUNT_ID } from 'byoip/emulator';
import type { AlertContent } from '../../../www/worker/watch/alert.js';
import { SnapshotHistory } from '../../../www/worker/watch/history.js';
import { lookAt, restoreOf } from '../../../www/worker/watch/look.js';
import { AccountWatch, type WatchHost } from '../../../www/worker/watch/watch.js';
import { MemoryBucket, MemoryStore } from './memory.js';

export const MINUTE = 60_000;
export const TICK = 5 * MINUTE;
export const START = Date.UTC(2026, 1, 20, 17, 50);
export const NEXT_LOOK = 30_000;
const LIMITS = { confirm: 2, blindAfter: 30 * MINUTE, rolloutLimit: 6 * 60 * MINUTE };

interface WatchedOptions extends EmulatorOptions {
  readonly prefixes?: ReadonlySet<string>;
}

/** An emulated account with a watch, and a clock that moves with each tick. */
export function watched(options: WatchedOptions = {}) {
  let fault: (path: string) => FaultName | undefined = () => undefined;
  const emulator = createEmulator({
    now: () => START,
    faults: ({ url }) => fault(new URL(url).pathname),
    ...options,
  });
  const client = new Byoip({
    env: {},
    apiToken: 'canary-51c7a9',
    accountId: SEED_ACCOUNT_ID,
    fetch: emulator.fetch,
    maxRetries: 0,
    requestBudget: 1200,
    timing: { now: () => emulator.clock.now() },
  });
  const store = new MemoryStore();
  const bucket = new MemoryBucket();
  const history = new SnapshotHistory(bucket, SEED_ACCOUNT_ID);
  const alerts: AlertContent[] = [];
  const account = { client, prefixes: options.prefixes ?? null, history };
  const host: WatchHost = {
    accountId: SEED_ACCOUNT_ID,
    limits: LIMITS,
    nextLook: NEXT_LOOK,
    store,
    sinks: [{ name: 'json', send: async (content) => alerts.push(content) > 0 }],
    now: () => emulator.clock.now(),
    newName: () => 'w',
    sleep: async (milliseconds) => emulator.clock.advance(milliseconds),
    look: (state, scheduled) => lookAt(account, state, scheduled, new Date(emulator.clock.now())),
    restore: (alert) => restoreOf(history, alert),
  };
  const watch = new AccountWatch();
  return {
    emulator,
    client,
    store,
    bucket,
    history,
    alerts,
    host,
    watch,
    /** From now on this fault is injected. */
    inject(next: typeof fault) {
      fault = next;
    },
    /** Ticks, five minutes apart; gives the alerts that came. */
    async ticks(count: number) {
      const before = alerts.length;
      for (let index = 0; index < count; index++) {
        emulator.clock.advance(TICK);
        await watch.tick(host, emulator.clock.now());
      }
      return alerts.slice(before).map(({ alert }) => alert);
    },
    prefix(cidr: string) {
      const all = emulator.state.accounts.flatMap(({ prefixes }) => prefixes);
      return all.find((prefix) => prefix.cidr === cidr) ?? assert.fail();
    },
  };
}
