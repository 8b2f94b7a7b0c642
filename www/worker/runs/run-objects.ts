// The Durable Objects of runs: one for each run, one list of an account's runs, and one budget of requests.

import { DurableObject } from 'cloudflare:workers';
import { Byoip, isByoipError, type RunCommand, type RunEvent, type RunPlan, type RunRecord } from 'byoip';
import { type RawEnv, readEnv } from '../env.js';
import { isProblem } from '../problem.js';
import type { Replied } from './command-problem.js';
import { type BudgetState, budgetedFetch, FULL_BUDGET, type Turn, takeTurn } from './request-budget.js';
import { eventStream } from './run-events.js';
import { RunKeeper, type RunReport, type RunSummary } from './run-keeper.js';
import { type ClaimResult, type ListedRun, type RunClaim, RunList } from './run-list.js';
import { type RunFacts, SqlRunStore } from './run-store.js';
import { runBindings } from './stubs.js';

async function replied<T>(work: () => Promise<T>): Promise<Replied<T>> {
  try {
    return { ok: await work() };
  } catch (error) {
    if (!isByoipError(error)) throw error;
    const { code, message, help = '' } = error;
    return { problem: { code, message, help } };
  }
}

/** When a run is tried again that the settings do not allow, ms. */
const LATER = 600_000;

/** One run. Its storage is the journal, its alarm the clock. */
export class RunObject extends DurableObject<RawEnv> {
  readonly #followers = new Set<(record: RunRecord) => void>();
  #keeper: RunKeeper | null = null;
  #speed = 1;

  async start(facts: RunFacts, plan: RunPlan): Promise<Replied<null>> {
    return replied(async () => {
      await this.#opened().start(facts, plan);
      return null;
    });
  }

  async report(): Promise<Replied<RunReport | null>> {
    return replied(() => this.#opened().report());
  }

  async command(command: RunCommand): Promise<Replied<RunReport | null>> {
    const known = await this.report();
    if ('problem' in known || known.ok === null) return known;
    const said = await replied(() => this.#opened().command(command));
    if ('problem' in said) return said;
    return said.ok === null ? this.report() : { problem: said.ok };
  }

  async journal(): Promise<Replied<string | null>> {
    return replied(() => this.#opened().journal());
  }

  /** Arms the alarm again, whatever became of it. */
  async rouse(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now());
  }

  /** The events behind the record of `last-event-id`; 204 where the run has ended and has no further one. */
  async fetch(request: Request): Promise<Response> {
    const after = Number(request.headers.get('last-event-id') ?? 0);
    const keeper = this.#opened();
    const report = await keeper.report();
    const hasEnded = report?.status.state === 'done' || report?.status.state === 'abandoned';
    if (hasEnded && (await keeper.records(after)).length === 0) return new Response(null, { status: 204 });
    const subscribe = (follower: (record: RunRecord) => void) => {
      this.#followers.add(follower);
      return () => this.#followers.delete(follower);
    };
    const stream = eventStream({ records: (from) => keeper.records(from), subscribe }, after);
    return new Response(stream, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  }

  async alarm(): Promise<void> {
    try {
      const env = readEnv(this.env);
      // Where nothing may be written, a run that goes on waits.
      if (isProblem(env) || env.readOnly) throw new Error(isProblem(env) ? env.code : 'read-only');
      await this.#opened().wake();
    } catch (error) {
      // The run goes on once the settings allow it.
      log({ event: 'run-failed', code: error instanceof Error ? error.message : 'internal' });
      await this.ctx.storage.setAlarm(Date.now() + LATER);
    }
  }

  /** The run, from its storage. @throws Error with the code of an unusable setting */
  #opened(): RunKeeper {
    this.#keeper ??= this.#open();
    return this.#keeper;
  }

  #open(): RunKeeper {
    const env = readEnv(this.env);
    if (isProblem(env)) throw new Error(env.code);
    const { own, onlyAccount, upstream } = env;
    const bindings = runBindings(this.env);
    if (own === null || onlyAccount === null || isProblem(bindings)) throw new Error('setting-missing');
    const { storage } = this.ctx;
    const client = new Byoip({
      apiToken: own.token,
      accountId: onlyAccount,
      baseURL: upstream,
      env: {},
      fetch: budgetedFetch(bindings.budget(), () => this.#speed),
    });
    return new RunKeeper({
      store: new SqlRunStore(storage),
      client,
      alarm: (at) => (at === null ? storage.deleteAlarm() : storage.setAlarm(at)),
      report: ({ id }, summary) => bindings.list().report(id, summary),
      now: () => Date.now(),
      onEvent: (event, { speed }) => this.#follow(event, speed),
      onError: (code) => log({ event: 'run-failed', code }),
    });
  }

  #follow(event: RunEvent, speed: number): void {
    this.#speed = speed;
    if (event.kind !== 'record') return;
    for (const follower of this.#followers) follower(event.record);
  }
}

/** The list of an account's runs. */
export class RunListObject extends DurableObject<RawEnv> {
  readonly #list: RunList = new RunList(this.ctx.storage);

  holder(prefixIds: readonly string[], fingerprint: string): ClaimResult | null {
    return this.#list.holder(prefixIds, fingerprint);
  }

  claim(claim: RunClaim): ClaimResult {
    return this.#list.claim(claim, Date.now());
  }

  report(id: string, summary: RunSummary): void {
    this.#list.report(id, summary);
  }

  withdraw(id: string): void {
    this.#list.withdraw(id);
  }

  list(): readonly ListedRun[] {
    return this.#list.list();
  }

  /** Rouses the runs that have lost their alarm, and forgets those that never began. Returns how many. */
  async rouse(): Promise<number> {
    const bindings = runBindings(this.env);
    if (isProblem(bindings)) return 0;
    const overdue = this.#list.overdue(Date.now());
    for (const id of overdue) {
      const run = bindings.run(id);
      const report = await run.report();
      if ('ok' in report && report.ok === null) this.#list.withdraw(id);
      else await run.rouse();
    }
    return overdue.length;
  }
}

/** The budget of requests of all runs. It is in memory: the platform forgets it after some idle seconds, in which it fills up again. */
export class RequestBudget extends DurableObject<RawEnv> {
  #state: BudgetState = FULL_BUDGET;

  take(speed: number): Turn {
    const { state, turn } = takeTurn(this.#state, Date.now(), speed);
    this.#state = state;
    return turn;
  }
}

function log(line: object): void {
  console.log(JSON.stringify(line));
}
