// An answer of the API, opened: what it holds, or the error that it is.

import { escapeInvisible, redact } from '../text/sanitize.js';
import type { ApiMessage, Extra, Failure, Operation, ResultOf } from '../types/api.js';
import { type ByoipError, isByoipError, problemOf } from '../types/errors.js';
import type { HeadersReader } from '../types/platform.js';
import { parseCidr, type RequestFacts, readEnvelope } from '../wasm/core.js';
import { type APIError, apiError, type ResponseDetails } from './api-error.js';
import { apiMessageText } from './api-message.js';
import { refusalHelp, refusedWriteFate } from './classify-error.js';
import { isRetryable, readRetryAfter } from './retry.js';

/** A call that knows which operation it is. */
export type ApiCall<O extends Operation = Operation> = RequestFacts & { readonly operation: O };

/** A good answer, with what came beside the result. */
export interface Reply<T> {
  readonly result: T;
  readonly messages: readonly ApiMessage[];
  /** `result_info` and whatever else stood at the top level. */
  readonly extra: Extra;
  readonly status: number;
}

/** An answer as it came. */
export interface RawResponse {
  readonly status: number;
  readonly headers: HeadersReader;
  readonly bytes: Uint8Array;
}

const MAX_EXCERPT = 80;
/** Of the words of the API, in a message. */
const MAX_MESSAGE = 200;
/** Bytes of a strange body that are searched for words. */
const MAX_SEARCHED = 4096;

/**
 * The reply in an answer. Nothing of `secrets` gets into an error.
 *
 * @throws APIError for everything else
 */
export function parseResponse<O extends Operation>(
  call: ApiCall<O>,
  answer: RawResponse,
  secrets: readonly string[],
  date: number,
): Reply<ResultOf[O]> {
  const { status, headers, bytes } = answer;
  const ok = status >= 200 && status < 300;
  const facts: ResponseDetails = {
    status,
    retryAfter: readRetryAfter(headers, date),
    ray: escapeInvisible(redact(headers.get('cf-ray') ?? '', secrets), MAX_EXCERPT) || undefined,
  };
  let cause: ByoipError | undefined;
  try {
    const envelope = readEnvelope(call.operation, bytes);
    if (!envelope.success) throw refusalError(envelope, answer, facts, secrets);
    if (ok) {
      const reply = { result: envelope.result, messages: envelope.messages, extra: envelope.extra, status };
      const wrong = findMismatch(call, reply.result);
      if (wrong !== null) throw wrongEchoError(wrong, call, facts);
      return reply;
    }
  } catch (error) {
    if (!isByoipError(error) || 'outcome' in error) throw error;
    cause = redactError(error, secrets);
    if (ok) throw unreadableError(cause, facts);
  }
  throw notEnvelopeError(answer, facts, secrets, cause);
}

function refusalError(
  failure: Failure,
  answer: RawResponse,
  facts: ResponseDetails,
  secrets: readonly string[],
): APIError {
  const { status, headers } = answer;
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
    { ...facts, errors, messages },
  );
}

/** A status that says no, and a body that the API did not write. */
function notEnvelopeError(
  { status, headers, bytes }: RawResponse,
  facts: ResponseDetails,
  secrets: readonly string[],
  cause: ByoipError | undefined,
): APIError {
  const text = redact(new TextDecoder().decode(bytes.subarray(0, MAX_SEARCHED)), secrets);
  const excerpt = escapeInvisible(text, MAX_EXCERPT);
  return apiError(
    {
      code: 'http-status',
      message: `the answer was HTTP ${status} with a body that is no envelope of the API: \`${visibleText(text)}\``,
      help: 'check `baseURL`; if it is right, something between here and the API answered in its place: try again later',
      outcome: status === 429 ? 'rejected' : 'unknown',
      retryable: isRetryable(status, headers, []),
    },
    { ...facts, excerpt },
    cause === undefined ? {} : { cause },
  );
}

/** What a body says, without its tags where it is a page. */
function visibleText(text: string): string {
  const page = /^\s*</.test(text);
  const plain = page ? text.replace(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/gi, ' ') : text;
  const words = plain.replace(/\s+/g, ' ').trim();
  return escapeInvisible(words === '' ? text : words, MAX_MESSAGE);
}

/** A status that says yes, and a body that cannot be read. A damaged text may come whole the next time, a wrong one will not. */
function unreadableError(cause: ByoipError, facts: ResponseDetails): APIError {
  const retryable = cause.code.startsWith('json-') && cause.code !== 'json-too-large';
  return apiError({ ...problemOf(cause), outcome: 'unknown', retryable }, facts);
}

function wrongEchoError(wrong: string, { operation }: ApiCall, facts: ResponseDetails): APIError {
  return apiError(
    {
      code: 'wrong-echo',
      message: `the answer is about something else: ${wrong}`,
      help: 'check `baseURL` and what stands between here and the API',
      outcome: 'unknown',
      retryable: operation.startsWith('get-'),
    },
    facts,
  );
}

/** Where an answer is not about what was asked for; null where it is. */
function findMismatch(call: ApiCall, result: ResultOf[Operation]): string | null {
  const found = (result ?? {}) as {
    readonly id?: string;
    readonly cidr?: string;
    readonly serviceId?: string;
  };
  const differs = (name: string, asked: string | undefined, got: string | undefined, same = asked === got) =>
    same || asked === undefined
      ? null
      : `${name} \`${escapeInvisible(String(got), MAX_EXCERPT)}\`, not \`${asked}\``;
  // The API shows some ids with hyphens; nobody has said that it finds them with hyphens only.
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
