// Fills the store: from where is chosen first, then come the account and one prefix; a newer wish cancels an older one.

import type { Prefix } from '../../../src/js/entry/page.js';
import { noWorkerTrouble, unexpectedTrouble } from '../errors/page-error.js';
import { createPalette } from '../services/palette.js';
import { askAbout, type Session } from '../source/api.js';
import { type Holder, memoryHolder, remoteHolder } from '../source/data-source.js';
import { mayHaveWorker } from '../source/detect-worker.js';
import type { Contents } from '../source/loaded-account.js';
import type { Listed } from '../source/read-bindings.js';
import { openPrefix } from './open-prefix.js';
import type { Origin, State } from './state.js';
import type { Store } from './store.js';

/** The emulator takes any token; this one says so. */
const EMULATOR_TOKEN = 'emulator';

export interface Loading {
  /** From the beginning: the Worker's emulator where there is one, the demo otherwise. */
  start(): void;
  /** The emulator in the page. */
  openDemo(): void;
  /** The Worker. */
  openLive(): void;
  /** Makes room for a file. */
  awaitFile(): void;
  /** What was read from a file, a paste or a link. */
  openContents(contents: Contents, kind: 'file' | 'link'): void;
  /** With a token and an account. */
  openSession(session: Session): void;
  /** Forgets the token. */
  closeSession(): void;
  /** The account again, then the chosen prefix. */
  openAccount(): void;
  openPrefix(prefixId: string): void;
}

export function createLoading(store: Store<State>): Loading {
  let account = new AbortController();
  let prefix = new AbortController();
  let holder: Holder | null = null;

  /** Runs one wish; being cancelled is no trouble. */
  const run = (wish: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): void => {
    wish(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  };

  const forget = (): void => {
    const { opened } = store.get();
    store.set({
      opened: { kind: 'idle' },
      bgp: { kind: 'idle' },
      zoom: null,
      selected: null,
      answer: { kind: 'none' },
    });
    if (opened.kind === 'here') opened.value.dispose();
  };

  /** Leaves whatever was open, and opens nothing yet. */
  const leave = (origin: Origin): AbortSignal => {
    account.abort();
    prefix.abort();
    account = new AbortController();
    holder = null;
    forget();
    store.set({ origin, session: null, account: { kind: 'idle' }, prefixId: null });
    return account.signal;
  };

  const loadBindings = async (from: Holder, chosen: Prefix, signal: AbortSignal): Promise<void> => {
    const listed = await from.bindings(chosen, signal);
    if (signal.aborted && listed.kind === 'here') listed.value.table.dispose();
    signal.throwIfAborted();
    if (listed.kind === 'problem') store.set({ opened: listed });
    else await place(chosen, listed.value, signal);
  };

  const place = async (chosen: Prefix, listed: Listed, signal: AbortSignal): Promise<void> => {
    try {
      const value = await openPrefix(chosen, listed, signal);
      signal.throwIfAborted();
      const { account: known } = store.get();
      if (known.kind === 'here') known.value.palette.meet(value.bindings);
      store.set({ opened: { kind: 'here', value } });
    } catch (error) {
      listed.table.dispose();
      signal.throwIfAborted();
      const where = `the bindings of ${chosen.cidr}`;
      store.set({ opened: { kind: 'problem', trouble: unexpectedTrouble(error, where) } });
    }
  };

  const loadBgp = async (from: Holder, chosen: Prefix, signal: AbortSignal): Promise<void> => {
    const bgp = await from.bgpPrefixes(chosen, signal);
    signal.throwIfAborted();
    store.set({ bgp });
  };

  const openPrefixById = (prefixId: string): void => {
    prefix.abort();
    prefix = new AbortController();
    const { account: known } = store.get();
    const from = holder;
    if (from === null || known.kind !== 'here') return;
    const chosen = known.value.prefixes.find(({ id }) => id === prefixId);
    if (chosen === undefined) return;
    forget();
    store.set({ prefixId, opened: { kind: 'loading' }, bgp: { kind: 'loading' } });
    run(async (signal) => {
      await Promise.all([loadBindings(from, chosen, signal), loadBgp(from, chosen, signal)]);
    }, prefix.signal);
  };

  const loadAccount = async (from: Holder, signal: AbortSignal): Promise<void> => {
    const [services, prefixes] = await Promise.all([from.services(signal), from.prefixes(signal)]);
    signal.throwIfAborted();
    if (services.kind === 'problem') return store.set({ account: services });
    if (prefixes.kind === 'problem') return store.set({ account: prefixes });
    const value = {
      services: services.value,
      palette: createPalette(services.value),
      prefixes: prefixes.value,
    };
    store.set({ account: { kind: 'here', value } });
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
    holder = remoteHolder(session);
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
  const meetWorker = (meanwhile: Origin, otherwise: () => void): void => {
    const leaving = leave(meanwhile);
    if (!mayHaveWorker()) {
      store.set({ about: { kind: 'problem', trouble: noWorkerTrouble() } });
      return;
    }
    store.set({
      about: { kind: 'loading' },
      ...(meanwhile.kind === 'live' ? {} : { account: { kind: 'loading' } }),
    });
    run(async (signal) => {
      const about = await askAbout(signal);
      signal.throwIfAborted();
      if (about.kind !== 'here') {
        store.set({ about, origin: { kind: 'live' }, account: { kind: 'idle' } });
        return;
      }
      store.set({ about });
      const { emulated, bringToken, accountId } = about.value;
      if (bringToken || accountId === null) {
        otherwise();
        return;
      }
      store.set({ origin: { kind: 'live' } });
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
    awaitFile() {
      leave({ kind: 'file', contents: null });
    },
    openContents(contents, kind) {
      leave({ kind, contents });
      holder = memoryHolder(contents);
      openAccount();
    },
    openAccount,
    openPrefix: openPrefixById,
    openSession,
    closeSession() {
      leave({ kind: 'live' });
    },
  };
}
