// Parses a response of the API into a reply or an error.

import { escapeInvisible, redact } from '../text/sanitize.js';
import type { ApiMessage, Extra, Failure } from '../types/api.js';
import { type ByoipError, isByoipError, problemOf } from '../types/errors.js';
import type { Operation, ResultOf } from '../types/operations.js';
import type { HeadersReader } from '../types/platform.js';
import { parseCidr, type RequestFacts, readEnvelope } from '../wasm/core.js';
import { type APIError, apiError, type ResponseDetails } from './api-error.js';
import { apiMessageText } from './api-message.js';
import { refusalHelp, refusedWriteFate } from './classify-error.js';
import { isRetryable, readRetryAfter } from './retry.js';

/** The parameters of a call, with its operation. */
export type ApiCall<O extends Operation = Operation> = RequestFacts & { readonly operation: O };

/** A successful response: the result and the other fields of the envelope. */
export interface Reply<T> {
  readonly result: T;
  readonly messages: readonly ApiMessage[];
  /** `result_info` and other fields of the top level. */
  readonly extra: Extra;
  readonly status: number;
}

/** A response before it is parsed. */
export interface RawResponse {
  readonly status: number;
  readonly headers: HeadersReader;
  readonly bytes: Uint8Array;
}

const MAX_EXCERPT = 80;
/** Longest part of an error message that quotes the API. */
const MAX_MESSAGE = 200;
/** Bytes of an unexpected body that are searched for text. */
const MAX_SEARCHED = 4096;

/**
 * The reply in a response. Errors contain none of `secrets`.
 *
 * @throws APIError for any response that is not a success of the operation
 */
export function parseResponse<O extends Operation>(
  call: ApiCall<O>,
  response: RawResponse,
  secrets: readonly string[],
  date: number,
): Reply<ResultOf[O]> {
  const { status, headers, bytes } = response;
  const ok = status >= 200 && status < 300;
  const details: ResponseDetails = {
    status,
    retryAfter: readRetryAfter(headers, date),
    ray: escapeInvisible(redact(headers.get('cf-ray') ?? '', secrets), MAX_EXCERPT) || undefined,
  };
  let cause: ByoipError | undefined;
  try {
    const envelope = readEnvelope(call.operation, bytes);
    if (!envelope.success) throw refusalError(envelope, response, details, secrets);
    if (ok) {
      const reply = { result: envelope.result, messages: envelope.messages, extra: envelope.extra, status };
      const mismatch = findMismatch(call, reply.result);
      if (mismatch !== null) throw wrongEchoError(mismatch, call, details);
      return reply;
    }
  } catch (error) {
    if (!isByoipError(error) || 'outcome' in error) throw error;
    cause = redactError(error, secrets);
    if (ok) throw unreadableError(cause, details);
  }
  throw notEnvelopeError(response, details, secrets, cause);
}

function refusalError(
  failure: Failure,
  response: RawResponse,
  details: ResponseDetails,
  secrets: readonly string[],
): APIError {
  const { status, headers } = response;
  const errors = redact(failure.errors, secrets);
  const messages = redact(failure.messages, secrets);
  const words = [...errors, ...messages].map(apiMessageText).find((text) => text !== '') ?? '';
  return apiError(
    {
      code: 'api-failure',
      message: `the API refused ${words === '' ? 'without a reason' : `with \`${escapeInvisible(words, MAX_MESSAGE)}\``} (HTTP ${status})`,
      help: refusalHelp(status, errors),
      outcome: refusedWriteFate(status, errors) === 'maybe-applied' ? 'unknown' : 'rejected',
      retryable: isRetryable(status, headers, errors),
    },
    { ...details, errors, messages },
  );
}

/** The error of a failure status with a body that is not from the API. */
function notEnvelopeError(
  { status, headers, bytes }: RawResponse,
  details: ResponseDetails,
  secrets: readonly string[],
  cause: ByoipError | undefined,
): APIError {
  const text = redact(new TextDecoder().decode(bytes.subarray(0, MAX_SEARCHED)), secrets);
  const excerpt = escapeInvisible(text, MAX_EXCERPT);
  return apiError(
    {
      code: 'http-status',
      message: `the response was HTTP ${status} with a body that is not an envelope of the API: \`${visibleText(text)}\``,
      help: 'check `baseURL`; if it is correct, a proxy or gateway answered instead of the API: try again later',
      outcome: status === 429 ? 'rejected' : 'unknown',
      retryable: isRetryable(status, headers, []),
    },
    { ...details, excerpt },
    cause === undefined ? {} : { cause },
  );
}

/** The text of a body, without tags where it is HTML. */
function visibleText(text: string): string {
  const page = /^\s*</.test(text);
  const plain = page ? text.replace(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/gi, ' ') : text;
  const words = plain.replace(/\s+/g, ' ').trim();
  return escapeInvisible(words === '' ? text : words, MAX_MESSAGE);
}

/** The error of a success status with an unreadable body. Damaged JSON may be complete the next time; a wrong form stays wrong. */
function unreadableError(cause: ByoipError, details: ResponseDetails): APIError {
  const retryable = cause.code.startsWith('json-') && cause.code !== 'json-too-large';
  return apiError({ ...problemOf(cause), outcome: 'unknown', retryable }, details);
}

function wrongEchoError(mismatch: string, { operation }: ApiCall, details: ResponseDetails): APIError {
  return apiError(
    {
      code: 'wrong-echo',
      message: `the response is about another resource: ${mismatch}`,
      help: 'check `baseURL` and any proxy between here and the API',
      outcome: 'unknown',
      retryable: operation.startsWith('get-'),
    },
    details,
  );
}

/** How the result differs from what the call asked for; null where it does not. */
function findMismatch(call: ApiCall, result: ResultOf[Operation]): string | null {
  const found = (result ?? {}) as {
    readonly id?: string;
    readonly cidr?: string;
    readonly serviceId?: string;
  };
  const differs = (
    name: string,
    expected: string | undefined,
    received: string | undefined,
    same = expected === received,
  ) =>
    same || expected === undefined
      ? null
      : `${name} \`${escapeInvisible(String(received), MAX_EXCERPT)}\`, not \`${expected}\``;
  // The API shows some ids with hyphens, and may accept them without.
  const plain = (id: string | undefined) => id?.replaceAll('-', '').toLowerCase();
  const byId = (name: string, id: string | undefined) =>
    differs(name, id, found.id, plain(id) === plain(found.id));
  switch (call.operation) {
    case 'get-prefix':
      return byId('prefix', call.prefixId);
    case 'get-binding':
      return byId('binding', call.bindingId);
    case 'get-bgp-prefix':
    case 'edit-bgp-prefix':
      return byId('BGP prefix', call.bgpPrefixId);
    case 'create-binding':
      return (
        differs('block', parseCidr(call.cidr ?? '').cidr, found.cidr) ??
        differs('service', call.serviceId, found.serviceId)
      );
    default:
      return null;
  }
}

function redactError(error: ByoipError, secrets: readonly string[]): ByoipError {
  const { message, help } = error;
  const clean = redact({ message, help }, secrets);
  if (clean.message === message && clean.help === help) return error;
  return apiError({ ...problemOf(error), ...clean, outcome: 'unknown', retryable: false });
}
