// A journal in the browser's IndexedDB, with a Web Lock that keeps other tabs out.

import { encodeUtf8 } from '../text/utf8.js';
import { ByoipError } from '../types/errors.js';
import { type Journal, journalChanged } from './journal.js';

const STORE = 'lines';
/** The start of the names of the databases, and of the locks. */
const PREFIX = 'byoip-journal ';

/**
 * Opens a journal in IndexedDB, in a database of its own. Other tabs of the same origin cannot use it until it is closed or this
 * tab is gone; without Web Locks an append notices what they have stored.
 *
 * @throws ByoipError `journal-changed` where another tab still uses it after two seconds
 *
 * @example
 * ```ts
 * // In a page: the journal survives a closed tab.
 * const open = () => indexedDbJournal('run-1');
 * ```
 */
export async function indexedDbJournal(name: string): Promise<Journal> {
  const release = await lock(PREFIX + name, name);
  try {
    const database = await open(PREFIX + name);
    /** Entries that this tab has read or stored. */
    let known = 0;
    return {
      name,
      async read() {
        const store = database.transaction(STORE).objectStore(STORE);
        const texts: string[] = await done(store.getAll());
        known = texts.length;
        return encodeUtf8(texts.join(''));
      },
      async append(lines) {
        const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
        const store = transaction.objectStore(STORE);
        const stored = await done(store.count());
        if (stored !== known) {
          transaction.abort();
          throw journalChanged(name);
        }
        store.add(lines);
        await new Promise<void>((resolve, reject) => {
          transaction.oncomplete = () => resolve();
          transaction.onabort = () => reject(transaction.error);
          transaction.onerror = () => reject(transaction.error);
        });
        known += 1;
      },
      close() {
        database.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** How long to wait for a tab that is closing, ms: its lock outlives it by a moment. */
const PATIENCE = 2000;

/** A journal in this browser. */
export interface StoredJournal {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** True while a tab uses it; `null` where there are no Web Locks. */
  readonly isHeld: boolean | null;
}

/** The names of all journals of this browser. */
export async function storedJournalNames(): Promise<readonly string[]> {
  const databases = await indexedDB.databases();
  return databases.flatMap(({ name = '' }) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
}

/** Reads all journals of this browser, those that another tab uses included. */
export async function storedJournals(): Promise<readonly StoredJournal[]> {
  const names = await storedJournalNames();
  const held = await globalThis.navigator?.locks?.query();
  return Promise.all(
    names.map(async (name) => {
      const isHeld = held?.held?.some((one) => one.name === PREFIX + name) ?? null;
      return { name, bytes: await readStored(name), isHeld };
    }),
  );
}

async function readStored(name: string): Promise<Uint8Array> {
  const database = await open(PREFIX + name);
  try {
    const texts: string[] = await done(database.transaction(STORE).objectStore(STORE).getAll());
    return encodeUtf8(texts.join(''));
  } finally {
    database.close();
  }
}

/** Deletes a journal. @throws ByoipError `journal-changed` where a tab uses it */
export async function deleteStoredJournal(name: string): Promise<void> {
  const release = await lock(PREFIX + name, name);
  try {
    await done(indexedDB.deleteDatabase(PREFIX + name));
  } finally {
    release();
  }
}

/** Holds a Web Lock until the returned function is called; where there are none, it does nothing. */
function lock(id: string, name: string): Promise<() => void> {
  const { locks } = globalThis.navigator ?? {};
  if (locks === undefined) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), PATIENCE);
    const held = () => {
      clearTimeout(timer);
      return new Promise<void>((release) => resolve(release));
    };
    locks.request(id, { signal: waiting.signal }, held).catch((error: unknown) => {
      clearTimeout(timer);
      reject(waiting.signal.aborted ? inAnotherTab(name) : error);
    });
  });
}

function inAnotherTab(name: string): ByoipError {
  return new ByoipError({
    code: 'journal-changed',
    message: `another tab uses the journal \`${name}\``,
    help: 'go on in that tab, or close it first',
  });
}

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { autoIncrement: true });
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
