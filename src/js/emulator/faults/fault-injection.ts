// Fault injection: what can go wrong between a client and the API, one entry for each kind.

import type { PlatformRequest, PlatformResponse } from '../../types/platform.js';
import { REFUSALS } from '../api-errors.js';
import { failure } from '../envelope.js';
import * as envelopeFaults from './envelope-faults.js';

/** The effect of a fault on one request. */
export interface Fault {
  /** True where the operation is carried out before the fault, the worst case for a write. */
  readonly commits: boolean;
  /** True where only the first request for each method and URL fails. */
  readonly once?: boolean;
  /** The request that is carried out in place of the client's. */
  readonly replace?: (request: PlatformRequest) => PlatformRequest;
  /** The faulty response; `answer` is the correct one, null where the operation was not carried out. */
  inject(answer: PlatformResponse | null): Promise<PlatformResponse>;
}

/** How a request ends without a response. */
export type Silence = 'refused' | 'reset' | 'timeout';

/** The error of `fetch` where no response comes: a `TypeError`, as for any failed `fetch`. The Node server closes the socket. */
export class NoAnswer extends TypeError {
  readonly silence: Silence;

  constructor(silence: Silence) {
    super('fetch failed');
    this.silence = silence;
  }
}

/**
 * True for a {@link NoAnswer}, also from another copy of this module.
 *
 * @example
 * ```ts
 * isNoAnswer(new Error('another error')); // false
 * ```
 */
export function isNoAnswer(error: unknown): error is NoAnswer {
  return 'silence' in Object(error);
}

const HTML =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body>bad gateway</body></html>\n';
const WRONG_ID = 'ffffffffffffffffffffffffffffffff';

/** The faults by name; the header `x-emulator-fault` and the option `faults` take these names. */
export const FAULTS = {
  refused: noAnswer('refused', false),
  reset: noAnswer('reset', false),
  'reset-after-commit': noAnswer('reset', true),
  'timeout-after-commit': noAnswer('timeout', true),
  'http-408': answerInstead(() => failure(408, 10001, 'request timeout')),
  'http-409': answerInstead(() => failure(409, 1108, 'conflict')),
  'http-429': answerInstead(() => failure(429, 10001, 'rate limited')),
  'http-429-retry-after': answerInstead(() => failure(429, 10001, 'rate limited', { 'retry-after': '1' })),
  'http-429-absurd-retry-after': answerInstead(() =>
    failure(429, 10001, 'rate limited', { 'retry-after': '31536000' }),
  ),
  'http-500': answerInstead(() => failure(500, 10001, 'internal error')),
  '502-html': answerInstead(
    () => new Response(HTML, { status: 502, headers: { 'content-type': 'text/html' } }),
  ),
  'http-503': answerInstead(() => failure(503, 10001, 'service unavailable')),
  'please-wait': answerInstead(() => failure(200, 971, REFUSALS['rate-limited'].message)),
  'success-false-200': answerInstead(() => failure(200, 10001, 'internal error')),
  'html-200': answerInstead(() => new Response(HTML, { headers: { 'content-type': 'text/html' } })),
  'truncated-json': changeAnswer(async (answer) => withBody(answer, (await answer.text()).slice(0, -12))),
  'empty-body': changeAnswer(async (answer) => withBody(answer, '')),
  'wrong-id': changeAnswer((answer) => changeResult(answer, (resource) => ({ ...resource, id: WRONG_ID }))),
  'wrong-cidr': changeAnswer((answer) =>
    changeResult(answer, (resource) => ({ ...resource, cidr: '198.51.100.0/24' })),
  ),
  'wrong-service': changeAnswer((answer) =>
    changeResult(answer, (resource) => ({ ...resource, service_id: WRONG_ID })),
  ),

  // One code with several meanings, all observed in the API.
  '1000-timeout-200': answerInstead(() => failure(200, 1000, 'Request timeout')),
  '1000-timeout-400': answerInstead(() => failure(400, 1000, 'Request timeout')),
  '1000-timeout-404': answerInstead(() => failure(404, 1000, 'Request timeout')),
  '1000-timeout-200-after-commit': changeAnswer(async () => failure(200, 1000, 'Request timeout')),
  '1000-timeout-400-after-commit': changeAnswer(async () => failure(400, 1000, 'Request timeout')),
  '1000-timeout-404-after-commit': changeAnswer(async () => failure(404, 1000, 'Request timeout')),
  '1000-internal': answerInstead(() => failure(200, 1000, 'Internal Server Error')),
  '1000-internal-after-commit': changeAnswer(async () => failure(200, 1000, 'Internal Server Error')),
  '1002-forbidden': answerInstead(() => failure(403, 1002, 'forbidden')),
  '1002-forbidden-404': answerInstead(() => failure(404, 1002, 'forbidden')),
  '7003-no-route': answerInstead(() => failure(404, 7003, 'No route for the URI')),
  '6003-chain': answerInstead(envelopeFaults.credentialChain),
  '10000-once': answerOnce(() => failure(403, 10000, 'Authentication error')),
  '10000-authentication': answerInstead(() => failure(403, 10000, 'Authentication error')),
  '10001-once': answerOnce(() => failure(400, 10001, 'Unable to authenticate request')),
  '10001-authentication': answerInstead(() => failure(400, 10001, 'Unable to authenticate request')),
  '10001-method': answerInstead(() => failure(400, 10001, 'Method not allowed for token')),
  '10040-200': answerInstead(() => envelopeFaults.throttled(200)),
  '10040-429': answerInstead(() => envelopeFaults.throttled(429)),

  // Responses that deviate from the schema without changing success or failure.
  'odd-messages': changeAnswer(envelopeFaults.withOddMessages),
  'no-errors': changeAnswer(envelopeFaults.withoutErrors),
  'odd-fields': changeAnswer(envelopeFaults.withOddFields),
  'odd-errors': answerInstead(envelopeFaults.oddErrors),
  'text-errors': answerInstead(envelopeFaults.textErrors),

  // Lists with a `result_info`; three of them are incomplete.
  'whole-list': changeAnswer(envelopeFaults.wholeList),
  'partial-list': changeAnswer(envelopeFaults.partialList),
  'partial-list-pages': changeAnswer(envelopeFaults.firstPage),
  'partial-list-cursor': changeAnswer(envelopeFaults.withCursor),
  'short-list': changeAnswer(envelopeFaults.shortList),

  // A success that changes nothing.
  'edit-without-effect': { ...changeAnswer(async (answer) => answer), replace: readInstead },
} as const satisfies Readonly<Record<string, Fault>>;

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** All names, in the order of the table. */
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** True for the name of a fault. */
export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** An edit becomes a read of the same resource, whose response looks the same. */
function readInstead(request: PlatformRequest): PlatformRequest {
  const { method, url, headers, signal } = request;
  return method === 'PATCH' ? new Request(url, { headers, signal }) : request;
}

function answerInstead(make: () => Response): Fault {
  return { commits: false, inject: async () => make() };
}

function answerOnce(make: () => Response): Fault {
  return { ...answerInstead(make), once: true };
}

function changeAnswer(change: (answer: Response) => Promise<Response>): Fault {
  return { commits: true, inject: async (answer) => change(answer ?? new Response()) };
}

function noAnswer(kind: Silence, commits: boolean): Fault {
  return {
    commits,
    inject: async () => {
      throw new NoAnswer(kind);
    },
  };
}

function withBody(answer: Response, body: string): Response {
  return new Response(body, { status: answer.status, headers: answer.headers });
}

async function changeResult(answer: Response, edit: (resource: object) => object): Promise<Response> {
  const body: unknown = await answer.json();
  if (typeof body !== 'object' || body === null || !('result' in body))
    return withBody(answer, JSON.stringify(body));
  const { result } = body;
  const changed = Array.isArray(result)
    ? result.map((resource: object) => edit(resource))
    : result === null
      ? null
      : edit(Object(result));
  return withBody(answer, JSON.stringify({ ...body, result: changed }));
}
