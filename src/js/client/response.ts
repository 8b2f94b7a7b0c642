// Turns a response of the API that is not a success into an error.

import { escapeInvisible, redact } from '../text/sanitize.js';
import { decodeUtf8 } from '../text/utf8.js';
import type { ApiMessage, Extra, Failure } from '../types/api.js';
import { ByoipError } from '../types/errors.js';
import type { Operation } from '../types/operations.js';
import type { HeadersReader } from '../types/platform.js';
import type { RequestFacts } from '../wasm/core.js';
import type { AnswerFailure } from '../wasm/exchange.js';
import { type APIError, apiError, type ResponseDetails } from './api-error.js';
import { apiMessageText } from './api-message.js';
import { refusalHelp } from './refusal-help.js';

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

/** The error of a response that is not a success. It contains none of `secrets`. */
export function responseError(
  failure: AnswerFailure,
  { status, headers, bytes }: RawResponse,
  retryAfter: number | undefined,
  secrets: readonly string[],
): APIError {
  const { outcome, retryable, envelope, problem, mismatch } = failure;
  const details: ResponseDetails = {
    status,
    retryAfter,
    throttled: failure.class === 'throttled',
    refusal: failure.class,
    ray: escapeInvisible(redact(headers.get('cf-ray') ?? '', secrets), MAX_EXCERPT) || undefined,
  };
  if (envelope !== undefined) return refusalError(failure, envelope, details, secrets);
  // Damaged JSON may be complete the next time; a wrong form stays wrong.
  if (problem !== undefined) return apiError({ ...redact(problem, secrets), outcome, retryable }, details);
  if (mismatch !== undefined) {
    const [name, expected, received] = mismatch;
    const differs = `${name} \`${escapeInvisible(String(received), MAX_EXCERPT)}\`, not \`${expected}\``;
    const echo = {
      code: 'wrong-echo',
      message: `the response is about another resource: ${differs}`,
      help: 'check `baseURL` and any proxy between here and the API',
    } as const;
    return apiError({ ...echo, outcome, retryable }, details);
  }
  const text = redact(decodeUtf8(bytes.subarray(0, MAX_SEARCHED)), secrets);
  const page = {
    code: 'http-status',
    message: `the response was HTTP ${status} with a body that is not an envelope of the API: \`${visibleText(text)}\``,
    help: 'check `baseURL`; if it is correct, a proxy or gateway answered instead of the API: try again later',
  } as const;
  const cause = failure.cause === undefined ? {} : { cause: new ByoipError(redact(failure.cause, secrets)) };
  const excerpt = escapeInvisible(text, MAX_EXCERPT);
  return apiError({ ...page, outcome, retryable }, { ...details, excerpt }, cause);
}

function refusalError(
  { outcome, retryable, class: kind = 'refused' }: AnswerFailure,
  failure: Failure,
  details: ResponseDetails,
  secrets: readonly string[],
): APIError {
  const errors = redact(failure.errors, secrets);
  const messages = redact(failure.messages, secrets);
  const words = [...errors, ...messages].map(apiMessageText).find((text) => text !== '') ?? '';
  const reason = words === '' ? 'without a reason' : `with \`${escapeInvisible(words, MAX_MESSAGE)}\``;
  const message = `the API refused ${reason} (HTTP ${details.status})`;
  const problem = { code: 'api-failure', message, help: refusalHelp(kind), outcome, retryable } as const;
  return apiError(problem, { ...details, errors, messages });
}

/** The text of a body, without tags where it is HTML. */
function visibleText(text: string): string {
  const page = /^\s*</.test(text);
  const plain = page ? text.replace(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/gi, ' ') : text;
  const words = plain.replace(/\s+/g, ' ').trim();
  return escapeInvisible(words === '' ? text : words, MAX_MESSAGE);
}
