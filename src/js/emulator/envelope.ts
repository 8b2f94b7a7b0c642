// The envelope of every response: keys in the API's order (errors, messages, result, success).

import type { PlatformResponse } from '../types/platform.js';
import { REFUSALS, type Refusal, type Refused, type Statuses } from './api-errors.js';

/** The success of an operation. */
export interface Accepted {
  /** Absent where the API sends no `result` (deletions). */
  readonly result?: unknown;
  /** For the lists that have it. */
  readonly result_info?: object;
}

/** The response of a success. */
export function accepted(status: number, success: Accepted): PlatformResponse {
  return answer(status, { errors: [], messages: [], ...success, success: true });
}

/** The response of a refusal, with `result` null. */
export function refused({ refusal: name, detail, headers }: Refused, statuses: Statuses): PlatformResponse {
  const { code, message, status, headers: own }: Refusal = REFUSALS[name];
  const text = detail === undefined ? message : `${message} ${detail}`;
  return failure(statuses[name] ?? status, code, text, { ...own, ...headers });
}

/** A failure with any code and message. */
export function failure(
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): PlatformResponse {
  return answer(status, { errors: [{ code, message }], messages: [], result: null, success: false }, headers);
}

function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): PlatformResponse {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}
