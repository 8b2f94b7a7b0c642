// Classifies the errors of the API. Its codes have several meanings, so code, message and status decide together.

import type { ApiMessage } from '../types/api.js';

/**
 * Whether a failed write has changed anything. `not-applied`: the API refused it, or it was not sent. `probably-not-applied`:
 * the error says that no server accepted it, and a list has to confirm that. `maybe-applied`: it may have been carried out.
 */
export type WriteFate = 'not-applied' | 'probably-not-applied' | 'maybe-applied';

/**
 * `gateway`: a gateway or the API itself failed or timed out; a write may have been carried out. `unclear`: no known case.
 * `authentication`: also seen with valid tokens, when many calls run at once. `not-found`: the resource does not exist; no other
 * class proves that.
 */
export type ErrorClass =
  | 'gateway'
  | 'throttled'
  | 'unauthenticated'
  | 'authentication'
  | 'credential-malformed'
  | 'credential-refused'
  | 'forbidden'
  | 'no-route'
  | 'exists'
  | 'not-found'
  | 'unclear'
  | 'refused';

/** What follows from the class of an error. */
interface ErrorTraits {
  readonly fate: WriteFate;
  /** True where the same request may succeed later. */
  readonly retryable: boolean;
  readonly help: string;
}

const PERMISSION =
  'a token needs the permission `IP Prefixes: Read`, or `Write` to change something, on the account of the call';
const SEE_ERRORS = 'see the `errors` of this error for everything the API reported';

const TRAITS: Readonly<Record<ErrorClass, ErrorTraits>> = {
  gateway: {
    fate: 'maybe-applied',
    retryable: true,
    help: 'try again later; before you send a write again, check whether it was carried out',
  },
  throttled: {
    fate: 'probably-not-applied',
    retryable: true,
    help: 'wait before the next call: the API allows 1,200 calls in five minutes',
  },
  unauthenticated: {
    fate: 'probably-not-applied',
    retryable: true,
    help: 'try again: the API could not check the credentials this time',
  },
  authentication: {
    fate: 'not-applied',
    retryable: true,
    help: `try again with fewer calls at once, since the API also sends this error for valid tokens; if it persists, check the credentials: ${PERMISSION}`,
  },
  'credential-malformed': {
    fate: 'not-applied',
    retryable: false,
    help: 'check the format of the token or key, not its permissions: copy it again, without quotes, `Bearer`, spaces and line ends',
  },
  'credential-refused': {
    fate: 'not-applied',
    retryable: false,
    help: `check the credentials: ${PERMISSION}`,
  },
  forbidden: {
    fate: 'not-applied',
    retryable: false,
    help: `check the permissions: ${PERMISSION}; the resource may exist and be hidden from this token`,
  },
  'no-route': {
    fate: 'not-applied',
    retryable: false,
    help: 'check the base URL and the ids: the API has no such path, which does not mean that the resource is missing',
  },
  exists: { fate: 'probably-not-applied', retryable: false, help: SEE_ERRORS },
  'not-found': {
    fate: 'not-applied',
    retryable: false,
    help: 'check the ids: an id belongs to one account, and a resource that is created again has a new id',
  },
  unclear: { fate: 'maybe-applied', retryable: false, help: SEE_ERRORS },
  refused: { fate: 'not-applied', retryable: false, help: SEE_ERRORS },
};

/** The API's code for "a binding for this CIDR exists": a retry does not change it. */
const BINDING_EXISTS = 1108;
/** Its codes for "please wait", with any status, even 200. */
const THROTTLED: readonly (number | null)[] = [971, 10040];
/** Its codes for a missing resource and for many other cases. */
const AMBIGUOUS: readonly (number | null)[] = [1000, 1002];
/** Its codes for a malformed token or key, in the order of the error chain. */
const MALFORMED_CREDENTIAL: readonly (number | null)[] = [6003, 6103, 6111];
const REFUSED_CREDENTIAL: readonly (number | null)[] = [9103, 9106, 9109];

const GATEWAY_FAILURE =
  /time[ _-]?d?[ _-]?out|internal[ _-]*(server[ _-]*)?error|bad[ _-]*gateway|unavailable/i;
const NOT_FOUND = /not[ _-]*found|does[ _-]*not[ _-]*exist/i;
const FORBIDDEN = /forbidden|not[ _-]*allowed|permission/i;

/** The class of `errors` with an HTTP status. The most cautious class wins: one error is enough, but `not-found` needs all of them. */
export function classifyError(status: number, errors: readonly ApiMessage[]): ErrorClass {
  const all = errors.flatMap(withChain);
  const has = (test: (error: ApiMessage) => boolean) => all.some(test);
  const hasCode = (codes: readonly (number | null)[]) => has(({ code }) => codes.includes(code));
  if (has((error) => error.code !== 10001 && isGatewayFailure(error))) return 'gateway';
  if (hasCode(THROTTLED) || status === 429) return 'throttled';
  if (status === 408 || status >= 500 || has(isGatewayFailure)) return 'gateway';
  if (has(({ code, message }) => code === 10001 && /unable to authenticate/i.test(message)))
    return 'unauthenticated';
  if (has((error) => saysForbidden(error, status))) return 'forbidden';
  if (hasCode(MALFORMED_CREDENTIAL)) return 'credential-malformed';
  if (hasCode(REFUSED_CREDENTIAL)) return 'credential-refused';
  if (hasCode([10000])) return 'authentication';
  if (hasCode([7003])) return 'no-route';
  if (status === 409 || hasCode([BINDING_EXISTS])) return 'exists';
  if (errors.every((error) => saysNotFound(error, status)) && (errors.length > 0 || status === 404))
    return 'not-found';
  if (hasCode([10001])) return 'gateway';
  return hasCode(AMBIGUOUS) || status === 404 ? 'unclear' : 'refused';
}

/** Whether a refused write has changed anything. */
export function refusedWriteFate(status: number, errors: readonly ApiMessage[]): WriteFate {
  const kind = classifyError(status, errors);
  // The API refuses some writes with status 200: then a list has to confirm it.
  return kind === 'refused' && status < 400 ? 'probably-not-applied' : TRAITS[kind].fate;
}

/** True where the same request may succeed later. */
export function isRetryableRefusal(status: number, errors: readonly ApiMessage[]): boolean {
  const conflict = status === 409 && !errors.some(({ code }) => code === BINDING_EXISTS);
  const kind = classifyError(status, errors);
  return TRAITS[kind].retryable || (kind === 'exists' && conflict);
}

/** The suggested fix for a refusal. */
export function refusalHelp(status: number, errors: readonly ApiMessage[]): string {
  return TRAITS[classifyError(status, errors)].help;
}

/** An error with the errors that caused it. */
function withChain(error: ApiMessage): readonly ApiMessage[] {
  return [error, ...(error.errorChain ?? []).flatMap(withChain)];
}

function isGatewayFailure({ code, message }: ApiMessage): boolean {
  return (code === null || code === 1000 || code === 10001) && GATEWAY_FAILURE.test(message);
}

function saysForbidden({ code, message }: ApiMessage, status: number): boolean {
  if (code === 10001) return FORBIDDEN.test(message);
  if (code !== 1002 || NOT_FOUND.test(message)) return false;
  return FORBIDDEN.test(message) || status === 401 || status === 403;
}

/** 1000 needs the text, 1002 any text without another meaning; status 404 is enough for an error without a message. */
function saysNotFound({ code, message }: ApiMessage, status: number): boolean {
  if (NOT_FOUND.test(message)) return code === 1000 || code === 1002 || status === 404;
  return message === '' ? status === 404 : code === 1002;
}
