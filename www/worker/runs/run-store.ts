// What a run keeps: who started it, where it rests, and its journal.

import type { DurableStorage } from 'cloudflare:workers';
import { ByoipError, type Journal, type RunState } from 'byoip';

/** What is known of a run besides its journal. */
export interface RunFacts {
  /** 32 hexadecimal digits, random. */
  readonly id: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** Who started it. */
  readonly actor: string;
  /** The host name of the deployment. */
  readonly host: string;
  readonly fingerprint: string;
  /** Each prefix stops after so many of its steps; null for none. */
  readonly untilStep: number | null;
  /** The state in which nothing happens without a person; null while it goes on. */
  readonly rest: Exclude<RunState, 'running'> | null;
}

/** Where a run is kept. Each call is durable once it has returned or resolved. */
export interface RunStore {
  facts(): RunFacts | null;
  change(facts: RunFacts): Promise<void>;
  /** The journal for one process: it notices what another one has written since it was read. */
  openJournal(): Journal;
}

/** The version of these tables. Older code refuses a newer one. */
const FORMAT = 1;
/** Longest row, bytes: the platform allows 2 MB. */
const LONGEST_ROW = 1_000_000;

/** A run in the SQLite of a Durable Object. */
export class SqlRunStore implements RunStore {
  readonly #storage: DurableStorage;

  constructor(storage: DurableStorage) {
    this.#storage = storage;
    const { sql } = storage;
    sql.exec('CREATE TABLE IF NOT EXISTS facts (format INTEGER, json TEXT)');
    sql.exec('CREATE TABLE IF NOT EXISTS journal (start INTEGER PRIMARY KEY, bytes BLOB NOT NULL)');
  }

  facts(): RunFacts | null {
    const [row] = this.#storage.sql.exec<{ format: number; json: string }>('SELECT * FROM facts');
    if (row !== undefined && row.format > FORMAT) throw newer(row.format);
    return row === undefined ? null : JSON.parse(row.json);
  }

  async change(facts: RunFacts): Promise<void> {
    const { sql } = this.#storage;
    this.facts();
    this.#storage.transactionSync(() => {
      sql.exec('DELETE FROM facts');
      sql.exec('INSERT INTO facts VALUES (?, ?)', FORMAT, JSON.stringify(facts));
    });
    await this.#storage.sync();
  }

  openJournal(): Journal {
    let known = 0;
    return {
      name: 'journal',
      read: async () => {
        this.facts();
        const bytes = this.#bytes();
        known = bytes.length;
        return bytes;
      },
      append: async (lines, after) => {
        const bytes = new TextEncoder().encode(lines);
        this.#storage.transactionSync(() => {
          this.facts();
          if (this.#size() !== known || after !== known) throw changed();
          for (let at = 0; at < bytes.length; at += LONGEST_ROW) {
            const part = bytes.subarray(at, at + LONGEST_ROW);
            this.#storage.sql.exec('INSERT INTO journal VALUES (?, ?)', known + at, part);
          }
        });
        known += bytes.length;
        await this.#storage.sync();
      },
    };
  }

  #size(): number {
    const query = 'SELECT start + length(bytes) AS size FROM journal ORDER BY start DESC LIMIT 1';
    return this.#storage.sql.exec<{ size: number }>(query).toArray()[0]?.size ?? 0;
  }

  #bytes(): Uint8Array {
    const all = new Uint8Array(this.#size());
    const rows = this.#storage.sql.exec<{ start: number; bytes: ArrayBuffer }>('SELECT * FROM journal');
    for (const { start, bytes } of rows) all.set(new Uint8Array(bytes), start);
    return all;
  }
}

function newer(format: number): ByoipError {
  return new ByoipError({
    code: 'journal-newer',
    message: `the run is stored in format ${format}, and this version reads up to ${FORMAT}`,
    help: 'wait until the newer version is deployed everywhere',
  });
}

/** Another process of this run has written: the one with the newer fence goes on. */
export function changed(): ByoipError {
  return new ByoipError({
    code: 'journal-changed',
    message: 'another process carries out the run',
    help: 'look at its status',
  });
}
