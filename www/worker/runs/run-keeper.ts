// Carries out one run over many short processes: what an alarm, a command and a look at it do. It knows no platform.

import {
  apply,
  type Byoip,
  isByoipError,
  type RunCommand,
  type RunEvent,
  type RunLeave,
  type RunPlan,
  type RunRecord,
  type RunStatus,
  type RunView,
  resume,
  runStatus,
} from 'byoip';
import { type CommandProblem, commandProblem } from './command-problem.js';
import type { RunFacts, RunStore } from './run-store.js';

/** Where a run stands, for lists of runs. Times are in milliseconds since 1970. */
export type RunSummary = Pick<RunStatus, 'state' | 'stepsDone' | 'steps' | 'endsAt'> & {
  /** When it goes on by itself; null where it rests. */
  readonly wakesAt: number | null;
};

/** What a keeper works with. */
export interface KeeperParts {
  readonly store: RunStore;
  readonly client: Byoip;
  /** Calls `wake` at that time at the earliest, at least once. Null: never. */
  readonly alarm: (at: number | null) => Promise<void>;
  /** Tells the registry where the run stands. */
  readonly report: (facts: RunFacts, summary: RunSummary) => Promise<void>;
  readonly now: () => number;
  /** An event of the run, for the log and for who follows it. */
  readonly onEvent?: (event: RunEvent, run: RunView) => void;
  /** An error that ended a process. */
  readonly onError?: (code: string) => void;
}

/** A run and where it stands. */
export interface RunReport extends Omit<RunFacts, 'untilStep' | 'rest'> {
  /** The time of the run, ms since 1970: that of the API's emulator where one is used. */
  readonly now: number;
  readonly status: RunStatus;
}

/** A process leaves in every wait, and before the platform ends it after 15 minutes. */
const LEAVE: RunLeave = { idle: 1000, total: 600_000 };
const AT_ONCE: RunLeave = { idle: 0, total: 0 };
/** When a run is tried again whose process has failed, or has been killed, ms. */
export const RETRY_AFTER = 60_000;

/** Carries out one run. */
export class RunKeeper {
  readonly #parts: KeeperParts;
  /** One process at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #waking: Promise<void> | null = null;
  /** The run in the process that is at work, once it is there. */
  #view: Promise<RunView | null> = Promise.resolve(null);

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Stores the beginning of a run; a second time it only arms the alarm. @throws ByoipError `run-plan-invalid` */
  async start(facts: RunFacts, plan: RunPlan): Promise<void> {
    const { store, client, alarm, now } = this.#parts;
    if ((await this.journal()) !== null) return alarm(now());
    return this.#alone(async () => {
      if ((await this.journal()) !== null) return;
      await store.change(facts);
      const owner = { name: facts.actor, host: facts.host };
      const journal = store.openJournal();
      await this.#settle(await apply(plan, { client, owner, journal, runId: facts.id, leave: AT_ONCE }));
    });
  }

  /** Goes on, as an alarm says: early, late or again. Never rejects. */
  wake(): Promise<void> {
    this.#waking ??= this.#alone(() => this.#goOn()).finally(() => {
      this.#waking = null;
    });
    return this.#waking;
  }

  /** Says something to the run. A problem says which command fits. */
  async command(command: RunCommand): Promise<CommandProblem | null> {
    const view = await this.#view;
    try {
      if ((await view?.command(command)) != null) return null;
    } catch (error) {
      if (!isByoipError(error)) throw error;
      const { code, message, help = '' } = error;
      return { code, message, help };
    }
    return this.#alone(async () => {
      const status = await this.status();
      const problem = status === null ? null : commandProblem(status, command);
      if (problem !== null) return problem;
      // No alarm calls again where this process is killed.
      await this.#parts.alarm(this.#parts.now() + RETRY_AFTER);
      await this.#settle(await this.#process(AT_ONCE, command));
      return null;
    });
  }

  /** Where the run stands; null where there is none. O(bytes of the journal). */
  async status(): Promise<RunStatus | null> {
    return (await this.#look())?.status ?? null;
  }

  async report(): Promise<RunReport | null> {
    const [facts, look] = [this.#parts.store.facts(), await this.#look()];
    if (facts === null || look === null) return null;
    const { id, createdAt, actor, host, fingerprint } = facts;
    return { id, createdAt, actor, host, fingerprint, ...look };
  }

  async #look(): Promise<Pick<RunReport, 'now' | 'status'> | null> {
    const view = await this.#view;
    if (view !== null) return { now: view.now(), status: view.status() };
    const journal = await this.journal();
    if (journal === null) return null;
    // The clock of an emulator may be ahead of this one.
    const times = [...journal.slice(-4096).matchAll(/"at":"([^"]+)"/g)];
    const now = Math.max(this.#parts.now(), Date.parse(times.at(-1)?.[1] ?? '') || 0);
    const status = runStatus(journal, now);
    // A stop is not in the journal: any process may look again.
    const isStopped = status.state === 'running' && this.#parts.store.facts()?.rest === 'stopped';
    return { now, status: isStopped ? { ...status, state: 'stopped', endsAt: null } : status };
  }

  /** The text of the journal; null where there is none. */
  async journal(): Promise<string | null> {
    const bytes = await this.#parts.store.openJournal().read();
    return bytes.length === 0 ? null : new TextDecoder().decode(bytes);
  }

  /** The records behind this number. O(bytes of the journal). */
  async records(after: number): Promise<readonly RunRecord[]> {
    const lines = ((await this.journal()) ?? '').split('\n').slice(after + 1);
    return lines.filter((line) => line !== '').map((line) => withoutHash(JSON.parse(line)));
  }

  async #goOn(): Promise<void> {
    const { store, alarm, now, onError } = this.#parts;
    // The platform calls again where this process is killed.
    let wakesAt: number | null = now() + RETRY_AFTER;
    try {
      const [facts, status] = [store.facts(), await this.status()];
      if (facts === null || status === null) wakesAt = null;
      else wakesAt = await this.#settle(status.state === 'running' ? await this.#process(LEAVE) : status);
    } catch (error) {
      onError?.(isByoipError(error) ? error.code : 'internal');
    } finally {
      await alarm(wakesAt).catch(() => onError?.('alarm-failed'));
    }
  }

  /** One process of the run, with a command first. */
  async #process(leave: RunLeave, command?: RunCommand): Promise<RunStatus> {
    const { store, client, onEvent } = this.#parts;
    const facts = store.facts();
    if (facts === null) throw new RangeError('there is no run');
    const isResumed = command?.command === 'resume';
    // To go on from a stop is to carry out all steps.
    const untilStep = isResumed ? null : facts.untilStep;
    if (facts.rest !== null || untilStep !== facts.untilStep)
      await store.change({ ...facts, untilStep, rest: null });
    let enter: (view: RunView | null) => void = () => {};
    this.#view = new Promise((resolve) => {
      enter = resolve;
    });
    try {
      return await resume({
        client,
        journal: store.openJournal(),
        owner: { name: facts.actor, host: facts.host },
        leave,
        untilStep: untilStep ?? undefined,
        commands: command === undefined || isResumed ? [] : [command],
        onEvent: (event, view) => {
          enter(view);
          onEvent?.(event, view);
        },
      });
    } finally {
      enter(null);
      this.#view = Promise.resolve(null);
    }
  }

  /** Stores where a process has left the run, and arms the alarm; when it goes on by itself. */
  async #settle(status: RunStatus): Promise<number | null> {
    const { store, alarm, report, now } = this.#parts;
    const facts = store.facts();
    if (facts === null) return null;
    const { state, stepsDone, steps, endsAt, resumeIn = 0 } = status;
    const rest = state === 'running' ? null : state;
    const wakesAt = rest === null ? now() + resumeIn : null;
    if (facts.rest !== rest) await store.change({ ...facts, rest });
    // Until the registry knows, there is something to do.
    await alarm(wakesAt ?? now() + RETRY_AFTER);
    await report({ ...facts, rest }, { state, stepsDone, steps, endsAt, wakesAt });
    await alarm(wakesAt);
    return wakesAt;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => {});
    return next;
  }
}

export function withoutHash(line: RunRecord): RunRecord {
  const { hash: _, ...record } = line;
  return record;
}
