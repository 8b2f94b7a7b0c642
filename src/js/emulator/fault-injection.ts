// Faults to order: what can go wrong between a client and the API, one entry a kind.

import type { PlatformResponse } from '../types/platform.js';
import { REFUSALS } from './api-errors.js';
import { failure } from './envelope.js';
import * as decoration from './envelope-faults.js';

/** What a fault does to one request. */
export interface Fault {
  /** True where the operation is carried out before things go wrong: the worst case for a writer. */
  readonly commits: boolean;
  /** True where only the first request for each method and address meets it. */
  readonly once?: boolean;
  /** The spoiled answer; `answer` is the true one, and null where nothing was carried out. */
  spoil(answer: PlatformResponse | null): Promise<PlatformResponse>;
}

/** How a request ends without an answer. */
export type Silence = 'refused' | 'reset' | 'timeout';

/** Thrown by `fetch` where no answer comes; a `TypeError`, as a failed `fetch` is. The Node server cuts the socket for it. */
export class NoAnswer extends TypeError {
  readonly silence: Silence;

  constructor(silence: Silence) {
    super('fetch failed');
    this.silence = silence;
  }
}

/** True for a {@link NoAnswer}, also for one from another copy of this module. */
export function isNoAnswer(error: unknown): error is NoAnswer {
  return error instanceof TypeError && 'silence' in error;
}

const HTML =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body>bad gateway</body></html>\n';
const MISTAKEN_ID = 'ffffffffffffffffffffffffffffffff';

/** The faults by name; the header `x-emulator-fault` and the option `faults` take these names. */
export const FAULTS = {
  refused: silence('refused', false),
  reset: silence('reset', false),
  'reset-after-commit': silence('reset', true),
  'timeout-after-commit': silence('timeout', true),
  'http-408': before(() => failure(408, 10001, 'request timeout')),
  'http-409': before(() => failure(409, 1108, 'conflict')),
  'http-429': before(() => failure(429, 10001, 'rate limited')),
  'http-429-retry-after': before(() => failure(429, 10001, 'rate limited', { 'retry-after': '1' })),
  'http-429-absurd-retry-after': before(() =>
    failure(429, 10001, 'rate limited', { 'retry-after': '31536000' }),
  ),
  'http-500': before(() => failure(500, 10001, 'internal error')),
  '502-html': before(() => new Response(HTML, { status: 502, headers: { 'content-type': 'text/html' } })),
  'http-503': before(() => failure(503, 10001, 'service unavailable')),
  'please-wait': before(() => failure(200, 971, REFUSALS['rate-limited'].message)),
  'success-false-200': before(() => failure(200, 10001, 'internal error')),
  'html-200': before(() => new Response(HTML, { headers: { 'content-type': 'text/html' } })),
  'truncated-json': after(async (answer) => again(answer, (await answer.text()).slice(0, -12))),
  'empty-body': after(async (answer) => again(answer, '')),
  'wrong-id': after((answer) => edited(answer, (noun) => ({ ...noun, id: MISTAKEN_ID }))),
  'wrong-cidr': after((answer) => edited(answer, (noun) => ({ ...noun, cidr: '198.51.100.0/24' }))),
  'wrong-service': after((answer) => edited(answer, (noun) => ({ ...noun, service_id: MISTAKEN_ID }))),

  // One number, several meanings: all of them were seen on the wire.
  '1000-timeout-200': before(() => failure(200, 1000, 'Request timeout')),
  '1000-timeout-400': before(() => failure(400, 1000, 'Request timeout')),
  '1000-timeout-404': before(() => failure(404, 1000, 'Request timeout')),
  '1000-timeout-200-after-commit': after(async () => failure(200, 1000, 'Request timeout')),
  '1000-timeout-400-after-commit': after(async () => failure(400, 1000, 'Request timeout')),
  '1000-timeout-404-after-commit': after(async () => failure(404, 1000, 'Request timeout')),
  '1000-internal': before(() => failure(200, 1000, 'Internal Server Error')),
  '1000-internal-after-commit': after(async () => failure(200, 1000, 'Internal Server Error')),
  '1002-forbidden': before(() => failure(403, 1002, 'forbidden')),
  '1002-forbidden-404': before(() => failure(404, 1002, 'forbidden')),
  '7003-no-route': before(() => failure(404, 7003, 'No route for the URI')),
  '6003-chain': before(decoration.chained),
  '10000-once': once(() => failure(403, 10000, 'Authentication error')),
  '10000-authentication': before(() => failure(403, 10000, 'Authentication error')),
  '10001-once': once(() => failure(400, 10001, 'Unable to authenticate request')),
  '10001-authentication': before(() => failure(400, 10001, 'Unable to authenticate request')),
  '10001-method': before(() => failure(400, 10001, 'Method not allowed for token')),
  '10040-200': before(() => decoration.throttled(200)),
  '10040-429': before(() => decoration.throttled(429)),

  // Odd decorations: on a success that is one, and on a failure that is one.
  'odd-messages': after(decoration.withOddMessages),
  'no-errors': after(decoration.withoutErrors),
  'odd-fields': after(decoration.withOddFields),
  'odd-errors': before(decoration.oddFailure),
  'text-errors': before(decoration.textFailure),

  // Lists with a `result_info`; three of them say that they are a part.
  'whole-list': after(decoration.wholeList),
  'partial-list': after(decoration.partialList),
  'partial-list-pages': after(decoration.firstPage),
  'partial-list-cursor': after(decoration.withCursor),
} as const satisfies Readonly<Record<string, Fault>>;

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** All names, in the order of the table. */
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** True for the name of a fault. */
export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

function before(make: () => Response): Fault {
  return { commits: false, spoil: async () => make() };
}

function once(make: () => Response): Fault {
  return { ...before(make), once: true };
}

function after(change: (answer: Response) => Promise<Response>): Fault {
  return { commits: true, spoil: async (answer) => change(answer ?? new Response()) };
}

function silence(kind: Silence, commits: boolean): Fault {
  return {
    commits,
    spoil: async () => {
      throw new NoAnswer(kind);
    },
  };
}

function again(answer: Response, body: string): Response {
  return new Response(body, { status: answer.status, headers: answer.headers });
}

async function edited(answer: Response, edit: (noun: object) => object): Promise<Response> {
  const body: unknown = await answer.json();
  if (typeof body !== 'object' || body === null || !('result' in body))
    return again(answer, JSON.stringify(body));
  const { result } = body;
  const changed = Array.isArray(result)
    ? result.map((noun: object) => edit(noun))
    : result === null
      ? null
      : edit(Object(result));
  return again(answer, JSON.stringify({ ...body, result: changed }));
}
