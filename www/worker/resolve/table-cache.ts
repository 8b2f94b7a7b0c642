// Tables that outlive a request, up to an age and a size. One that is evicted while a request uses it lives until that has ended.

import type { BindingTable } from 'byoip';

/** After this time a list is read again, ms. */
export const MAX_AGE = 60_000;

/** Most bindings in all tables together: an isolate has 128 MB, and a binding takes up to 500 bytes. */
const MAX_BINDINGS = 150_000;

/** A table, and when its list was read. */
export interface TimedTable {
  readonly table: BindingTable;
  /** Unix time, ms. */
  readonly readAt: number;
}

interface Entry extends TimedTable {
  users: number;
  isEvicted: boolean;
}

/** The tables of one isolate, by name. */
export class TableCache {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #bindings = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The table of this name, if it is young enough; in use until `release`. */
  use(name: string): TimedTable | null {
    const entry = this.#entries.get(name);
    if (entry === undefined || this.#now() - entry.readAt >= MAX_AGE) return null;
    // The last one to be used is the last one to be evicted.
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    entry.users += 1;
    return entry;
  }

  /** Adds a table, which is in use until `release`. */
  add(name: string, table: BindingTable): TimedTable {
    this.forget(name);
    const entry: Entry = { table, readAt: this.#now(), users: 1, isEvicted: false };
    this.#entries.set(name, entry);
    this.#bindings += table.size;
    for (const oldest of this.#entries.keys()) {
      if (this.#bindings <= MAX_BINDINGS || oldest === name) break;
      this.forget(oldest);
    }
    return entry;
  }

  release(used: TimedTable): void {
    const entry = used as Entry;
    entry.users -= 1;
    if (entry.isEvicted && entry.users === 0) entry.table.dispose();
  }

  /** Reads this table anew when it is needed next. */
  forget(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#bindings -= entry.table.size;
    entry.isEvicted = true;
    if (entry.users === 0) entry.table.dispose();
  }
}
