// Checks arguments before they reach the wasm: a caller in JavaScript has no compiler that does.

import { encodeUtf8 } from '../text/utf8.js';
import { ByoipError } from '../types/errors.js';
import { isArrayBuffer, isError, isUint8Array } from '../types/realm.js';

function withArticle(type: string): string {
  return `${/^[oI]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** The error of a call whose arguments do not have the form that the types give. */
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

/** @throws ByoipError where the value is not an object */
export function requireObject<T>(value: T, name: string): T {
  if (Object(value) !== value) throw invalidArgument(name, 'an object', value);
  return value;
}

/** @throws ByoipError where the value is not an array */
export function mapArray<T, U>(values: readonly T[], name: string, one: (value: T) => U): U[] {
  if (!Array.isArray(values)) throw invalidArgument(name, 'an array', values);
  return (values as readonly T[]).map(one);
}

/** A value as JSON text. @throws ByoipError where JSON cannot hold it */
export function toJson(value: unknown, name: string): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    // A string holds about half a gigabyte at most.
    if (isError(cause) && cause.name === 'RangeError' && /length/.test(cause.message)) {
      const message = `${name} is longer as JSON than a string can be`;
      throw new ByoipError({ code: 'json-too-large', message, help: 'split it by prefix' });
    }
    const why = isError(cause) ? `: ${cause.message.split('\n')[0]}` : '';
    throw malformedCall(
      `${name} cannot be written as JSON${why}`,
      'give plain objects, without a cycle or a bigint',
    );
  }
}

/**
 * A call as JSON text. Half a surrogate pair, which `JSON.stringify` escapes, becomes U+FFFD, as it does where JavaScript
 * writes UTF-8.
 *
 * @throws ByoipError where JSON cannot hold it
 */
export function callJson(call: object, name: string): string {
  const replaced = (found: string): string => (found === '\\\\' ? found : '\ufffd');
  return toJson(call, name).replace(/\\(?:\\|ud[89a-f]..)/g, replaced);
}

/** @throws ByoipError where the value is not a string */
export function requireString(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalidArgument(name, 'a string', value);
  return value;
}

/** A string; null for null and undefined. */
export function optionalString(value: unknown, name: string): string | null {
  return value === undefined || value === null ? null : requireString(value, name);
}

/** A boolean; null for null and undefined. */
export function optionalBoolean(value: unknown, name: string): boolean | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'boolean') throw invalidArgument(name, 'a boolean', value);
  return value;
}

/** Bytes; a string becomes UTF-8. */
export function requireBytes(
  value: unknown,
  name: string,
  expected = 'a Uint8Array, an ArrayBuffer or a string',
): Uint8Array {
  if (typeof value === 'string') return encodeUtf8(value);
  if (isUint8Array(value)) return value;
  if (isArrayBuffer(value)) return new Uint8Array(value);
  throw invalidArgument(name, expected, value);
}
