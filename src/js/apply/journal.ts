// Journals: where a run stores what it has done, before it goes on.

import { decodeUtf8, encodeUtf8 } from '../text/utf8.js';
import { ByoipError } from '../types/errors.js';

/**
 * Where a run stores its records. A journal is used by one run in one process at a time.
 *
 * An implementation of another store has to keep one rule: `append` resolves only when the lines are durable, since a write is
 * sent right after it.
 */
export interface Journal {
  /** The name that errors have, such as that of a file. */
  readonly name: string;
  /** All bytes so far; none of a new journal. */
  read(): Promise<Uint8Array>;
  /**
   * Stores lines behind the first `after` bytes. What is behind them is the torn end of a line that was being written when a
   * process ended, and is removed. Rejects with `journal-changed`, and stores nothing, where somebody else has written to the
   * journal since it was read.
   */
  append(lines: string, after: number): Promise<void>;
  /** Lets others use it. */
  close?(): Promise<void> | void;
}

/** A journal in memory, for tests and for runs that need not outlive their process. */
export interface MemoryJournal extends Journal {
  /** The lines so far. */
  readonly text: string;
}

/**
 * Creates a journal in memory, empty or with the text of another one.
 *
 * @example
 * ```ts
 * memoryJournal().text; // ''
 * ```
 */
export function memoryJournal(text = ''): MemoryJournal {
  let bytes = encodeUtf8(text);
  return {
    name: 'memory',
    get text() {
      return decodeUtf8(bytes);
    },
    read: async () => bytes,
    async append(lines, after) {
      const more = encodeUtf8(lines);
      const all = new Uint8Array(after + more.length);
      all.set(bytes.subarray(0, after));
      all.set(more, after);
      bytes = all;
    },
  };
}

/** The error of a journal that somebody else has written to. */
export function journalChanged(name: string): ByoipError {
  return new ByoipError({
    code: 'journal-changed',
    message: `somebody else has written to the journal \`${name}\` since this process read it`,
    help: 'another process carries out the run: look at its status before you resume it here',
  });
}

/** The error of a new run whose journal has lines of another one. */
export function journalExists(name: string): ByoipError {
  return new ByoipError({
    code: 'journal-exists',
    message: `the journal \`${name}\` is that of another run`,
    help: 'resume that run, or name another journal',
  });
}
