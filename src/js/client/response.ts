// An answer of the API, opened: what it holds, or the error that it is.

import { inert, redacted } from '../text/sanitize.js';
import type { ApiMessage, Extra, Failure, Operation, ResultOf } from '../types/api.js';
import { type ByoipError, isByoipError, problemOf } from '../types/errors.js';
import type { HeadersReader } from '../types/platform.js';
import { parseCidr, type RequestFacts, readEnvelope } from '../wasm/core.js';
import { type APIError, type ApiFacts, apiError } from './api-error.js';
import { said } from './api-message.js';
import { cureOf, doubtOfRefusal } from './classify-error.js';
import { isRetryable, readRetryAfter } from './retry.js';

/** A call that knows which operation it is. */
export type Call<O extends Operation = Operation> = RequestFacts & { readonly operation: O };

/** A good answer, with what came beside the result. */
export interface Reply<T> {
  readonly result: T;
  readonly messages: readonly ApiMessage[];
  /** `result_info` and whatever else stood at the top level. */
  readonly extra: Extra;
  readonly status: number;
}

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: HeadersReader;
  readonly bytes: Uint8Array;
}

const EXCERPT = 80;
/** Of the words of the API, in a message. */
const WORDS = 200;
/** Bytes of a strange body that are searched for words. */
const LONGEST_TEXT = 4096;

/**
 * The reply in an answer. Nothing of `secrets` gets into an error.
 *
 * @throws APIError for everything else
 */
export function openAnswer<O extends Operation>(
  call: Call<O>,
  answer: Answer,
  secrets: readonly string[],
  date: number,
): Reply<ResultOf[O]> {
  const { status, headers, bytes } = answer;
  const ok = status >= 200 && status < 300;
  const facts: ApiFacts = {
    status,
    retryAfter: readRetryAfter(headers, date),
    ray: inert(redacted(headers.get('cf-ray') ?? '', secrets), EXCERPT) || undefined,
  };
  let cause: ByoipError | undefined;
  try {
    const envelope = readEnvelope(call.operation, bytes);
    if (!envelope.success) throw refusal(envelope, answer, facts, secrets);
    if (ok) {
      const reply = { result: envelope.result, messages: envelope.messages, extra: envelope.extra, status };
      const wrong = wrongEcho(call, reply.result);
      if (wrong !== null) throw mistaken(wrong, call, facts);
      return reply;
    }
  } catch (error) {
    if (!isByoipError(error) || 'outcome' in error) throw error;
    cause = redactedError(error, secrets);
    if (ok) throw unreadable(cause, facts);
  }
  throw withoutEnvelope(answer, facts, secrets, cause);
}

function refusal(failure: Failure, answer: Answer, facts: ApiFacts, secrets: readonly string[]): APIError {
  const { status, headers } = answer;
  const errors = redacted(failure.errors, secrets);
  const messages = redacted(failure.messages, secrets);
  const words = [...errors, ...messages].map(said).find((text) => text !== '') ?? '';
  return apiError(
    {
      code: 'api-failure',
      message: `the API refused ${words === '' ? 'without a reason' : `with \`${inert(words, WORDS)}\``} (HTTP ${status})`,
      help: cureOf(status, errors),
      outcome: doubtOfRefusal(status, errors) === 'open' ? 'unknown' : 'rejected',
      retryable: isRetryable(status, headers, errors),
    },
    { ...facts, errors, messages },
  );
}

/** A status that says no, and a body that the API did not write. */
function withoutEnvelope(
  { status, headers, bytes }: Answer,
  facts: ApiFacts,
  secrets: readonly string[],
  cause: ByoipError | undefined,
): APIError {
  const text = redacted(new TextDecoder().decode(bytes.subarray(0, LONGEST_TEXT)), secrets);
  const excerpt = inert(text, EXCERPT);
  return apiError(
    {
      code: 'http-status',
      message: `the answer was HTTP ${status} with a body that is no envelope of the API: \`${wordsOf(text)}\``,
      help: 'check `baseURL`; if it is right, something between here and the API answered in its place: try again later',
      outcome: status === 429 ? 'rejected' : 'unknown',
      retryable: isRetryable(status, headers, []),
    },
    { ...facts, excerpt },
    cause === undefined ? {} : { cause },
  );
}

/** What a body says, without its tags where it is a page. */
function wordsOf(text: string): string {
  const page = /^\s*</.test(text);
  const plain = page ? text.replace(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/gi, ' ') : text;
  const words = plain.replace(/\s+/g, ' ').trim();
  return inert(words === '' ? text : words, WORDS);
}

/** A status that says yes, and a body that cannot be read. A damaged text may come whole the next time, a wrong one will not. */
function unreadable(cause: ByoipError, facts: ApiFacts): APIError {
  const retryable = cause.code.startsWith('json-') && cause.code !== 'json-too-large';
  return apiError({ ...problemOf(cause), outcome: 'unknown', retryable }, facts);
}

function mistaken(wrong: string, { operation }: Call, facts: ApiFacts): APIError {
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
function wrongEcho(call: Call, result: ResultOf[Operation]): string | null {
  const found = (result ?? {}) as {
    readonly id?: string;
    readonly cidr?: string;
    readonly serviceId?: string;
  };
  const differs = (name: string, asked: string | undefined, got: string | undefined, same = asked === got) =>
    same || asked === undefined ? null : `${name} \`${inert(String(got), EXCERPT)}\`, not \`${asked}\``;
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

function redactedError(error: ByoipError, secrets: readonly string[]): ByoipError {
  const { message, help } = error;
  const clean = redacted({ message, help }, secrets);
  if (clean.message === message && clean.help === help) return error;
  return apiError({ ...problemOf(error), ...clean, outcome: 'unknown', retryable: false });
}
