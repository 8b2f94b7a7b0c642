// Turns what the wasm throws into a ByoipError, and refuses arguments of the wrong type before they cross.

import { ByoipError, type Problem } from '../types/errors.js';
import { isReady } from './wasm-state.js';

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

/** What the core throws: a problem, as JSON text or as the object that it is; undefined for anything else. */
function problemIn(thrown: unknown): Problem | undefined {
  const problem: unknown = typeof thrown === 'string' ? JSON.parse(thrown) : thrown;
  return problem instanceof Object && 'code' in problem && 'help' in problem
    ? (problem as Problem)
    : undefined;
}

/**
 * Runs a call into the wasm. With `text`, places come back as offsets into that string; without it they stay
 * the byte offsets that they are.
 */
export function callWasm<T>(call: () => T, text?: string): T {
  try {
    return call();
  } catch (thrown) {
    const problem = problemIn(thrown);
    if (problem === undefined)
      throw thrown instanceof TypeError && !isReady() ? notInitialised(thrown) : thrown;
    const { code, message, help, cure, at, pointer, findings } = problem;
    const place =
      at === undefined || text === undefined
        ? at
        : { start: utf16Length(text, at.start), end: utf16Length(text, at.end) };
    throw new ByoipError({
      code,
      message,
      help,
      ...(cure === undefined || cure === null ? {} : { cure }),
      ...(place === undefined ? {} : { at: place }),
      ...(pointer === undefined ? {} : { pointer }),
      ...(findings === undefined ? {} : { findings }),
    });
  }
}

/** The error of a call before the wasm is there: only `byoip/slim` can come to it. */
function notInitialised(cause: unknown): ByoipError {
  const message = 'the wasm is not loaded yet';
  const help = "call `await init(module)` of 'byoip/slim' once, before any other function";
  return new ByoipError({ code: 'not-initialised', message, help }, { cause });
}

/** A type with its article. */
function withArticle(type: string): string {
  return `${/^[oI]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** The error of a call that has not the form that it should have. */
export function malformedCall(
  detail: string,
  help = 'see the types of the package for the form of each call',
): ByoipError {
  return new ByoipError({ code: 'call-malformed', message: `the call is malformed: ${detail}`, help });
}

/** The error of an argument that the types do not allow. */
export function invalidArgument(name: string, expected: string, found: unknown): ByoipError {
  const kind =
    found === null || found === undefined
      ? String(found)
      : Array.isArray(found)
        ? 'an array'
        : withArticle(ArrayBuffer.isView(found) ? found.constructor.name : typeof found);
  return malformedCall(`${name} is ${kind}, not ${expected}`);
}

/** An object that can be taken apart, or the error of its absence. */
export function requireObject<T>(value: T, name: string): T {
  if (Object(value) !== value) throw invalidArgument(name, 'an object', value);
  return value;
}

/** A value as JSON text, or the error of what JSON cannot hold. */
export function toJson(value: unknown, name: string): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    // More than half a gigabyte does not fit into a string.
    if (cause instanceof RangeError && /length/.test(cause.message)) {
      const message = `${name} is longer as JSON than a string can be`;
      throw new ByoipError({ code: 'json-too-large', message, help: 'split it by prefix' });
    }
    const why = cause instanceof Error ? `: ${cause.message.split('\n')[0]}` : '';
    throw malformedCall(
      `${name} cannot be written as JSON${why}`,
      'give plain objects, without a cycle or a bigint',
    );
  }
}

/** A string, or the error of its absence. */
export function requireString(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalidArgument(name, 'a string', value);
  return value;
}

/** A string, or null for null and absent. */
export function optionalString(value: unknown, name: string): string | null {
  return value === undefined || value === null ? null : requireString(value, name);
}

/** A boolean, or null for null and absent. */
export function optionalBoolean(value: unknown, name: string): boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'boolean') throw invalidArgument(name, 'a boolean', value);
  return value;
}

/** Bytes, or the error of their absence; a string is encoded as UTF-8. */
export function requireBytes(
  value: unknown,
  name: string,
  expected = 'a Uint8Array, an ArrayBuffer or a string',
): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw invalidArgument(name, expected, value);
}
