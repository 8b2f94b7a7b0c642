// The error class of the package, and the list of its stable codes.

import type { Finding } from './api.js';

/** Codes of the core: the same list as `ErrorKind::CODES` in Rust (a test compares them). Append only. */
export const CORE_ERROR_CODES = [
  'text-empty',
  'text-too-long',
  'stray-whitespace',
  'unexpected-character',
  'zone-id',
  'ipv4-mapped',
  'octet-count',
  'octet-empty',
  'octet-leading-zero',
  'octet-too-large',
  'group-count',
  'group-empty',
  'group-too-long',
  'double-compression',
  'length-missing',
  'length-empty',
  'length-leading-zero',
  'length-not-a-number',
  'length-is-netmask',
  'length-too-long',
  'host-bits-set',
  'range-reversed',
  'range-mixed-families',
  'range-end-missing',
  'json-empty',
  'json-not-json',
  'json-truncated',
  'json-unexpected-character',
  'json-invalid-utf8',
  'json-invalid-number',
  'json-invalid-string',
  'json-lone-surrogate',
  'json-duplicate-key',
  'json-trailing-text',
  'json-too-deep',
  'json-too-large',
  'envelope-field-missing',
  'envelope-wrong-type',
  'envelope-bad-value',
  'envelope-result-missing',
  'envelope-refused',
  'id-empty',
  'id-too-long',
  'id-bad-character',
  'call-malformed',
  'table-too-large',
  'packed-length',
  'claim-other-family',
  'claim-outside-prefix',
  'claim-default-only',
  'claim-against-default',
  'desired-target-count',
  'desired-service-missing',
  'csv-column-count',
  'csv-column-missing',
  'csv-column-twice',
  'csv-quote',
  'snapshot-prefix-missing',
  'desired-conflict',
  'desired-field-unknown',
  'desired-service-null',
  'service-name-conflict',
  'ipv4-mapped-inside',
  'list-partial',
  'prefix-too-large',
  'too-many-services',
  'current-unusable',
  'regional-in-the-way',
  'desired-illegal',
  'plan-changed',
  'plan-refused',
  'desired-regional',
] as const;

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
] as const;

export type CoreErrorCode = (typeof CORE_ERROR_CODES)[number];
export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];
export type ErrorCode = CoreErrorCode | ClientErrorCode;

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

/** The error that every function of this package throws. */
export class ByoipError extends Error implements Problem {
  override readonly name: string = 'ByoipError';
  readonly code: ErrorCode;
  readonly help: string;
  declare readonly cure?: string;
  // Declared without a value, so that an absent field is an absent property.
  declare readonly at?: { readonly start: number; readonly end: number };
  declare readonly pointer?: string;
  declare readonly findings?: readonly Finding[];
  declare readonly outcome?: Outcome;
  declare readonly retryable?: boolean;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.code = problem.code;
    this.help = problem.help;
    if (problem.cure !== undefined) this.cure = problem.cure;
    if (problem.at !== undefined) this.at = problem.at;
    if (problem.pointer !== undefined) this.pointer = problem.pointer;
    if (problem.findings !== undefined) this.findings = problem.findings;
    if (problem.outcome !== undefined) this.outcome = problem.outcome;
    if (problem.retryable !== undefined) this.retryable = problem.retryable;
  }
}

/** The problem in an error, without the error's class and stack. */
export function problemOf(error: ByoipError): Problem {
  const { code, message, help, cure, at, pointer, findings, outcome, retryable } = error;
  return {
    code,
    message,
    help,
    ...(cure === undefined ? {} : { cure }),
    ...(at === undefined ? {} : { at }),
    ...(pointer === undefined ? {} : { pointer }),
    ...(findings === undefined ? {} : { findings }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(retryable === undefined ? {} : { retryable }),
  };
}

/** True for an error of this package, also from another copy of it. */
export function isByoipError(value: unknown): value is ByoipError {
  return value instanceof Error && value.name.startsWith('Byoip') && 'code' in value && 'help' in value;
}
