// The runs of the open account: lists them, carries one out, and follows those of other tabs and of the Worker.

import type { RunCommand } from '../../../src/js/entry/page.js';
import { storedJournalNames } from '../../../src/js/entry/page-later.js';
import type { PageError } from '../errors/page-error.js';
import type { Session } from '../source/api.js';
import type { PageState } from '../state/page-state.js';
import { createStore, onChange, type Store } from '../state/store.js';
import { createRunClient } from './run-client.js';
import { runError } from './run-error.js';
import type { RunProgress, RunSubject, RunTarget } from './run-messages.js';
import { runsOfWorker, runTarget, thisTab } from './run-target.js';
import {
  commandWorkerRun,
  followWorkerRun,
  listWorkerRuns,
  startWorkerRun,
  WORKER_RUN_ID,
  WORKER_RUNS,
  workerRunJournal,
} from './worker-runs.js';

export interface RunsState {
  /** The runs of the open account in this browser and in the Worker, the newest first. */
  readonly runs: readonly RunProgress[];
  /** The run that this tab carries out. */
  readonly activeName: string | null;
  /** The run that the panel shows; `null` while it is closed. */
  readonly shownName: string | null;
  /** The run that was asked to pause, until it has stopped. */
  readonly pausingName: string | null;
  readonly error: PageError | null;
}

/** True for a run that goes on or can go on. */
export function isUnfinished({ state }: Pick<RunProgress, 'state'>): boolean {
  return state !== 'done' && state !== 'abandoned';
}

export interface RunHandlers {
  /** A run has changed these prefixes, or somebody else has. */
  onEnd(prefixIds: readonly string[]): void;
  /** The demo starts anew. */
  onReset(): void;
}

/** How often a run of another tab is read again, ms. */
const FOLLOW_EVERY = 2000;
/** How often the list of the Worker is read again while one of its runs goes on, ms. */
const LIST_EVERY = 10_000;

export class RunController {
  readonly store: Store<RunsState> = createStore<RunsState>({
    runs: [],
    activeName: null,
    shownName: null,
    pausingName: null,
    error: null,
  });
  readonly #page: Store<PageState>;
  readonly #handlers: RunHandlers;
  readonly #client = createRunClient({
    onProgress: (progress) => this.#put(progress),
    session: () => this.#carried,
  });
  /** The session that the run of this tab was started with. */
  #carried: Session | null = null;
  /** Ends with the run of this tab. */
  #running: Promise<void> = Promise.resolve();
  #following: ReturnType<typeof setTimeout> | undefined;
  /** Ends the following of the Worker's run that is shown. */
  #unfollow: () => void = () => {};

  constructor(page: Store<PageState>, handlers: RunHandlers) {
    this.#page = page;
    this.#handlers = handlers;
    page.subscribe(
      onChange(['session', 'account'], ({ session, account }) => {
        // The token is forgotten, or another account is open: a run goes on only where its account is open.
        if (this.#carried !== null && this.#carried !== session) this.pause();
        if (account.kind === 'ready') this.refresh();
        else if (session === null) this.store.set({ runs: [], shownName: null, error: null });
      }),
    );
    this.store.subscribe(onChange(['shownName'], ({ shownName }) => this.#follow(shownName)));
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.store.get().runs.some(isUnfinished)) this.refresh();
    });
  }

  /** Lists the runs again. */
  refresh(): void {
    this.#list().catch(this.#fail);
  }

  /** Shows the list of the Worker's runs. */
  listInWorker(): void {
    this.show('');
    this.refresh();
  }

  show(shownName: string | null): void {
    this.store.set({ shownName, error: null });
  }

  start(subject: RunSubject): void {
    const name = journalName();
    this.#carryOut(name, (target) => this.#client.call('start', name, subject, target, thisTab()));
  }

  /** Hands it over to the Worker, and shows its run or all of them; an error where one did not start. */
  async startInWorker(subject: RunSubject): Promise<PageError | null> {
    const started: string[] = [];
    try {
      const requests = await this.#client.call('workerRequests', subject);
      for (const { body, fingerprint } of requests) started.push(await startWorkerRun(body, fingerprint));
      await this.#list();
      const [id = ''] = started;
      this.show(started.length === 1 ? id : '');
      return null;
    } catch (error) {
      // Another run may have the prefix, or this one may have started without an answer.
      await this.#list().catch(this.#fail);
      const found = runError(error);
      if (started.length === 0) return found;
      const title = `${started.length} ${started.length === 1 ? 'run has' : 'runs have'} started, the next one has not`;
      return { ...found, title };
    }
  }

  /** Reads a prefix again that somebody else has changed. */
  readAgain(prefixId: string): void {
    this.#handlers.onEnd([prefixId]);
  }

  /** The write in flight ends first. Without a name: the run of this tab. */
  pause(name: string | null = this.store.get().activeName): void {
    if (name === null) return;
    this.store.set({ pausingName: name });
    if (WORKER_RUN_ID.test(name))
      this.#command(name, { command: 'pause' })
        .catch(this.#fail)
        .then(() => this.store.set({ pausingName: null }));
    else this.#client.call('command', { command: 'pause' }).catch(this.#fail);
  }

  /** Goes on with a run that no other process carries out. */
  resume(name: string, commands: readonly RunCommand[] = []): Promise<void> {
    if (WORKER_RUN_ID.test(name)) return this.#command(name, { command: 'resume' }).catch(this.#fail);
    // A closed tab may hold the lease for minutes; the lock of a tab that is there keeps this one out.
    const input = { takeOver: true, commands };
    return this.#carryOut(name, (target) => this.#client.call('resume', name, input, target, thisTab()));
  }

  /** Ends a run for ever. */
  abandon(name: string): void {
    this.#command(name, { command: 'abandon' }).catch(this.#fail);
  }

  /** Answers a question of a run, and goes on. */
  answer(name: string, question: string, choice: string): void {
    const { by } = this.#person();
    this.#command(name, { command: 'answer', question, choice, by }).catch(this.#fail);
  }

  /** Ends the current wait of a prefix, and goes on. */
  skipWait(name: string, prefix: string, reason: string): void {
    const { by } = this.#person();
    this.#command(name, { command: 'skip-wait', prefix, by, reason }).catch(this.#fail);
  }

  /** Who says something to a run, for its journal. */
  #person(): { readonly by: string } {
    const { workerInfo } = this.#page.get();
    return { by: (workerInfo.kind === 'ready' && workerInfo.value.actor) || 'a person in the page' };
  }

  /** The text of a journal; `null` where it cannot be read. */
  async journal(name: string): Promise<string | null> {
    try {
      if (WORKER_RUN_ID.test(name)) return await workerRunJournal(name);
      return await this.#client.call('journal', name);
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  /** Stores a journal from a file, and shows its run. */
  async importJournal(file: File): Promise<void> {
    const target = runTarget(this.#page.get());
    if (target === null) return;
    const name = journalName();
    try {
      await this.#client.call('importJournal', name, await file.text(), target);
      await this.#list();
      this.show(name);
    } catch (error) {
      this.store.set({ shownName: '', error: { ...runError(error), where: file.name } });
    }
  }

  /** Deletes the journal of a run. */
  async forget(name: string): Promise<void> {
    await this.#client.call('remove', name).catch(this.#fail);
    await this.#list().catch(this.#fail);
    this.store.set({ shownName: null });
  }

  /** Forgets the runs of the demo and what they have changed. */
  async resetDemo(): Promise<void> {
    try {
      for (const { name } of this.store.get().runs) await this.#client.call('remove', name);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#page.get().session?.demo?.reset();
    this.store.set({ runs: [], shownName: null });
    this.#handlers.onReset();
  }

  #carryOut(name: string, work: (target: RunTarget) => Promise<RunProgress>): Promise<void> {
    const target = runTarget(this.#page.get());
    if (target === null || this.store.get().activeName !== null) return Promise.resolve();
    const session = this.#page.get().session;
    this.#carried = session;
    session?.demo?.setFast(true);
    // A browser may delete what sites store: it is asked to keep the journal.
    if (session?.demo === undefined) navigator.storage?.persist?.().catch(() => {});
    this.store.set({ activeName: name, shownName: name, error: null });
    this.#running = work(target)
      .then((progress) => this.#put(progress), this.#fail)
      .then(async () => {
        session?.demo?.setFast(false);
        this.#carried = null;
        this.store.set({ activeName: null, pausingName: null });
        await this.#list().catch(this.#fail);
        this.#handlers.onEnd(this.store.get().runs.find((run) => run.name === name)?.prefixIds ?? []);
      });
    return this.#running;
  }

  /** Says something to a run: to who carries it out, or by resuming a run that no process carries out. */
  async #command(name: string, command: RunCommand): Promise<void> {
    if (WORKER_RUN_ID.test(name)) {
      this.store.set({ error: null });
      await commandWorkerRun(name, command);
      if (this.store.get().shownName === name) this.#follow(name);
      return;
    }
    const isActive = this.store.get().activeName === name;
    if (isActive && (await this.#client.call('command', command))) return;
    await this.#running;
    await this.resume(name, [command]);
  }

  /** Keeps the progress of the run that this tab carries out. */
  async #list(): Promise<void> {
    clearTimeout(this.#following);
    const target = runTarget(this.#page.get());
    const names = target === null ? [] : await storedJournalNames();
    const stored = target === null || names.length === 0 ? [] : await this.#client.call('list', target);
    const listed = newestFirst([...stored, ...(await this.#listWorker())]);
    if (runTarget(this.#page.get())?.api !== target?.api) return;
    const { activeName, shownName, runs } = this.store.get();
    // What is known of these is newer, or more.
    const kept = runs.filter(({ name, worker }) => name === activeName || (name === shownName && worker));
    this.#setRuns(listed.map((one) => kept.find(({ name }) => name === one.name) ?? one));
    const unfinished = listed.filter(isUnfinished);
    const isFollowing = unfinished.some((one) => one.isHeld && one.name !== activeName);
    if (isFollowing || unfinished.some(({ worker }) => worker !== null))
      this.#following = setTimeout(() => this.refresh(), isFollowing ? FOLLOW_EVERY : LIST_EVERY);
  }

  /** The runs of the Worker; those that are known where it does not answer. */
  async #listWorker(): Promise<readonly RunProgress[]> {
    const { account } = this.#page.get();
    const worker = runsOfWorker(this.#page.get());
    if (worker === null || account.kind !== 'ready') return [];
    const ids = new Map(account.value.prefixes.map(({ cidr, id }) => [cidr, id]));
    try {
      const runs = await listWorkerRuns(worker, (cidr) => ids.get(cidr) ?? cidr);
      this.#clearLookError();
      return runs;
    } catch (error) {
      this.#fail(error);
      return this.store.get().runs.filter((run) => run.worker !== null);
    }
  }

  /** Follows a run of the Worker, and no other one. */
  #follow(name: string | null): void {
    this.#unfollow();
    const worker = runsOfWorker(this.#page.get());
    if (name === null || worker === null || !WORKER_RUN_ID.test(name)) return;
    this.#unfollow = followWorkerRun(name, worker, {
      onProgress: (progress) => {
        if (runsOfWorker(this.#page.get()) === null) return this.#unfollow();
        this.#clearLookError();
        this.#put(progress);
      },
      onError: this.#fail,
    });
  }

  /** The Worker answers again. */
  #clearLookError(): void {
    if (this.store.get().error?.where.startsWith(`GET /${WORKER_RUNS}`)) this.store.set({ error: null });
  }

  #put(progress: RunProgress): void {
    const others = this.store.get().runs.filter(({ name }) => name !== progress.name);
    this.#setRuns(newestFirst([...others, progress]));
  }

  /** Reads the prefixes again of the runs of the Worker that have ended. */
  #setRuns(runs: readonly RunProgress[]): void {
    const wasUnfinished = new Set(
      this.store
        .get()
        .runs.filter(isUnfinished)
        .map(({ name }) => name),
    );
    this.store.set({ runs });
    for (const run of runs)
      if (run.worker !== null && !isUnfinished(run) && wasUnfinished.has(run.name))
        this.#handlers.onEnd(run.prefixIds);
  }

  readonly #fail = (error: unknown): void => this.store.set({ error: runError(error) });
}

function newestFirst(runs: readonly RunProgress[]): readonly RunProgress[] {
  return [...runs].sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
}

/** A name for a new journal, by the time. */
function journalName(): string {
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const [number = 0] = crypto.getRandomValues(new Uint16Array(1));
  return `${time}-${number.toString(16).padStart(4, '0')}`;
}
