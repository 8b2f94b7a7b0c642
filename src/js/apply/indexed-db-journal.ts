// A journal in the browser's IndexedDB, with a Web Lock that keeps other tabs out.

import { ByoipError } from '../types/errors.js';
import { type Journal, journalChanged } from './journal.js';

const STORE = 'lines';

/**
 * Opens a journal in IndexedDB, in a database of its own. Other tabs of the same origin cannot use it until it is closed or this
 * tab is gone; without Web Locks an append notices what they have stored.
 *
 * @throws ByoipError `journal-changed` where another tab still uses it after two seconds
 */
export async function indexedDbJournal(name: string): Promise<Journal> {
  const release = await lock(`byoip-journal ${name}`, name);
  try {
    const database = await open(`byoip-journal ${name}`);
    /** Entries that this tab has read or stored. */
    let known = 0;
    return {
      name,
      async read() {
        const store = database.transaction(STORE).objectStore(STORE);
        const texts: string[] = await done(store.getAll());
        known = texts.length;
        return new TextEncoder().encode(texts.join(''));
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
