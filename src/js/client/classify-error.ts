// What a refusal of the API means: its numbers have several meanings, so that code, message and status decide together.

import type { ApiMessage } from '../types/api.js';

/**
 * How far the error of a write can be believed. `none`: the API understood and refused, or the call was stopped before
 * it was sent. `refused`: no server has taken it on, says the error; a list has to agree. `open`: it may have been carried out.
 */
export type WriteFate = 'not-applied' | 'probably-not-applied' | 'maybe-applied';

/**
 * `gateway`: something in front of the API, or in it, gave up; a write may have been carried out. `unclear`: nothing
 * that is known here. `authentication`: also seen on valid tokens, when many calls run at once. `not-found`: what was
 * named is not there; no other meaning says so.
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

/** What follows from a meaning. */
interface ErrorTraits {
  readonly fate: WriteFate;
  /** True where the same request may succeed later. */
  readonly retryable: boolean;
  readonly help: string;
}

const PERMISSION =
  'a token needs the permission `IP Prefixes: Read`, or `Write` to change something, on the account of the call';
const SEE_ERRORS = 'the `errors` of this error hold all that the API said';

const TRAITS: Readonly<Record<ErrorClass, ErrorTraits>> = {
  gateway: {
    fate: 'maybe-applied',
    retryable: true,
    help: 'try again later; look before you send a write again: it may have been carried out',
  },
  throttled: {
    fate: 'probably-not-applied',
    retryable: true,
    help: 'wait before the next call: the API allows 1,200 in five minutes',
  },
  unauthenticated: {
    fate: 'probably-not-applied',
    retryable: true,
    help: 'try again: the API could not check the credentials this time',
  },
  authentication: {
    fate: 'not-applied',
    retryable: true,
    help: `try again, with fewer calls at once: the API also answers this to valid tokens; if it stays, check the credentials: ${PERMISSION}`,
  },
  'credential-malformed': {
    fate: 'not-applied',
    retryable: false,
    help: 'check the form of the token or key, not its permissions: copy it again, without quotes, `Bearer`, spaces and line ends',
  },
  'credential-refused': {
    fate: 'not-applied',
    retryable: false,
    help: `check the credentials: ${PERMISSION}`,
  },
  forbidden: {
    fate: 'not-applied',
    retryable: false,
    help: `check the permissions: ${PERMISSION}; what may not be seen is not gone`,
  },
  'no-route': {
    fate: 'not-applied',
    retryable: false,
    help: 'check the base URL and the ids: the API has no such path, which says nothing of what is there',
  },
  exists: { fate: 'probably-not-applied', retryable: false, help: SEE_ERRORS },
  'not-found': {
    fate: 'not-applied',
    retryable: false,
    help: 'check the ids: they belong to one account each, and change when a thing is made anew',
  },
  unclear: { fate: 'maybe-applied', retryable: false, help: SEE_ERRORS },
  refused: { fate: 'not-applied', retryable: false, help: SEE_ERRORS },
};

/** The API's code for "a binding for this CIDR exists": trying again does not change it. */
const BINDING_EXISTS = 1108;
/** Its codes for "please wait", which come with any status, 200 too. */
const THROTTLED: readonly (number | null)[] = [971, 10040];
/** Its codes for things that are not there, and for much else. */
const AMBIGUOUS: readonly (number | null)[] = [1000, 1002];
/** Its codes for a token or key that has not the form of one, in the order of the chain. */
const MALFORMED_CREDENTIAL: readonly (number | null)[] = [6003, 6103, 6111];
const REFUSED_CREDENTIAL: readonly (number | null)[] = [9103, 9106, 9109];

const GATEWAY_FAILURE =
  /time[ _-]?d?[ _-]?out|internal[ _-]*(server[ _-]*)?error|bad[ _-]*gateway|unavailable/i;
const NOT_FOUND = /not[ _-]*found|does[ _-]*not[ _-]*exist/i;
const FORBIDDEN = /forbidden|not[ _-]*allowed|permission/i;

/** What `errors` mean with an HTTP status. The most cautious meaning wins: one error is enough for it, and all have to say "not there". */
export function classifyError(status: number, errors: readonly ApiMessage[]): ErrorClass {
  const every = errors.flatMap(withChain);
  const has = (test: (error: ApiMessage) => boolean) => every.some(test);
  const coded = (codes: readonly (number | null)[]) => has(({ code }) => codes.includes(code));
  if (has((error) => error.code !== 10001 && isGatewayFailure(error))) return 'gateway';
  if (coded(THROTTLED) || status === 429) return 'throttled';
  if (status === 408 || status >= 500 || has(isGatewayFailure)) return 'gateway';
  if (has(({ code, message }) => code === 10001 && /unable to authenticate/i.test(message)))
    return 'unauthenticated';
  if (has((error) => saysForbidden(error, status))) return 'forbidden';
  if (coded(MALFORMED_CREDENTIAL)) return 'credential-malformed';
  if (coded(REFUSED_CREDENTIAL)) return 'credential-refused';
  if (coded([10000])) return 'authentication';
  if (coded([7003])) return 'no-route';
  if (status === 409 || coded([BINDING_EXISTS])) return 'exists';
  if (errors.every((error) => saysNotFound(error, status)) && (errors.length > 0 || status === 404))
    return 'not-found';
  if (coded([10001])) return 'gateway';
  return coded(AMBIGUOUS) || status === 404 ? 'unclear' : 'refused';
}

/** How far the refusal of a write can be believed. */
export function refusedWriteFate(status: number, errors: readonly ApiMessage[]): WriteFate {
  const kind = classifyError(status, errors);
  // Some refusals come with 200: of those a list has to tell.
  return kind === 'refused' && status < 400 ? 'probably-not-applied' : TRAITS[kind].fate;
}

/** True where the same request may succeed later. */
export function isRetryableRefusal(status: number, errors: readonly ApiMessage[]): boolean {
  const conflict = status === 409 && !errors.some(({ code }) => code === BINDING_EXISTS);
  const kind = classifyError(status, errors);
  return TRAITS[kind].retryable || (kind === 'exists' && conflict);
}

/** The cure for a refusal. */
export function refusalHelp(status: number, errors: readonly ApiMessage[]): string {
  return TRAITS[classifyError(status, errors)].help;
}

/** An error with the errors that led to it. */
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

/** Of 1000 only the text says so, of 1002 any text that says nothing else; of the status 404 an error without a contrary one. */
function saysNotFound({ code, message }: ApiMessage, status: number): boolean {
  if (NOT_FOUND.test(message)) return code === 1000 || code === 1002 || status === 404;
  return message === '' ? status === 404 : code === 1002;
}
