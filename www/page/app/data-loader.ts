// Loads an account and one of its prefixes into the store. A newer request cancels an older one.

import { type BgpPrefix, createPalette, type Prefix } from '../../../src/js/entry/page.js';
import { createOpenPrefix, type OpenPrefix } from '../bindings/open-prefix.js';
import type { BindingList } from '../bindings/read-bindings.js';
import { type LoadResult, noWorkerError, unexpectedError } from '../errors/page-error.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { AccountPrefixes } from '../source/account-prefixes.js';
import { fetchWorkerInfo, type Session, type WorkerInfo } from '../source/api.js';
import { apiDataSource, type DataSource, memoryDataSource } from '../source/data-source.js';
import { mayHaveWorker } from '../source/detect-worker.js';
import type { LoadedAccount, SelectedSource } from '../source/loaded-account.js';
import type { PageState } from '../state/page-state.js';
import type { Store } from '../state/store.js';

/** The emulator accepts any token. */
const EMULATOR_TOKEN = 'emulator';

/** The part of the state that belongs to one prefix, when no prefix is open. */
const NO_PREFIX = {
  openPrefix: { kind: 'idle' },
  readAt: null,
  bgp: { kind: 'idle' },
  zoom: null,
  selectedCidr: null,
  lookupResult: { kind: 'none' },
} as const satisfies Partial<PageState>;

/** The session for a Worker that needs no token from the user; `null` where the user must enter one. */
export function sessionWithoutToken({ emulated, bringToken, actor, accountId }: WorkerInfo): Session | null {
  if (bringToken || accountId === null) return null;
  return { token: emulated && actor === null ? EMULATOR_TOKEN : '', accountId };
}

/** The prefix to open when an account is loaded: the one that was open before, or the first. */
export function prefixToOpen(prefixes: readonly Prefix[], previousId: string | null): Prefix | undefined {
  return prefixes.find(({ id }) => id === previousId) ?? prefixes[0];
}

/** Runs `task`; an abort is not an error. */
function run(task: (signal: AbortSignal) => Promise<void>, { signal }: AbortController): void {
  task(signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

export class DataLoader {
  readonly #store: Store<PageState>;
  #accountLoad = new AbortController();
  #prefixLoad = new AbortController();
  #dataSource: DataSource | null = null;
  #prefixes: AccountPrefixes | null = null;

  constructor(store: Store<PageState>) {
    this.#store = store;
  }

  /** At start: the Worker's emulator where there is a Worker, the demo otherwise. */
  start(): void {
    // The demo stays selected until the Worker answers, so that a choice made meanwhile is kept.
    // Offline, the Worker cannot answer and the demo still works.
    const asksWorker = mayHaveWorker() && this.#store.get().online;
    if (asksWorker) this.#askWorker({ kind: 'demo' }, () => this.openDemo());
    else this.openDemo();
  }

  /** Opens the emulator that runs in the page. */
  openDemo(): void {
    this.#reset({ kind: 'demo' });
    this.#store.set({ account: { kind: 'loading' } });
    run(async (signal) => {
      const { openDemoSession } = await import('../source/demo.js');
      signal.throwIfAborted();
      this.openSession(openDemoSession());
    }, this.#accountLoad);
  }

  /** Connects to the API through the Worker. */
  openLive(): void {
    this.#askWorker({ kind: 'live' }, () => {});
  }

  /** Shows the file panel. */
  chooseFile(): void {
    this.#reset({ kind: 'file', account: null });
  }

  /** Opens what was read from a file, pasted text or a link. */
  openLoadedAccount(account: LoadedAccount, kind: 'file' | 'link'): void {
    this.#reset({ kind, account });
    this.#dataSource = memoryDataSource(account);
    this.reloadAccount();
  }

  /** Opens an account of the API. */
  openSession(session: Session): void {
    this.#dataSource = apiDataSource(session);
    this.#store.set({ session, prefixId: null });
    this.reloadAccount();
  }

  /** Forgets the token. */
  closeSession(): void {
    this.#reset({ kind: 'live' });
  }

  /** Loads services and prefixes again, then the selected prefix. */
  reloadAccount(): void {
    this.#accountLoad.abort();
    this.#prefixLoad.abort();
    this.#accountLoad = new AbortController();
    const dataSource = this.#dataSource;
    if (dataSource === null) return;
    this.#forgetPrefixes();
    this.#closePrefix();
    this.#store.set({ account: { kind: 'loading' } });
    run((signal) => this.#loadAccount(dataSource, signal), this.#accountLoad);
  }

  /** Loads the bindings and the BGP state of a prefix. */
  selectPrefix(prefixId: string): void {
    this.#prefixLoad.abort();
    this.#prefixLoad = new AbortController();
    const { account } = this.#store.get();
    const dataSource = this.#dataSource;
    if (dataSource === null || account.kind !== 'ready') return;
    const prefix = account.value.prefixes.find(({ id }) => id === prefixId);
    if (prefix === undefined) return;
    this.#closePrefix();
    this.#store.set({ prefixId, openPrefix: { kind: 'loading' }, bgp: { kind: 'loading' } });
    run(async (signal) => {
      await Promise.all([
        this.#loadBindings(dataSource, prefix, signal),
        this.#loadBgp(dataSource, prefix, signal),
      ]);
    }, this.#prefixLoad);
  }

  /** Reads the open prefix again, and all others when they are needed next. */
  refreshPrefix(prefixId: string): void {
    this.#forgetPrefixes();
    this.selectPrefix(prefixId);
  }

  /** Reads a prefix of the open account beside the one on the screen; what was read is kept while the account is open. */
  readPrefix(prefix: Prefix): Promise<LoadResult<OpenPrefix>> {
    const dataSource = this.#dataSource;
    this.#prefixes ??= new AccountPrefixes(async (one, signal) =>
      dataSource === null
        ? { kind: 'error', error: unexpectedError('no account is open', one.cidr) }
        : dataSource.bindings(one, signal),
    );
    return this.#prefixes.open(prefix);
  }

  /** Reads the BGP prefixes of a prefix beside the one on the screen; `null` where the source has no BGP data. */
  async readBgp(prefix: Prefix): Promise<LoadResult<readonly BgpPrefix[] | null>> {
    const { signal } = this.#accountLoad;
    try {
      return (await this.#dataSource?.bgpPrefixes(prefix, signal)) ?? { kind: 'ready', value: null };
    } catch (error) {
      return { kind: 'error', error: unexpectedError(error, `the BGP prefixes of ${prefix.cidr}`) };
    }
  }

  /** Closes everything, and selects a source without loading from it. */
  #reset(source: SelectedSource): void {
    this.#accountLoad.abort();
    this.#prefixLoad.abort();
    this.#accountLoad = new AbortController();
    this.#dataSource = null;
    this.#forgetPrefixes();
    this.#closePrefix();
    this.#store.set({ source, session: null, account: { kind: 'idle' }, prefixId: null });
  }

  /** Now for the API; for a file or a link, as it says. */
  #readAt(): string | null {
    const { source } = this.#store.get();
    return 'account' in source ? (source.account?.readAt ?? null) : new Date().toISOString();
  }

  #forgetPrefixes(): void {
    this.#prefixes?.dispose();
    this.#prefixes = null;
  }

  #closePrefix(): void {
    const { openPrefix } = this.#store.get();
    this.#store.set(NO_PREFIX);
    if (openPrefix.kind === 'ready') openPrefix.value.dispose();
  }

  /**
   * Asks the Worker for its settings, and opens the account where it needs no token. Otherwise calls `onNeedsToken`.
   * `source` is selected until the Worker answers.
   */
  #askWorker(source: SelectedSource, onNeedsToken: () => void): void {
    this.#reset(source);
    if (!mayHaveWorker()) {
      this.#store.set({ workerInfo: { kind: 'error', error: noWorkerError() } });
      return;
    }
    this.#store.set({
      workerInfo: { kind: 'loading' },
      ...(source.kind === 'live' ? {} : { account: { kind: 'loading' } }),
    });
    run(async (signal) => {
      const workerInfo = await fetchWorkerInfo(signal);
      signal.throwIfAborted();
      if (workerInfo.kind === 'error') {
        this.#store.set({ workerInfo, source: { kind: 'live' }, account: { kind: 'idle' } });
        return;
      }
      this.#store.set({ workerInfo });
      const session = sessionWithoutToken(workerInfo.value);
      if (session === null) {
        onNeedsToken();
        return;
      }
      this.#store.set({ source: { kind: 'live' } });
      this.openSession(session);
    }, this.#accountLoad);
  }

  async #loadAccount(dataSource: DataSource, signal: AbortSignal): Promise<void> {
    const [services, prefixes] = await Promise.all([
      dataSource.services(signal),
      dataSource.prefixes(signal),
    ]);
    signal.throwIfAborted();
    if (services.kind === 'error') return this.#store.set({ account: services });
    if (prefixes.kind === 'error') return this.#store.set({ account: prefixes });
    const value = {
      services: services.value,
      palette: createPalette(services.value, (name) => escapeInvisible(name, 60)),
      prefixes: prefixes.value,
    };
    this.#store.set({ account: { kind: 'ready', value } });
    const prefix = prefixToOpen(value.prefixes, this.#store.get().prefixId);
    if (prefix !== undefined) this.selectPrefix(prefix.id);
  }

  async #loadBindings(dataSource: DataSource, prefix: Prefix, signal: AbortSignal): Promise<void> {
    const list = await dataSource.bindings(prefix, signal);
    if (signal.aborted && list.kind === 'ready') list.value.table.dispose();
    signal.throwIfAborted();
    if (list.kind === 'error') this.#store.set({ openPrefix: list });
    else await this.#openPrefix(prefix, list.value, signal);
  }

  async #openPrefix(prefix: Prefix, list: BindingList, signal: AbortSignal): Promise<void> {
    try {
      const value = await createOpenPrefix(prefix, list, signal);
      signal.throwIfAborted();
      const { account } = this.#store.get();
      if (account.kind === 'ready') account.value.palette.addServices(value.bindings);
      this.#store.set({ openPrefix: { kind: 'ready', value }, readAt: this.#readAt() });
    } catch (error) {
      list.table.dispose();
      signal.throwIfAborted();
      const where = `the bindings of ${prefix.cidr}`;
      this.#store.set({ openPrefix: { kind: 'error', error: unexpectedError(error, where) } });
    }
  }

  async #loadBgp(dataSource: DataSource, prefix: Prefix, signal: AbortSignal): Promise<void> {
    const bgp = await dataSource.bgpPrefixes(prefix, signal);
    signal.throwIfAborted();
    this.#store.set({ bgp });
  }
}
