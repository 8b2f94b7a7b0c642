// Calls the wasm, and turns what it throws into a `ByoipError`.

import { ByoipError, type Problem } from '../types/errors.js';
import { isError } from '../types/realm.js';

/** Number of UTF-16 units in the first `bytes` bytes of a text's UTF-8. O(n). */
function utf16Length(text: string, bytes: number): number {
  let at = 0;
  let left = bytes;
  while (left > 0 && at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code < 0x10000 ? 1 : 2;
  }
  return at;
}

/**
 * The error that the wasm has thrown, which is JSON text, or, without memory for more, an error with JSON text; undefined for
 * anything else, such as a trap.
 */
function problemIn(thrown: unknown): Problem | undefined {
  const text = isError(thrown) ? thrown.message : thrown;
  return typeof text === 'string' && text.startsWith('{') ? (JSON.parse(text) as Problem) : undefined;
}

/**
 * Runs a call into the wasm. With `text`, `at` in an error counts UTF-16 offsets in that string; without it `at` keeps the
 * byte offsets of the core.
 */
export function callWasm<T>(call: () => T, text?: string): T {
  try {
    return call();
  } catch (thrown) {
    const problem = problemIn(thrown);
    if (problem === undefined) throw thrown;
    const { at } = problem;
    if (at === undefined || text === undefined) throw new ByoipError(problem);
    const offsets = { start: utf16Length(text, at.start), end: utf16Length(text, at.end) };
    throw new ByoipError({ ...problem, at: offsets });
  }
}
