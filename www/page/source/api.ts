// Fetches from the Worker that serves the page, or from the emulator, and reads the responses with the core. Errors are values.

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

/** The Worker's settings. */
export interface WorkerInfo {
  /** True where the responses come from the emulator. */
  readonly emulated: boolean;
  /** True where each user enters a token. */
  readonly bringToken: boolean;
  readonly accountId: string | null;
}

/** The account and the token of the requests. The token is kept in memory only. */
export interface Session {
  readonly token: string;
  readonly accountId: string;
  /** Replaces the browser's `fetch`, for the demo. */
  readonly fetch?: (path: string, init: RequestInit) => Promise<Response>;
}

interface WorkerResponse {
  readonly bytes: Uint8Array;
  readonly status: number;
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function asText(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

function parseJson(bytes: Uint8Array): unknown {
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
  const send = session?.fetch ?? fetch;
  try {
    const headers = new Headers({ accept: 'application/json' });
    if (session !== null) headers.set('authorization', `Bearer ${session.token}`);
    const response = await send(path, { headers, signal, cache: 'no-store', redirect: 'error' });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/json\b/i.test(type)) {
      return { kind: 'error', error: notJsonError(type, response.status, where) };
    }
    const body = response.status >= 400 ? asRecord(asRecord(parseJson(bytes))?.error) : null;
    if (body !== null) {
      const detail = {
        code: asText(body.code, 'http-status'),
        message: asText(body.message, `the Worker answered with status ${response.status}`),
        help: asText(body.help, 'try again'),
        ...(typeof body.id === 'string' ? { id: body.id } : {}),
      };
      return { kind: 'error', error: workerError(detail, where, response.status) };
    }
    return { kind: 'ready', value: { bytes, status: response.status } };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError) return { kind: 'error', error: noResponseError(where) };
    return { kind: 'error', error: unexpectedError(error, where) };
  }
}

/** Fetches the Worker's settings. */
export async function fetchWorkerInfo(signal: AbortSignal): Promise<LoadResult<WorkerInfo>> {
  const response = await fetchFromWorker('api/about', null, signal);
  if (response.kind === 'error') return response;
  const about = asRecord(parseJson(response.value.bytes));
  if (about === null || (about.upstream !== 'emulator' && about.upstream !== 'cloudflare')) {
    return {
      kind: 'error',
      error: {
        title: 'Could not read the Worker’s settings',
        detail: 'the response names no upstream that this page knows',
        where: 'GET /api/about',
        help: 'deploy the page and the Worker of the same version',
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

/** A path relative to the page, so that the page works in any folder. */
function pathOf(session: Session, path: string): string {
  return `api/accounts/${encodeURIComponent(session.accountId)}/addressing/${path}`;
}

/** Fetches a resource of the account and reads it with `parse`. */
async function fetchAndRead<T>(
  path: string,
  session: Session,
  signal: AbortSignal,
  parse: (bytes: Uint8Array) => T | ApiRefusal,
): Promise<LoadResult<T>> {
  const url = pathOf(session, path);
  const where = `GET /${url}`;
  const response = await fetchFromWorker(url, session, signal);
  if (response.kind === 'error') return response;
  const { bytes, status } = response.value;
  try {
    const value = parse(bytes);
    if (!(value instanceof ApiRefusal)) return { kind: 'ready', value };
    const needsToken =
      status === 401 || status === 403 || classifyError(status, value.errors).startsWith('credential-');
    return { kind: 'error', error: { ...apiError(value.errors, where, status), needsToken } };
  } catch (error) {
    return { kind: 'error', error: malformedResponseError(error, where, bytes) };
  }
}

/** The errors of a response with `success: false`. */
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

/** A table of bindings, and the response bytes it was built from. */
export interface BindingTableResponse {
  readonly table: BindingTable;
  readonly bytes: Uint8Array;
}

/** Fetches the bindings of a prefix as a table, straight from the response bytes. The caller disposes of the table. */
export function fetchBindingTable(
  session: Session,
  prefix: Prefix,
  signal: AbortSignal,
): Promise<LoadResult<BindingTableResponse>> {
  const path = `prefixes/${encodeURIComponent(prefix.id)}/bindings`;
  return fetchAndRead(path, session, signal, (bytes) => {
    // A table also reads bare arrays. The API never sends one, so `readEnvelope` refuses it.
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

/** The first byte that is neither white space nor part of a byte order mark. */
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

/** The objects of a list exactly as the API sent them, for a snapshot. The core validates the response first. */
export function listRawObjects(
  operation: 'list-services' | 'list-prefixes' | 'list-bindings' | 'list-bgp-prefixes',
  path: string,
  session: Session,
  signal: AbortSignal,
): Promise<LoadResult<readonly Readonly<Record<string, unknown>>[]>> {
  return fetchAndRead<readonly Readonly<Record<string, unknown>>[]>(path, session, signal, (bytes) => {
    const envelope = readEnvelope(operation, bytes);
    if (!envelope.success) return new ApiRefusal(envelope.errors);
    const result = asRecord(parseJson(bytes))?.result;
    return Array.isArray(result) ? result.map((one: unknown) => asRecord(one) ?? {}) : [];
  });
}
