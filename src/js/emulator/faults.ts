// Faults to order: what can go wrong between a client and the API, one entry a kind.

import type { PlatformResponse } from '../platform.js';
import { failure } from './envelope.js';
import { REFUSALS } from './refusals.js';

/** What a fault does to one request. */
export interface Fault {
  /** True where the operation is carried out before things go wrong: the worst case for a writer. */
  readonly commits: boolean;
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
