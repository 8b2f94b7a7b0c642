// Fills the store: the Worker's introduction, then the account, then one prefix; a newer wish cancels an older one.

import type { Prefix } from '../../src/js/types.js';
import { openPrefix } from './opening.js';
import { createPalette } from './palette.js';
import {
  askAbout,
  listBgpPrefixes,
  listBindings,
  listPrefixes,
  listServices,
  type Session,
} from './source.js';
import type { State } from './state.js';
import type { Store } from './store.js';
import { unexpectedTrouble } from './trouble.js';

/** The emulator takes any token; this one says so. */
const EMULATOR_TOKEN = 'emulator';

export interface Loading {
  /** From the beginning. */
  start(): void;
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

  /** Runs one wish; being cancelled is no trouble. */
  const run = (wish: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): void => {
    wish(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  };

  const forget = (): void => {
    const { opened } = store.get();
    store.set({ opened: { kind: 'idle' }, bgp: { kind: 'idle' }, zoom: null, answer: { kind: 'none' } });
    if (opened.kind === 'here') opened.value.dispose();
  };

  const loadBindings = async (session: Session, chosen: Prefix, signal: AbortSignal): Promise<void> => {
    const bindings = await listBindings(session, chosen.id, signal);
    signal.throwIfAborted();
    if (bindings.kind === 'problem') {
      store.set({ opened: bindings });
      return;
    }
    try {
      store.set({ opened: { kind: 'here', value: openPrefix(chosen, bindings.value) } });
    } catch (error) {
      const where = `the bindings of ${chosen.cidr}`;
      store.set({ opened: { kind: 'problem', trouble: unexpectedTrouble(error, where) } });
    }
  };

  const loadBgp = async (session: Session, chosen: Prefix, signal: AbortSignal): Promise<void> => {
    const bgp = await listBgpPrefixes(session, chosen.id, signal);
    signal.throwIfAborted();
    store.set({ bgp });
  };

  const openPrefixById = (prefixId: string): void => {
    prefix.abort();
    prefix = new AbortController();
    const { session, account: known } = store.get();
    if (session === null || known.kind !== 'here') return;
    const chosen = known.value.prefixes.find(({ id }) => id === prefixId);
    if (chosen === undefined) return;
    forget();
    store.set({ prefixId, opened: { kind: 'loading' }, bgp: { kind: 'loading' } });
    run(async (signal) => {
      await Promise.all([loadBindings(session, chosen, signal), loadBgp(session, chosen, signal)]);
    }, prefix.signal);
  };

  const loadAccount = async (session: Session, signal: AbortSignal): Promise<void> => {
    const [services, prefixes] = await Promise.all([
      listServices(session, signal),
      listPrefixes(session, signal),
    ]);
    signal.throwIfAborted();
    if (services.kind === 'problem') return store.set({ account: services });
    if (prefixes.kind === 'problem') return store.set({ account: prefixes });
    const value = { palette: createPalette(services.value), prefixes: prefixes.value };
    store.set({ account: { kind: 'here', value } });
    const wanted = store.get().prefixId;
    const chosen = value.prefixes.find(({ id }) => id === wanted) ?? value.prefixes[0];
    if (chosen !== undefined) openPrefixById(chosen.id);
  };

  const openAccount = (): void => {
    const { session } = store.get();
    account.abort();
    prefix.abort();
    account = new AbortController();
    if (session === null) return;
    forget();
    store.set({ account: { kind: 'loading' } });
    run((signal) => loadAccount(session, signal), account.signal);
  };

  const start = (): void => {
    account.abort();
    account = new AbortController();
    store.set({ about: { kind: 'loading' } });
    run(async (signal) => {
      const about = await askAbout(signal);
      signal.throwIfAborted();
      store.set({ about });
      if (about.kind !== 'here') return;
      const { emulated, bringToken, accountId } = about.value;
      if (bringToken || accountId === null) return;
      store.set({ session: { token: emulated ? EMULATOR_TOKEN : '', accountId } });
      openAccount();
    }, account.signal);
  };

  return {
    start,
    openAccount,
    openPrefix: openPrefixById,
    openSession(session) {
      store.set({ session, prefixId: null });
      openAccount();
    },
    closeSession() {
      account.abort();
      prefix.abort();
      forget();
      store.set({ session: null, account: { kind: 'idle' }, prefixId: null });
    },
  };
}
