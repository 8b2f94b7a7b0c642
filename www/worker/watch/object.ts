// The Durable Object of the watch: one for an account, so that ticks that overlap meet in one place.

import { Byoip } from 'byoip';
import { type RawEnv, readEnv } from '../env.js';
import { isProblem } from '../problem.js';
import { budgetedFetch } from '../runs/request-budget.js';
import { runBindings } from '../runs/stubs.js';
import { SnapshotHistory } from './history.js';
import { lookAt, restoreOf } from './look.js';
import type { WatchBaseline, WatchState } from './machine.js';
import { readWatch } from './settings.js';
import { webhook } from './sink.js';
import { SqliteWatchStore, type WatchStorage } from './store.js';
import { AccountWatch, nextDelivery, type WatchHost } from './watch.js';

/** Requests of the watch in five minutes: half of what the Worker may send, so that runs have the other half. */
const REQUEST_BUDGET = 300;

/** Time limit of a request, ms. It includes the wait for the request budget, which a look at more than 99 prefixes needs. */
const REQUEST_LIMIT = 330_000;

/** What the watch knows, for people. */
export interface WatchSummary {
  readonly baseline: WatchBaseline | null;
  /** The tick of the last whole look; null before the first. */
  readonly lastLook: number | null;
  readonly isBlind: boolean;
  /** The number of changes that are reported and not over. */
  readonly open: number;
  /** The number of alerts that have not arrived everywhere. */
  readonly undelivered: number;
}

/** The class of the binding `WATCH`. */
export class Watch {
  readonly #storage: WatchStorage;
  readonly #env: RawEnv;
  readonly #store: SqliteWatchStore;
  readonly #watch = new AccountWatch();
  #client: { readonly token: string; readonly upstream: string; readonly client: Byoip } | undefined;

  constructor(context: { readonly storage: WatchStorage }, env: RawEnv) {
    this.#storage = context.storage;
    this.#env = env;
    this.#store = new SqliteWatchStore(context.storage);
  }

  /** Only the Worker calls it, where the watch is on: `/tick`, `/status` and `/confirm`, each with JSON. */
  async fetch(request: Request): Promise<Response> {
    const host = this.#host();
    if (host === null) return new Response('the watch is off', { status: 409 });
    const { pathname } = new URL(request.url);
    if (pathname === '/tick') {
      const { scheduled } = (await request.json()) as { scheduled: number };
      try {
        // A tick of the future would make all until then look repeated.
        return Response.json({ ran: await this.#watch.tick(host, Math.min(scheduled, Date.now())) });
      } finally {
        await this.#rearm();
      }
    }
    if (pathname === '/confirm') {
      return Response.json({ confirmed: this.#watch.confirm(host, (await request.json()) as WatchBaseline) });
    }
    return Response.json(this.#summary());
  }

  /** Delivers again what has not arrived. The next tick does so too, where an alarm is lost, or rings while the watch is off. */
  async alarm(): Promise<void> {
    const host = this.#host();
    if (host === null) return;
    try {
      await this.#watch.deliver(host);
    } finally {
      await this.#rearm();
    }
  }

  async #rearm(): Promise<void> {
    const due = nextDelivery(this.#store);
    // A time in the past would ring at once, and again where a delivery fails before it begins.
    if (due === null) await this.#storage.deleteAlarm();
    else await this.#storage.setAlarm(Math.max(due, Date.now() + 1000));
  }

  #summary(): WatchSummary {
    const state: WatchState | null = this.#store.state();
    return {
      baseline: state?.baseline ?? null,
      lastLook: state?.baseline == null ? null : state.lastLook,
      isBlind: (state?.blind ?? null) !== null,
      open: Object.values(state?.changes ?? {}).filter(({ alert }) => alert !== null).length,
      undelivered: this.#store.pending().length,
    };
  }

  /** Null where the watch is off. */
  #host(): WatchHost | null {
    const env = readEnv(this.#env);
    const settings = isProblem(env) ? null : readWatch(env);
    if (isProblem(env) || settings === null || 'off' in settings) return null;
    const { accountId, token, prefixes, bucket, limits, nextLook, webhooks } = settings;
    const history = new SnapshotHistory(bucket, accountId);
    const account = { client: this.#clientOf(env.upstream, accountId, token), prefixes, history };
    return {
      accountId,
      limits,
      nextLook,
      store: this.#store,
      sinks: webhooks.map(({ name, url }) => webhook(name, url)),
      now: () => Date.now(),
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      newName: () => crypto.randomUUID().slice(0, 8),
      look: (state, scheduled) => lookAt(account, state, scheduled),
      restore: (alert) => restoreOf(history, alert),
    };
  }

  /** The client is kept, since it counts its requests. */
  #clientOf(upstream: string, accountId: string, token: string): Byoip {
    if (this.#client?.token !== token || this.#client.upstream !== upstream) {
      const runs = runBindings(this.#env);
      // Runs and the watch share what the Worker may send.
      const shared = isProblem(runs) ? {} : { fetch: budgetedFetch(runs.budget(), () => 1) };
      const limits = { requestBudget: REQUEST_BUDGET, timeout: REQUEST_LIMIT };
      const settings = { env: {}, apiToken: token, accountId, baseURL: upstream, ...limits, ...shared };
      const client = new Byoip(settings);
      this.#client = { token, upstream, client };
    }
    return this.#client.client;
  }
}
