// A journal in the browser's IndexedDB, with a Web Lock that keeps other tabs out.

import { type Journal, journalChanged } from './journal.js';

const STORE = 'lines';

/**
 * Opens a journal in IndexedDB, in a database of its own. Other tabs of the same origin cannot use it until it is closed or this
 * tab is gone; without Web Locks an append notices what they have stored.
 *
 * @throws ByoipError `journal-changed` where another tab uses it
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

/** Holds a Web Lock until the returned function is called; where there are none, it does nothing. */
function lock(id: string, name: string): Promise<() => void> {
  const { locks } = globalThis.navigator ?? {};
  if (locks === undefined) return Promise.resolve(() => {});
  return new Promise((resolve, reject) => {
    locks
      .request(id, { ifAvailable: true }, (held) => {
        if (held === null) return reject(journalChanged(name));
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
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
