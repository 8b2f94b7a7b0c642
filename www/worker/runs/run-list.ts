// The runs of an account, and which prefix is in which run: two runs never write to one prefix.

import type { DurableStorage } from 'cloudflare:workers';
import type { RunSummary } from './run-keeper.js';

/** A run as the list has it. */
export interface ListedRun extends RunSummary {
  readonly id: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly actor: string;
  readonly fingerprint: string;
  /** The CIDRs of its prefixes. */
  readonly prefixes: readonly string[];
}

/** A run that wants to begin. */
export interface RunClaim {
  readonly id: string;
  readonly createdAt: string;
  readonly actor: string;
  readonly fingerprint: string;
  readonly prefixes: readonly { readonly id: string; readonly cidr: string }[];
}

/** The run that may begin, or has with the same plan; or the run that holds one of the prefixes. */
export type ClaimResult =
  | { readonly runId: string; readonly isNew: boolean }
  | { readonly runId: string; readonly isOther: true };

/** Runs that a list has at most, the newest first. */
const MOST_LISTED = 200;
/** A run that should have gone on so long ago has lost its alarm: two of the longest pauses of a run, ms. */
export const OVERDUE = 2 * 600_000;

interface RunRow {
  readonly id: string;
  readonly json: string;
  readonly wakes_at: number | null;
}

/** The list in the SQLite of a Durable Object. */
export class RunList {
  readonly #storage: DurableStorage;

  constructor(storage: DurableStorage) {
    this.#storage = storage;
    const { sql } = storage;
    sql.exec(
      'CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY, id TEXT UNIQUE, json TEXT, wakes_at INTEGER)',
    );
    sql.exec('CREATE TABLE IF NOT EXISTS held (prefix TEXT PRIMARY KEY, run TEXT)');
  }

  /** The run that has not ended and holds one of the prefixes; null for none. That of the same plan is the same run. */
  holder(prefixIds: readonly string[], fingerprint: string): ClaimResult | null {
    for (const id of prefixIds) {
      const [held] = this.#storage.sql.exec<{ run: string }>('SELECT run FROM held WHERE prefix = ?', id);
      if (held === undefined) continue;
      const isSame = this.#read(held.run)?.fingerprint === fingerprint;
      return { runId: held.run, ...(isSame ? { isNew: false } : { isOther: true }) };
    }
    return null;
  }

  /** Holds the prefixes of a run, unless another one does. */
  claim({ prefixes, ...run }: RunClaim, now: number): ClaimResult {
    const { sql } = this.#storage;
    return this.#storage.transactionSync(() => {
      const held = this.holder(
        prefixes.map(({ id }) => id),
        run.fingerprint,
      );
      if (held !== null) return held;
      for (const { id } of prefixes) sql.exec('INSERT INTO held VALUES (?, ?)', id, run.id);
      const cidrs = prefixes.map(({ cidr }) => cidr);
      const summary = { state: 'running', stepsDone: 0, steps: 0, endsAt: null, wakesAt: now } as const;
      this.#write({ ...run, prefixes: cidrs, ...summary });
      return { runId: run.id, isNew: true };
    });
  }

  /** Where a run stands. One that has ended holds no prefix. */
  report(id: string, summary: RunSummary): void {
    this.#storage.transactionSync(() => {
      const run = this.#read(id);
      if (run === null) return;
      this.#write({ ...run, ...summary });
      if (summary.state === 'done' || summary.state === 'abandoned') this.#release(id);
    });
  }

  /** Forgets a run that has never begun. */
  withdraw(id: string): void {
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec('DELETE FROM runs WHERE id = ?', id);
      this.#release(id);
    });
  }

  list(): readonly ListedRun[] {
    const rows = this.#storage.sql.exec<RunRow>(
      'SELECT * FROM runs ORDER BY number DESC LIMIT ?',
      MOST_LISTED,
    );
    return rows.toArray().map(({ json }) => JSON.parse(json));
  }

  /** The runs that should have gone on long ago. */
  overdue(now: number): readonly string[] {
    const query = 'SELECT * FROM runs WHERE wakes_at < ?';
    return this.#storage.sql
      .exec<RunRow>(query, now - OVERDUE)
      .toArray()
      .map(({ id }) => id);
  }

  #release(id: string): void {
    this.#storage.sql.exec('DELETE FROM held WHERE run = ?', id);
  }

  #read(id: string): ListedRun | null {
    const [row] = this.#storage.sql.exec<RunRow>('SELECT * FROM runs WHERE id = ?', id);
    return row === undefined ? null : JSON.parse(row.json);
  }

  #write(run: ListedRun): void {
    const query =
      'INSERT INTO runs (id, json, wakes_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json, wakes_at = excluded.wakes_at';
    this.#storage.sql.exec(query, run.id, JSON.stringify(run), run.wakesAt);
  }
}
