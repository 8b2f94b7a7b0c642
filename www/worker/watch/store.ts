// The storage of a watch: tables in the SQLite of a Durable Object.

import type { WatchState } from './machine.js';
import type { PendingAlert, WatchStore } from './watch.js';

/** What is used of the storage of a Durable Object. */
export interface WatchStorage {
  readonly sql: {
    exec(query: string, ...values: (string | number)[]): { toArray(): Record<string, unknown>[] };
  };
  transactionSync<T>(work: () => T): T;
  setAlarm(time: number): Promise<void>;
  deleteAlarm(): Promise<void>;
}

/** Longest part of the state, in UTF-16 units: a row holds 2 MB. */
const PART = 500_000;
/** Delivered alerts that are kept. */
const KEPT_ALERTS = 100;

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16)}`;

/** A store over these tables, which it creates. */
export class SqliteWatchStore implements WatchStore {
  readonly #storage: WatchStorage;

  constructor(storage: WatchStorage) {
    this.#storage = storage;
    this.#exec('CREATE TABLE IF NOT EXISTS state (part INTEGER PRIMARY KEY, text TEXT NOT NULL)');
    this.#exec(
      'CREATE TABLE IF NOT EXISTS alert (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, done INTEGER NOT NULL, text TEXT NOT NULL)',
    );
  }

  state(): WatchState | null {
    const parts = this.#exec('SELECT text FROM state ORDER BY part');
    if (parts.length === 0) return null;
    const state = JSON.parse(parts.map(({ text }) => text).join('')) as WatchState;
    if (state.format !== 1)
      throw new Error('a newer version of the Worker wrote the state of the watch: deploy that version');
    return state;
  }

  commit(state: WatchState, alerts: readonly PendingAlert[]): void {
    this.#storage.transactionSync(() => {
      // Half of a surrogate pair at the end of a part would be lost in UTF-8.
      this.#writeState(JSON.stringify(state).replace(/[\ud800-\udfff]/g, escapeUnit));
      for (const pending of alerts)
        this.#exec(
          'INSERT INTO alert (id, done, text) VALUES (?, 0, ?)',
          pending.alert.id,
          JSON.stringify(pending),
        );
    });
  }

  /** Writes the parts that differ. */
  #writeState(text: string): void {
    const old = this.#exec('SELECT text FROM state ORDER BY part').map((row) => row.text);
    const count = Math.ceil(text.length / PART);
    for (let part = 0; part < count; part++) {
      const piece = text.slice(part * PART, (part + 1) * PART);
      if (piece !== old[part])
        this.#exec('INSERT OR REPLACE INTO state (part, text) VALUES (?, ?)', part, piece);
    }
    this.#exec('DELETE FROM state WHERE part >= ?', count);
  }

  pending(): readonly PendingAlert[] {
    return this.#exec('SELECT text FROM alert WHERE done = 0 ORDER BY number').map(
      ({ text }) => JSON.parse(String(text)) as PendingAlert,
    );
  }

  update(pending: PendingAlert, isDone: boolean): void {
    this.#storage.transactionSync(() => {
      const { id } = pending.alert;
      this.#exec(
        'UPDATE alert SET done = ?, text = ? WHERE id = ?',
        isDone ? 1 : 0,
        JSON.stringify(pending),
        id,
      );
      this.#exec(
        'DELETE FROM alert WHERE done = 1 AND number NOT IN (SELECT number FROM alert WHERE done = 1 ORDER BY number DESC LIMIT ?)',
        KEPT_ALERTS,
      );
    });
  }

  #exec(query: string, ...values: (string | number)[]): Record<string, unknown>[] {
    // biome-ignore lint/plugin: the values of one of our own statements, three at most
    return this.#storage.sql.exec(query, ...values).toArray();
  }
}
