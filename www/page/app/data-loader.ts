// Fills the store: from where is chosen first, then come the account and one prefix; a newer wish cancels an older one.

import type { Prefix } from '../../../src/js/entry/page.js';
import { createOpenPrefix } from '../bindings/open-prefix.js';
import type { BindingList } from '../bindings/read-bindings.js';
import { noWorkerError, unexpectedError } from '../errors/page-error.js';
import { createPalette } from '../services/palette.js';
import { fetchWorkerInfo, type Session } from '../source/api.js';
import { apiDataSource, type DataSource, memoryDataSource } from '../source/data-source.js';
import { mayHaveWorker } from '../source/detect-worker.js';
import type { LoadedAccount } from '../source/loaded-account.js';
import type { SelectedSource } from '../source/selected-source.js';
import type { PageState } from '../state/page-state.js';
import type { Store } from '../state/store.js';

/** The emulator takes any token; this one says so. */
const EMULATOR_TOKEN = 'emulator';

export interface DataLoader {
  /** From the beginning: the Worker's emulator where there is one, the demo otherwise. */
  start(): void;
  /** The emulator in the page. */
  openDemo(): void;
  /** The Worker. */
  openLive(): void;
  /** Makes room for a file. */
  chooseFile(): void;
  /** What was read from a file, a paste or a link. */
  openLoadedAccount(contents: LoadedAccount, kind: 'file' | 'link'): void;
  /** With a token and an account. */
  openSession(session: Session): void;
  /** Forgets the token. */
  closeSession(): void;
  /** The account again, then the chosen prefix. */
  reloadAccount(): void;
  selectPrefix(prefixId: string): void;
}

export function createDataLoader(store: Store<PageState>): DataLoader {
  let account = new AbortController();
  let prefix = new AbortController();
  let holder: DataSource | null = null;

  /** Runs one wish; being cancelled is no error. */
  const run = (wish: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): void => {
    wish(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  };

  const forget = (): void => {
    const { openPrefix } = store.get();
    store.set({
      openPrefix: { kind: 'idle' },
      bgp: { kind: 'idle' },
      zoom: null,
      selectedCidr: null,
      lookupResult: { kind: 'none' },
    });
    if (openPrefix.kind === 'ready') openPrefix.value.dispose();
  };

  /** Leaves whatever was open, and opens nothing yet. */
  const leave = (origin: SelectedSource): AbortSignal => {
    account.abort();
    prefix.abort();
    account = new AbortController();
    holder = null;
    forget();
    store.set({ source: origin, session: null, account: { kind: 'idle' }, prefixId: null });
    return account.signal;
  };

  const loadBindings = async (from: DataSource, chosen: Prefix, signal: AbortSignal): Promise<void> => {
    const listed = await from.bindings(chosen, signal);
    if (signal.aborted && listed.kind === 'ready') listed.value.table.dispose();
    signal.throwIfAborted();
    if (listed.kind === 'error') store.set({ openPrefix: listed });
    else await place(chosen, listed.value, signal);
  };

  const place = async (chosen: Prefix, listed: BindingList, signal: AbortSignal): Promise<void> => {
    try {
      const value = await createOpenPrefix(chosen, listed, signal);
      signal.throwIfAborted();
      const { account: known } = store.get();
      if (known.kind === 'ready') known.value.palette.addServices(value.bindings);
      store.set({ openPrefix: { kind: 'ready', value } });
    } catch (error) {
      listed.table.dispose();
      signal.throwIfAborted();
      const where = `the bindings of ${chosen.cidr}`;
      store.set({ openPrefix: { kind: 'error', error: unexpectedError(error, where) } });
    }
  };

  const loadBgp = async (from: DataSource, chosen: Prefix, signal: AbortSignal): Promise<void> => {
    const bgp = await from.bgpPrefixes(chosen, signal);
    signal.throwIfAborted();
    store.set({ bgp });
  };

  const openPrefixById = (prefixId: string): void => {
    prefix.abort();
    prefix = new AbortController();
    const { account: known } = store.get();
    const from = holder;
    if (from === null || known.kind !== 'ready') return;
    const chosen = known.value.prefixes.find(({ id }) => id === prefixId);
    if (chosen === undefined) return;
    forget();
    store.set({ prefixId, openPrefix: { kind: 'loading' }, bgp: { kind: 'loading' } });
    run(async (signal) => {
      await Promise.all([loadBindings(from, chosen, signal), loadBgp(from, chosen, signal)]);
    }, prefix.signal);
  };

  const loadAccount = async (from: DataSource, signal: AbortSignal): Promise<void> => {
    const [services, prefixes] = await Promise.all([from.services(signal), from.prefixes(signal)]);
    signal.throwIfAborted();
    if (services.kind === 'error') return store.set({ account: services });
    if (prefixes.kind === 'error') return store.set({ account: prefixes });
    const value = {
      services: services.value,
      palette: createPalette(services.value),
      prefixes: prefixes.value,
    };
    store.set({ account: { kind: 'ready', value } });
    const wanted = store.get().prefixId;
    const chosen = value.prefixes.find(({ id }) => id === wanted) ?? value.prefixes[0];
    if (chosen !== undefined) openPrefixById(chosen.id);
  };

  const openAccount = (): void => {
    const from = holder;
    account.abort();
    prefix.abort();
    account = new AbortController();
    if (from === null) return;
    forget();
    store.set({ account: { kind: 'loading' } });
    run((signal) => loadAccount(from, signal), account.signal);
  };

  const openSession = (session: Session): void => {
    holder = apiDataSource(session);
    store.set({ session, prefixId: null });
    openAccount();
  };

  const openDemo = (): void => {
    const leaving = leave({ kind: 'demo' });
    store.set({ account: { kind: 'loading' } });
    run(async (signal) => {
      const { openDemoSession } = await import('../source/demo.js');
      signal.throwIfAborted();
      openSession(openDemoSession());
    }, leaving);
  };

  /**
   * Asks the Worker who it is, and opens what needs no token. `otherwise` is where an upstream with tokens leads; until
   * that is known, `meanwhile` is what stands chosen.
   */
  const meetWorker = (meanwhile: SelectedSource, otherwise: () => void): void => {
    const leaving = leave(meanwhile);
    if (!mayHaveWorker()) {
      store.set({ workerInfo: { kind: 'error', error: noWorkerError() } });
      return;
    }
    store.set({
      workerInfo: { kind: 'loading' },
      ...(meanwhile.kind === 'live' ? {} : { account: { kind: 'loading' } }),
    });
    run(async (signal) => {
      const about = await fetchWorkerInfo(signal);
      signal.throwIfAborted();
      if (about.kind !== 'ready') {
        store.set({ workerInfo: about, source: { kind: 'live' }, account: { kind: 'idle' } });
        return;
      }
      store.set({ workerInfo: about });
      const { emulated, bringToken, accountId } = about.value;
      if (bringToken || accountId === null) {
        otherwise();
        return;
      }
      store.set({ source: { kind: 'live' } });
      openSession({ token: emulated ? EMULATOR_TOKEN : '', accountId });
    }, leaving);
  };

  return {
    start() {
      // The demo stands chosen until the Worker has said what it has: a choice made meanwhile is a choice.
      // Without a connection nobody can say it, and the demo needs nobody.
      if (mayHaveWorker() && store.get().online) meetWorker({ kind: 'demo' }, openDemo);
      else openDemo();
    },
    openDemo,
    openLive: () => meetWorker({ kind: 'live' }, () => {}),
    chooseFile() {
      leave({ kind: 'file', account: null });
    },
    openLoadedAccount(loaded, kind) {
      leave({ kind, account: loaded });
      holder = memoryDataSource(loaded);
      openAccount();
    },
    reloadAccount: openAccount,
    selectPrefix: openPrefixById,
    openSession,
    closeSession() {
      leave({ kind: 'live' });
    },
  };
}
