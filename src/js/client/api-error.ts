// The error classes of the client, by HTTP status, with the class names of the official TypeScript SDK.

import type { ApiMessage, Finding } from '../types/api.js';
import { ByoipError, isByoipError, type Outcome, type Problem, problemOf } from '../types/errors.js';
import type { ErrorClass } from '../wasm/exchange.js';

/** Details of the response to a request, as far as one came. */
export interface ResponseDetails {
  readonly status?: number | undefined;
  readonly errors?: readonly ApiMessage[];
  readonly messages?: readonly ApiMessage[];
  readonly excerpt?: string | undefined;
  readonly retryAfter?: number | undefined;
  readonly ray?: string | undefined;
  /** True where the errors ask for fewer requests, with any status. */
  readonly throttled?: boolean;
  /** The class of a refusal. */
  readonly refusal?: ErrorClass | undefined;
}

/** A problem with the outcome of its request. */
export type ApiProblem = Problem & { readonly outcome: Outcome; readonly retryable: boolean };

/**
 * A request failed, or could not be sent: the base class of all errors about a request.
 *
 * @example
 * ```ts
 * try {
 *   await client.addressing.prefixes.get('00000000000000000000000000000000');
 * } catch (error) {
 *   if (error instanceof APIError) console.log(error.status, error.outcome);
 * }
 * ```
 */
export class APIError extends ByoipError {
  override readonly name: string = 'ByoipAPIError';
  declare readonly outcome: Outcome;
  declare readonly retryable: boolean;
  /** The HTTP status; absent where no response came. The API may refuse with status 200. */
  declare readonly status?: number;
  /** The envelope's errors, in the API's order. Match on their codes: the API does not document their statuses. */
  readonly errors: readonly ApiMessage[];
  readonly messages: readonly ApiMessage[];
  /** The first 80 characters of a body that is not an envelope, with invisible characters escaped. */
  declare readonly excerpt?: string;
  /** Milliseconds that the response asked to wait before a retry. */
  declare readonly retryAfter?: number;
  /** The `cf-ray` of the response, with which Cloudflare's support finds the request. */
  declare readonly ray?: string;
  /** @internal The class of a refusal. */
  declare readonly refusal?: ErrorClass;

  constructor(problem: ApiProblem, facts: ResponseDetails = {}, options?: ErrorOptions) {
    super(problem, options);
    this.errors = facts.errors ?? [];
    this.messages = facts.messages ?? [];
    if (facts.status !== undefined) this.status = facts.status;
    if (facts.excerpt !== undefined) this.excerpt = facts.excerpt;
    if (facts.retryAfter !== undefined) this.retryAfter = facts.retryAfter;
    if (facts.ray !== undefined) this.ray = facts.ray;
    if (facts.refusal !== undefined) this.refusal = facts.refusal;
  }
}

/** @internal True for an error about a request. */
export const isApiError = (error: unknown): error is APIError => isByoipError(error) && 'errors' in error;

/** @internal True where the API refused because of the credentials: after other calls with them, a permission is missing. */
export function isPermissionError(error: unknown): error is APIError {
  const classes: readonly unknown[] = ['forbidden', 'authentication', 'credential-refused'];
  return isApiError(error) && classes.includes(error.refusal);
}

/** HTTP 400. */
export class BadRequestError extends APIError {
  override readonly name = 'ByoipBadRequestError';
}

/** HTTP 401. The API often reports bad credentials with 400 or 403: see the codes in `errors`. */
export class AuthenticationError extends APIError {
  override readonly name = 'ByoipAuthenticationError';
}

/** HTTP 403. */
export class PermissionDeniedError extends APIError {
  override readonly name = 'ByoipPermissionDeniedError';
}

/** HTTP 404. */
export class NotFoundError extends APIError {
  override readonly name = 'ByoipNotFoundError';
}

/** HTTP 409. */
export class ConflictError extends APIError {
  override readonly name = 'ByoipConflictError';
}

/** HTTP 422. */
export class UnprocessableEntityError extends APIError {
  override readonly name = 'ByoipUnprocessableEntityError';
}

/** HTTP 429, or the API's error 971 or 10040 with any status. */
export class RateLimitError extends APIError {
  override readonly name = 'ByoipRateLimitError';
}

/** HTTP 500 and above. */
export class InternalServerError extends APIError {
  override readonly name = 'ByoipInternalServerError';
}

/** No response came: network, name resolution or certificate. */
export class APIConnectionError extends APIError {
  override readonly name: string = 'ByoipAPIConnectionError';
}

/** No complete response came in time. */
export class APIConnectionTimeoutError extends APIConnectionError {
  override readonly name = 'ByoipAPIConnectionTimeoutError';
}

/** The caller aborted the signal of the call. */
export class APIUserAbortError extends APIError {
  override readonly name = 'ByoipAPIUserAbortError';
}

/** The new binding breaks a rule and was not sent. */
export class RuleError extends ByoipError {
  override readonly name = 'ByoipRuleError';
  /** All findings, errors first. Warnings and notes alone do not stop a binding. */
  override readonly findings: readonly Finding[];

  constructor(problem: Omit<Problem, 'code'>, findings: readonly Finding[]) {
    super({ ...problem, code: 'rule-broken', outcome: 'not-sent', retryable: false });
    this.findings = findings;
  }
}

const BY_STATUS: Readonly<Record<number, typeof APIError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  422: UnprocessableEntityError,
  429: RateLimitError,
};

/** An error of the class for its code and status. */
export function apiError(problem: ApiProblem, facts: ResponseDetails = {}, options?: ErrorOptions): APIError {
  return new (classOf(problem, facts))(problem, facts, options);
}

function classOf({ code }: ApiProblem, { status, throttled }: ResponseDetails): typeof APIError {
  if (code === 'aborted') return APIUserAbortError;
  if (code === 'timed-out') return APIConnectionTimeoutError;
  if (code === 'network-failed') return APIConnectionError;
  if (status === undefined) return APIError;
  if (throttled) return RateLimitError;
  return BY_STATUS[status] ?? (status >= 500 ? InternalServerError : APIError);
}

/** The error with changed fields. */
export function withChanges(
  error: ByoipError,
  change: Partial<Pick<ApiProblem, 'code' | 'message' | 'help' | 'outcome' | 'retryable'>>,
  options: ErrorOptions = error.cause === undefined ? {} : { cause: error.cause },
): ByoipError {
  const { outcome = 'unknown', retryable = false, ...problem } = { ...problemOf(error), ...change };
  const changed = { ...problem, outcome, retryable };
  if (error.code === 'rule-broken') return error;
  if (!isApiError(error)) return new ByoipError(changed, options);
  return apiError(changed, { ...error, throttled: error.name === 'ByoipRateLimitError' }, options);
}
