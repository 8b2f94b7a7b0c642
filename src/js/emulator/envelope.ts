// The envelope that every answer of the API comes in: keys in the order seen on the wire (errors, messages, result, success).

import { REFUSALS, type Refusal, type Refused, type Statuses } from './api-errors.js';

/** What an operation answers with when it does not refuse. */
export interface Accepted {
  readonly status: 200 | 201;
  /** Absent where the API sends no `result` key (deletions). */
  readonly result?: unknown;
}

/** A success. */
export function accepted({ status, ...rest }: Accepted): Response {
  const result = 'result' in rest ? { result: rest.result } : {};
  return answer(status, { errors: [], messages: [], ...result, success: true });
}

/** A failure: `result` is there, and null. */
export function refused({ refusal: name, detail, headers }: Refused, statuses: Statuses): Response {
  const { code, message, status, headers: own }: Refusal = REFUSALS[name];
  const text = detail === undefined ? message : `${message} ${detail}`;
  return failure(statuses[name] ?? status, code, text, { ...own, ...headers });
}

/** A failure with a code and message of the caller's. */
export function failure(
  status: number,
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return answer(status, { errors: [{ code, message }], messages: [], result: null, success: false }, headers);
}

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}
