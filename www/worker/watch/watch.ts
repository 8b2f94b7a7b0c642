// The watch of an account: ticks become looks, looks become alerts, and alerts are delivered until they have arrived.

import type { AlertContent } from './alert.js';
import {
  confirmBaseline,
  isUrgent,
  startWatch,
  type WatchAlert,
  type WatchBaseline,
  type WatchLimits,
  type WatchLook,
  type WatchState,
  watchStep,
} from './machine.js';

/** An alert that has not yet arrived everywhere. */
export interface PendingAlert {
  readonly alert: WatchAlert;
  readonly restore: readonly string[] | null;
  /** Deliveries that were begun. */
  readonly attempts: number;
  /** The time of the next one, ms since 1970. */
  readonly due: number;
  /** The names of the sinks where it has arrived. */
  readonly arrived: readonly string[];
}

/** Durable storage. Each call is atomic. */
export interface WatchStore {
  state(): WatchState | null;
  /** Stores the state together with new alerts. */
  commit(state: WatchState, alerts: readonly PendingAlert[]): void;
  /** Alerts that have not arrived everywhere, oldest first. */
  pending(): readonly PendingAlert[];
  update(pending: PendingAlert, isDone: boolean): void;
}

/** Where alerts are sent. */
export interface AlertSink {
  readonly name: string;
  /** Resolves to true once the alert has arrived; it does not throw. */
  send(content: AlertContent): Promise<boolean>;
}

/** What the watch needs from outside. */
export interface WatchHost {
  readonly accountId: string;
  readonly limits: WatchLimits;
  /** Time until the look that confirms an error, ms. */
  readonly nextLook: number;
  readonly store: WatchStore;
  readonly sinks: readonly AlertSink[];
  /** The time, ms since 1970. */
  now(): number;
  /** A random name for a new watch. */
  newName(): string;
  sleep(milliseconds: number): Promise<void>;
  look(state: WatchState, scheduled: number): Promise<WatchLook>;
  /** What a restore would do; null for nothing. */
  restore(alert: WatchAlert): Promise<readonly string[] | null>;
}

/** Why a look failed that began, and has no outcome. */
const LOOK_ENDED = {
  ok: false,
  code: 'look-ended',
  message:
    'the platform has ended a look, such as for its memory or its time; see the limits in docs/watch.md',
} as const;

const FIRST_RETRY = 30_000;
const LAST_RETRY = 60 * 60_000;

/** One watch; there is one for an account at a time. */
export class AccountWatch {
  #ticking = false;
  #delivering = false;

  /**
   * One tick: a look, and further ones soon where it shows an error. An error is a loss, which costs traffic now, so it does not
   * wait for the next tick; but a single odd response of the API should wake up no one.
   *
   * A tick during another one is dropped: the looks of that one stand for both.
   *
   * @returns false for a dropped tick
   */
  async tick(host: WatchHost, scheduled: number): Promise<boolean> {
    if (this.#ticking) return false;
    this.#ticking = true;
    try {
      for (let further = 0; further < host.limits.confirm; further++) {
        if (further > 0) await host.sleep(host.nextLook);
        const state = await this.#look(host, scheduled + further);
        await this.deliver(host);
        if (!isUrgent(state)) break;
      }
    } finally {
      this.#ticking = false;
    }
    return true;
  }

  /** One look, its outcome stored. */
  async #look(host: WatchHost, scheduled: number): Promise<WatchState> {
    const { store } = host;
    const known = store.state() ?? startWatch(host.newName(), scheduled);
    // A look that did not even fail: the platform has ended it, and may end this one too.
    const ended = known.begun === null ? null : watchStep(known, { scheduled, ...LOOK_ENDED }, host.limits);
    const before = { ...(ended?.state ?? known), begun: scheduled };
    commit(host, before, ended?.alerts ?? []);
    if (ended !== null && ended.alerts.length > 0) await this.deliver(host);
    const outcome = await host.look(before, scheduled);
    // A baseline may have been confirmed meanwhile.
    const { state, alerts } = watchStep(store.state() ?? before, outcome, host.limits);
    commit(host, { ...state, begun: null }, alerts);
    return state;
  }

  /** Delivers what is due. The state before each attempt is stored, so that work that kills the process is not repeated for ever. */
  async deliver(host: WatchHost): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (const pending of host.store.pending())
        if (pending.due <= host.now()) await deliverOne(host, pending);
    } finally {
      this.#delivering = false;
    }
  }

  /** Measures changes from another snapshot from now on. False before the first look. */
  confirm({ store }: WatchHost, baseline: WatchBaseline): boolean {
    const state = store.state();
    if (state === null) return false;
    store.commit(confirmBaseline(state, baseline), []);
    return true;
  }
}

/** Stores a state together with new alerts, which are due at once. */
function commit({ store, now }: WatchHost, state: WatchState, alerts: readonly WatchAlert[]): void {
  const due = now();
  store.commit(
    state,
    alerts.map((alert) => ({ alert, restore: null, attempts: 0, due, arrived: [] })),
  );
}

/** When the next delivery is due; null where all alerts have arrived. */
export function nextDelivery(store: WatchStore): number | null {
  const times = store.pending().map(({ due }) => due);
  return times.length === 0 ? null : times.reduce((first, time) => Math.min(first, time));
}

async function deliverOne(host: WatchHost, before: PendingAlert): Promise<void> {
  const { store, sinks, accountId } = host;
  const due = host.now() + Math.min(LAST_RETRY, FIRST_RETRY * 2 ** before.attempts);
  let pending: PendingAlert = { ...before, attempts: before.attempts + 1, due };
  const save = () =>
    store.update(
      pending,
      sinks.every(({ name }) => pending.arrived.includes(name)),
    );
  save();
  const { alert } = pending;
  // Only once: the plan of a large restore may exceed the limits of the platform, and the alert counts more.
  if (alert.kind === 'changed' && pending.attempts === 1) {
    pending = { ...pending, restore: await host.restore(alert) };
    save();
  }
  for (const sink of sinks) {
    if (pending.arrived.includes(sink.name)) continue;
    if (!(await sink.send({ alert, accountId, restore: pending.restore }))) continue;
    pending = { ...pending, arrived: [...pending.arrived, sink.name] };
    save();
  }
}
