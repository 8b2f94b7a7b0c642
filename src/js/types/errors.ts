// The error class of the package, and the list of its stable codes.

import type { Finding } from './api.js';
import type { ApplyErrorCode, CoreErrorCode } from './codes.js';
import { defined } from './defined.js';

export type { ApplyErrorCode, CoreErrorCode } from './codes.js';

export { APPLY_ERROR_CODES, CORE_ERROR_CODES } from './codes.js';

/** Codes of the client: what can go wrong between here and the API. Append only. */
export const CLIENT_ERROR_CODES = [
  'not-initialised',
  'setting-missing',
  'network-failed',
  'timed-out',
  'aborted',
  'redirected',
  'http-status',
  'api-failure',
  'setting-invalid',
  'rule-broken',
  'wait-too-long',
  'budget-exhausted',
  'wrong-echo',
  'write-unconfirmed',
  'write-duplicated',
  'edit-ineffective',
  'journal-unwritable',
  'journal-changed',
  'journal-exists',
  'journal-other-api',
  'journal-unusable',
  'wasm-unavailable',
  'wasm-invalid',
  'out-of-memory',
  'disposed',
] as const;

export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];
export type ErrorCode = CoreErrorCode | ApplyErrorCode | ClientErrorCode;

/**
 * What happened to a request that ended in an error. `not-sent`: it was not sent. `rejected`: the API refused it, and nothing
 * has changed. `unknown`: it may have been carried out; check before you send it again. For a read, which changes nothing,
 * `unknown` means that no usable answer came.
 */
export type Outcome = 'not-sent' | 'unknown' | 'rejected';

/** An error as data, from the core or in a `ByoipError`. */
export interface Problem {
  /** Stable: match on the code, never on the message. */
  readonly code: ErrorCode;
  /** What is wrong: one line, lowercase, input in backticks. */
  readonly message: string;
  /** The suggested fix, one line. */
  readonly help: string;
  /** A text with the same meaning that would be accepted in place of the refused one, where one exists. */
  readonly cure?: string;
  /** The position of the error: UTF-16 offsets in a string, byte offsets in bytes. */
  readonly at?: { readonly start: number; readonly end: number };
  /** JSON pointer (RFC 6901) to the wrong value, where the input was JSON. */
  readonly pointer?: string;
  /** The broken rules, where they are the reason why no plan is possible. */
  readonly findings?: readonly Finding[];
  /** For an error of a client's call: what happened to the request. */
  readonly outcome?: Outcome;
  /** For an error of a client's call: true where the same call may succeed later. Check `outcome` first. */
  readonly retryable?: boolean;
}

/** A property of every error of this package. The registry of symbols is one for all realms and copies. */
const BRAND = Symbol.for('byoip.error');

/**
 * The error that every function of this package throws.
 *
 * @example
 * ```ts
 * try {
 *   parseCidr('192.0.2.1/24');
 * } catch (error) {
 *   if (error instanceof ByoipError) console.log(error.code, error.cure);
 * }
 * ```
 */
export class ByoipError extends Error implements Problem {
  override readonly name: string = 'ByoipError';
  // Declared without a value, so that an absent field is an absent property.
  declare readonly code: ErrorCode;
  declare readonly help: string;
  declare readonly cure?: string;
  declare readonly at?: { readonly start: number; readonly end: number };
  declare readonly pointer?: string;
  declare readonly findings?: readonly Finding[];
  declare readonly outcome?: Outcome;
  declare readonly retryable?: boolean;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    Object.assign(this, problemOf(problem));
  }

  /** Everything about the error, for `JSON.stringify` and `postMessage`: `structuredClone` of any error keeps its message only. */
  toJSON(): Problem & { readonly name: string } {
    return { ...this, name: this.name, message: this.message };
  }

  static {
    Object.defineProperty(ByoipError.prototype, BRAND, { value: true });
  }
}

/** The problem in an error, without the error's class and stack. */
export function problemOf(error: Problem): Problem {
  const { code, message, help, cure, at, pointer, findings, outcome, retryable } = error;
  return defined({ code, message, help, cure, at, pointer, findings, outcome, retryable });
}

/**
 * True for an error of this package, also from another copy of it or another realm, such as an iframe or jsdom.
 *
 * @example
 * ```ts
 * try {
 *   parseCidr('192.0.2.1/24');
 * } catch (error) {
 *   if (isByoipError(error)) console.log(error.code, error.help);
 * }
 * ```
 */
export function isByoipError(value: unknown): value is ByoipError {
  return BRAND in Object(value);
}
