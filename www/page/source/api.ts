// Fetches from the Worker that serves the page, or from the emulator, and reads the responses with the core. Errors are values.

import {
  type ApiMessage,
  BindingTable,
  errorClass,
  isByoipError,
  type Prefix,
  type ResultOf,
  readEnvelope,
} from '../../../src/js/entry/page.js';
import type { LoadResult } from '../errors/page-error.js';
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
  /** True where the Worker forwards writes. */
  readonly writes: boolean;
  /** True where the Worker carries out runs. */
  readonly runs: boolean;
  /** True where the Worker watches the account, and keeps its snapshots. */
  readonly watch: boolean;
  /** Who is signed in, as Access names them; `null` where there is no sign-in. */
  readonly actor: string | null;
  readonly accountId: string | null;
}

/** The account and the token of the requests. The token is kept in memory only. */
export interface Session {
  /** Empty where the Worker has a token of its own. */
  readonly token: string;
  readonly accountId: string;
  /** Replaces the browser's `fetch`, for the demo. */
  readonly fetch?: (path: string, init: RequestInit) => Promise<Response>;
  readonly demo?: DemoControls;
}

export interface DemoControls {
  /** The clock runs fast while this tab carries out a run. */
  setFast(isFast: boolean): void;
  /** Forgets what runs have changed; the next session starts anew. */
  reset(): void;
}

interface WorkerResponse {
  readonly bytes: Uint8Array;
  readonly status: number;
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
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
    if (session !== null && session.token !== '') headers.set('authorization', `Bearer ${session.token}`);
    const response = await send(path, { headers, signal, cache: 'no-store', redirect: 'error' });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/json\b/i.test(type)) {
      return { kind: 'error', error: notJsonError(type, response.status, where) };
    }
    const body = response.status >= 400 ? asRecord(asRecord(parseJson(bytes))?.error) : null;
    if (body !== null) return { kind: 'error', error: workerError(body, where, response.status) };
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
    const error = {
      title: 'Could not read the Worker’s settings',
      detail: 'the response names no upstream that this page knows',
      where: 'GET /api/about',
      help: 'deploy the page and the Worker of the same version',
      code: 'about-malformed',
    };
    return { kind: 'error', error };
  }
  const accountId = typeof about.accountId === 'string' && about.accountId !== '' ? about.accountId : null;
  const emulated = about.upstream === 'emulator';
  const bringToken = !emulated && about.mode === 'bring-your-own-token';
  const actor = asRecord(about.actor)?.name;
  const value = {
    emulated,
    bringToken,
    writes: about.writes === true,
    runs: about.runs === true,
    watch: asRecord(about.watch)?.on === true,
    actor: typeof actor === 'string' ? actor : null,
    accountId,
  };
  return { kind: 'ready', value };
}

/** A snapshot of the Worker's watch. */
export interface WatchSnapshot {
  readonly id: string;
  readonly takenAt: string;
  readonly prefixes: number;
  readonly bindings: number;
  /** True for the one that the watch measures changes from. */
  readonly isBaseline: boolean;
}

/** Fetches the list of the snapshots of the Worker's watch, newest first. */
export async function fetchWatchSnapshots(
  signal: AbortSignal,
): Promise<LoadResult<readonly WatchSnapshot[]>> {
  const response = await fetchFromWorker('api/snapshots', null, signal);
  if (response.kind === 'error') return response;
  const answer = asRecord(parseJson(response.value.bytes));
  const baseline = asRecord(asRecord(answer?.watch)?.baseline)?.id;
  const listed = Array.isArray(answer?.snapshots) ? answer.snapshots.map(asRecord) : [];
  const value = listed.flatMap((one) =>
    one === null || !/^[0-9a-f]{32}$/.test(String(one.id))
      ? []
      : {
          id: String(one.id),
          takenAt: String(one.takenAt),
          prefixes: Number(one.prefixes),
          bindings: Number(one.bindings),
          isBaseline: one.id === baseline,
        },
  );
  return { kind: 'ready', value };
}

/** Fetches a snapshot of the Worker's watch, as JSON. */
export async function fetchWatchSnapshot(id: string, signal: AbortSignal): Promise<LoadResult<Uint8Array>> {
  const response = await fetchFromWorker(`api/snapshots/${id}`, null, signal);
  return response.kind === 'error' ? response : { kind: 'ready', value: response.value.bytes };
}

/** Sends a request of a run; `null` for what only the demo answers. Rejects where no response comes. */
export async function sendForRun(
  path: string,
  init: RequestInit,
  { fetch: send, token }: Session,
): Promise<Response | null> {
  if (send !== undefined) return send(path, init);
  if (!path.startsWith('accounts/')) return null;
  const headers = new Headers(init.headers);
  if (token === '') headers.delete('authorization');
  return fetch(`api/${path}`, { ...init, headers, cache: 'no-store', redirect: 'error' });
}

/** A path relative to the page, so that the page works in any folder. */
function pathOf(session: Session, path: string): string {
  return `api/accounts/${encodeURIComponent(session.accountId)}/addressing/${path}`;
}

/** Fetches a resource of the account and reads it with `parse`, which may throw an `ApiRefusal`. */
async function fetchAndRead<T>(
  path: string,
  session: Session,
  signal: AbortSignal,
  parse: (bytes: Uint8Array) => T,
): Promise<LoadResult<T>> {
  const url = pathOf(session, path);
  const where = `GET /${url}`;
  const response = await fetchFromWorker(url, session, signal);
  if (response.kind === 'error') return response;
  const { bytes, status } = response.value;
  try {
    return { kind: 'ready', value: parse(bytes) };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) {
      return { kind: 'error', error: malformedResponseError(error, where, bytes) };
    }
    const kind = errorClass(status, bytes);
    const needsToken = status === 401 || status === 403 || kind.startsWith('credential-');
    return { kind: 'error', error: { ...apiError(error.messages, where, kind), needsToken, refusal: kind } };
  }
}

/** A response with `success: false`, and its errors. */
class ApiRefusal extends Error {
  readonly messages: readonly ApiMessage[];

  constructor(messages: readonly ApiMessage[]) {
    super('the API refused');
    this.messages = messages;
  }
}

/** @throws ByoipError for a malformed response, `ApiRefusal` for a failure */
function readResult<O extends ListOperation>(operation: O, bytes: Uint8Array): ResultOf[O] {
  const envelope = readEnvelope(operation, bytes);
  if (envelope.success) return envelope.result;
  throw new ApiRefusal(envelope.errors);
}

/** The path of a list, and of the lists of a prefix. */
const PATHS = {
  'list-services': () => 'services',
  'list-prefixes': () => 'prefixes',
  'list-bindings': (prefixId: string) => `prefixes/${encodeURIComponent(prefixId)}/bindings`,
  'list-bgp-prefixes': (prefixId: string) => `prefixes/${encodeURIComponent(prefixId)}/bgp/prefixes`,
  'list-delegations': (prefixId: string) => `prefixes/${encodeURIComponent(prefixId)}/delegations`,
} as const;

type ListOperation = keyof typeof PATHS;

/** Fetches a list. `prefixId`: for the lists of a prefix. */
export function fetchList<O extends ListOperation>(
  operation: O,
  session: Session,
  signal: AbortSignal,
  prefixId = '',
): Promise<LoadResult<ResultOf[O]>> {
  return fetchAndRead(PATHS[operation](prefixId), session, signal, (bytes) => readResult(operation, bytes));
}

/** Fetches the bindings of a prefix as a table, straight from the response bytes. The caller disposes of the table. */
export function fetchBindingTable(
  session: Session,
  prefix: Prefix,
  signal: AbortSignal,
): Promise<LoadResult<BindingTable>> {
  return fetchAndRead(PATHS['list-bindings'](prefix.id), session, signal, (bytes) => {
    // A table also reads bare arrays. The API never sends one, so `readEnvelope` refuses it.
    if (firstByte(bytes) !== OPENING_BRACE) readResult('list-bindings', bytes);
    try {
      return BindingTable.fromEnvelope(bytes, { prefix: prefix.cidr });
    } catch (error) {
      // The errors of a refusal are in the envelope.
      if (isByoipError(error) && error.code === 'envelope-refused') readResult('list-bindings', bytes);
      throw error;
    }
  });
}

const OPENING_BRACE = 0x7b;

/** The first byte that is neither white space nor part of a byte order mark. */
function firstByte(bytes: Uint8Array): number | undefined {
  return bytes.subarray(0, 64).find((byte) => byte > 0x20 && ![0xef, 0xbb, 0xbf].includes(byte));
}

export type RawObject = Readonly<Record<string, unknown>>;

/** The objects of a list exactly as the API sent them, for a snapshot. The core validates the response first. */
export function fetchRawList(
  operation: ListOperation,
  session: Session,
  signal: AbortSignal,
  prefixId = '',
): Promise<LoadResult<readonly RawObject[]>> {
  return fetchAndRead<readonly RawObject[]>(PATHS[operation](prefixId), session, signal, (bytes) => {
    readResult(operation, bytes);
    const result = asRecord(parseJson(bytes))?.result;
    return Array.isArray(result) ? result.map((one: unknown) => asRecord(one) ?? {}) : [];
  });
}
