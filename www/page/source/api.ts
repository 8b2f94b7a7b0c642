// Asks the page's own Worker, or the emulator in its place, and reads the answers with the core: every outcome is a value.

import {
  type ApiMessage,
  type BgpPrefix,
  BindingTable,
  classifyError,
  isByoipError,
  type Operation,
  type Prefix,
  type ResultOf,
  readEnvelope,
  type Service,
} from '../../../src/js/entry/page.js';
import type { LoadResult } from '../errors/loadable.js';
import {
  apiError,
  malformedResponseError,
  noResponseError,
  notJsonError,
  unexpectedError,
  workerError,
} from '../errors/page-error.js';

/** What the Worker says of itself. */
export interface WorkerInfo {
  /** True where the answers come from the emulator. */
  readonly emulated: boolean;
  /** True where each visitor brings a token. */
  readonly bringToken: boolean;
  readonly accountId: string | null;
}

/** Who asks. The token lives in memory only. */
export interface Session {
  readonly token: string;
  readonly accountId: string;
  /** Answers in the Worker's place, for the demo; the browser's own without it. */
  readonly fetch?: (path: string, init: RequestInit) => Promise<Response>;
}

interface WorkerResponse {
  readonly bytes: Uint8Array;
  readonly status: number;
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** Fetches from the Worker. Throws only when `signal` aborts. */
async function fetchFromWorker(
  path: string,
  session: Session | null,
  signal: AbortSignal,
): Promise<LoadResult<WorkerResponse>> {
  const where = `GET /${path}`;
  const from = session?.fetch ?? fetch;
  try {
    const headers = new Headers({ accept: 'application/json' });
    if (session !== null) headers.set('authorization', `Bearer ${session.token}`);
    const response = await from(path, { headers, signal, cache: 'no-store', redirect: 'error' });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/json\b/i.test(type)) {
      return { kind: 'error', error: notJsonError(type, response.status, where) };
    }
    const fault = response.status >= 400 ? record(record(json(bytes))?.error) : null;
    if (fault !== null) {
      const told = {
        code: text(fault.code, 'http-status'),
        message: text(fault.message, `the Worker answered with status ${response.status}`),
        help: text(fault.help, 'try again'),
        ...(typeof fault.id === 'string' ? { id: fault.id } : {}),
      };
      return { kind: 'error', error: workerError(told, where, response.status) };
    }
    return { kind: 'ready', value: { bytes, status: response.status } };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError) return { kind: 'error', error: noResponseError(where) };
    return { kind: 'error', error: unexpectedError(error, where) };
  }
}

/** What the Worker says of itself. */
export async function fetchWorkerInfo(signal: AbortSignal): Promise<LoadResult<WorkerInfo>> {
  const reply = await fetchFromWorker('api/about', null, signal);
  if (reply.kind === 'error') return reply;
  const about = record(json(reply.value.bytes));
  if (about === null || (about.upstream !== 'emulator' && about.upstream !== 'cloudflare')) {
    return {
      kind: 'error',
      error: {
        title: 'The Worker did not introduce itself',
        detail: 'its answer names no upstream that this page knows',
        where: 'GET /api/about',
        help: 'serve the page and the Worker of one version',
        code: 'about-malformed',
      },
    };
  }
  const accountId = typeof about.accountId === 'string' && about.accountId !== '' ? about.accountId : null;
  const emulated = about.upstream === 'emulator';
  return {
    kind: 'ready',
    value: { emulated, bringToken: !emulated && about.mode === 'bring-your-own-token', accountId },
  };
}

/** The path below the page's own folder, so that the page works in any folder. */
function pathOf(session: Session, path: string): string {
  return `api/accounts/${encodeURIComponent(session.accountId)}/addressing/${path}`;
}

async function fetchAndRead<T>(
  path: string,
  session: Session,
  signal: AbortSignal,
  open: (bytes: Uint8Array) => T | ApiRefusal,
): Promise<LoadResult<T>> {
  const url = pathOf(session, path);
  const where = `GET /${url}`;
  const reply = await fetchFromWorker(url, session, signal);
  if (reply.kind === 'error') return reply;
  const { bytes, status } = reply.value;
  try {
    const value = open(bytes);
    if (!(value instanceof ApiRefusal)) return { kind: 'ready', value };
    const needsToken =
      status === 401 || status === 403 || classifyError(status, value.errors).startsWith('credential-');
    return { kind: 'error', error: { ...apiError(value.errors, where, status), needsToken } };
  } catch (error) {
    return { kind: 'error', error: malformedResponseError(error, where, bytes) };
  }
}

/** The API's no. */
class ApiRefusal {
  readonly errors: readonly ApiMessage[];

  constructor(errors: readonly ApiMessage[]) {
    this.errors = errors;
  }
}

function listResources<O extends Operation>(
  operation: O,
  path: string,
  session: Session,
  signal: AbortSignal,
): Promise<LoadResult<ResultOf[O]>> {
  return fetchAndRead(path, session, signal, (bytes) => {
    const envelope = readEnvelope(operation, bytes);
    return envelope.success ? envelope.result : new ApiRefusal(envelope.errors);
  });
}

export function listServices(session: Session, signal: AbortSignal): Promise<LoadResult<readonly Service[]>> {
  return listResources('list-services', 'services', session, signal);
}

export function listPrefixes(session: Session, signal: AbortSignal): Promise<LoadResult<readonly Prefix[]>> {
  return listResources('list-prefixes', 'prefixes', session, signal);
}

/** A table of bindings, and the bytes that it was made from. */
export interface BindingTableResponse {
  readonly table: BindingTable;
  readonly bytes: Uint8Array;
}

/** The bindings of a prefix: from the answer's bytes to a table, with no list in between. The caller disposes of it. */
export function fetchBindingTable(
  session: Session,
  prefix: Prefix,
  signal: AbortSignal,
): Promise<LoadResult<BindingTableResponse>> {
  const path = `prefixes/${encodeURIComponent(prefix.id)}/bindings`;
  return fetchAndRead(path, session, signal, (bytes) => {
    // A table also reads bare lists, which are no answer of the API: those go the way of every other answer.
    if (firstByte(bytes) !== OPENING_BRACE) readEnvelope('list-bindings', bytes);
    try {
      return { table: BindingTable.fromEnvelope(bytes, { prefix: prefix.cidr }), bytes };
    } catch (error) {
      if (!isByoipError(error) || error.code !== 'envelope-refused') throw error;
      const envelope = readEnvelope('list-bindings', bytes);
      return new ApiRefusal(envelope.errors);
    }
  });
}

const OPENING_BRACE = 0x7b;

/** The first byte that is neither blank nor part of a byte order mark. */
function firstByte(bytes: Uint8Array): number | undefined {
  return bytes.subarray(0, 64).find((byte) => byte > 0x20 && ![0xef, 0xbb, 0xbf].includes(byte));
}

export function listBgpPrefixes(
  session: Session,
  prefixId: string,
  signal: AbortSignal,
): Promise<LoadResult<readonly BgpPrefix[]>> {
  return listResources(
    'list-bgp-prefixes',
    `prefixes/${encodeURIComponent(prefixId)}/bgp/prefixes`,
    session,
    signal,
  );
}

/** The objects of a list as the API sent them, for a snapshot: read strictly first, and only then as plain JSON. */
export function listRawObjects(
  operation: 'list-services' | 'list-prefixes' | 'list-bindings' | 'list-bgp-prefixes',
  path: string,
  session: Session,
  signal: AbortSignal,
): Promise<LoadResult<readonly Readonly<Record<string, unknown>>[]>> {
  return fetchAndRead<readonly Readonly<Record<string, unknown>>[]>(path, session, signal, (bytes) => {
    const envelope = readEnvelope(operation, bytes);
    if (!envelope.success) return new ApiRefusal(envelope.errors);
    const result = record(json(bytes))?.result;
    return Array.isArray(result) ? result.map((one: unknown) => record(one) ?? {}) : [];
  });
}
