// The runs of the open account: lists them, carries one out, and follows those of other tabs.

import type { RunCommand } from '../../../src/js/entry/page.js';
import { storedJournalNames } from '../../../src/js/entry/page-later.js';
import type { PageError } from '../errors/page-error.js';
import type { Session } from '../source/api.js';
import type { PageState } from '../state/page-state.js';
import { createStore, onChange, type Store } from '../state/store.js';
import { createRunClient } from './run-client.js';
import { runError } from './run-error.js';
import type { RunProgress, RunSubject, RunTarget } from './run-messages.js';
import { runTarget, thisTab } from './run-target.js';

export interface RunsState {
  /** The runs of the open account in this browser, the newest first. */
  readonly runs: readonly RunProgress[];
  /** The run that this tab carries out. */
  readonly activeName: string | null;
  /** The run that the panel shows; `null` while it is closed. */
  readonly shownName: string | null;
  /** True from a request to pause until the run has stopped. */
  readonly isPausing: boolean;
  readonly error: PageError | null;
}

/** True for a run that goes on or can go on. */
export function isUnfinished({ state }: Pick<RunProgress, 'state'>): boolean {
  return state !== 'done' && state !== 'abandoned';
}

export interface RunHandlers {
  /** A run of this tab has changed these prefixes. */
  onEnd(prefixIds: readonly string[]): void;
  /** The demo starts anew. */
  onReset(): void;
}

/** How often a run of another tab is read again, ms. */
const FOLLOW_EVERY = 2000;

export class RunController {
  readonly store: Store<RunsState> = createStore<RunsState>({
    runs: [],
    activeName: null,
    shownName: null,
    isPausing: false,
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
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.store.get().runs.some(isUnfinished)) this.refresh();
    });
  }

  /** Lists the runs again. */
  refresh(): void {
    this.#list().catch(this.#fail);
  }

  show(shownName: string | null): void {
    this.store.set({ shownName, error: null });
  }

  start(subject: RunSubject): void {
    const name = journalName();
    this.#carryOut(name, (target) => this.#client.call('start', name, subject, target, thisTab()));
  }

  /** The write in flight ends first. */
  pause(): void {
    if (this.store.get().activeName === null) return;
    this.store.set({ isPausing: true });
    this.#client.call('command', { command: 'pause' }).catch(this.#fail);
  }

  /** Goes on with a run that no other process carries out. */
  resume(name: string, commands: readonly RunCommand[] = []): Promise<void> {
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
    const { workerInfo } = this.#page.get();
    const by = (workerInfo.kind === 'ready' && workerInfo.value.actor) || 'a person in the page';
    this.#command(name, { command: 'answer', question, choice, by }).catch(this.#fail);
  }

  /** The text of a journal; `null` where it cannot be read. */
  async journal(name: string): Promise<string | null> {
    try {
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
        this.store.set({ activeName: null, isPausing: false });
        await this.#list().catch(this.#fail);
        this.#handlers.onEnd(this.store.get().runs.find((run) => run.name === name)?.prefixIds ?? []);
      });
    return this.#running;
  }

  /** Says something to a run: to the worker, or by resuming a run that this tab does not carry out. */
  async #command(name: string, command: RunCommand): Promise<void> {
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
    const listed = target === null || names.length === 0 ? [] : await this.#client.call('list', target);
    if (runTarget(this.#page.get())?.api !== target?.api) return;
    const { activeName, runs } = this.store.get();
    const active = runs.find(({ name }) => name === activeName);
    this.store.set({ runs: listed.map((one) => (active?.name === one.name ? active : one)) });
    const isFollowing = listed.some((one) => isUnfinished(one) && one.isHeld && one.name !== activeName);
    if (isFollowing) this.#following = setTimeout(() => this.refresh(), FOLLOW_EVERY);
  }

  #put(progress: RunProgress): void {
    const others = this.store.get().runs.filter(({ name }) => name !== progress.name);
    const runs = [...others, progress].sort((one, other) => (one.startedAt < other.startedAt ? 1 : -1));
    this.store.set({ runs });
  }

  readonly #fail = (error: unknown): void => this.store.set({ error: runError(error) });
}

/** A name for a new journal, by the time. */
function journalName(): string {
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const [number = 0] = crypto.getRandomValues(new Uint16Array(1));
  return `${time}-${number.toString(16).padStart(4, '0')}`;
}
