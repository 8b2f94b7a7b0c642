// Asks the page's own Worker, and reads its answers with the core: every outcome is a value.

import { readEnvelope } from '../../src/js/entry/slim.js';
import type { BgpPrefix, Operation, Prefix, ResultOf, Service, ServiceBinding } from '../../src/js/types.js';
import {
  answerTrouble,
  notJsonTrouble,
  refusalTrouble,
  silenceTrouble,
  type Trouble,
  unexpectedTrouble,
  workerTrouble,
} from './trouble.js';

export type Outcome<T> =
  | { readonly kind: 'here'; readonly value: T }
  | { readonly kind: 'problem'; readonly trouble: Trouble };

/** What the Worker says of itself. */
export interface About {
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
}

interface Reply {
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
async function ask(path: string, token: string | null, signal: AbortSignal): Promise<Outcome<Reply>> {
  const where = `GET ${path}`;
  try {
    const headers = new Headers({ accept: 'application/json' });
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(path, { headers, signal, cache: 'no-store', redirect: 'error' });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/json\b/i.test(type)) {
      return { kind: 'problem', trouble: notJsonTrouble(type, response.status, where) };
    }
    const fault = response.status >= 400 ? record(record(json(bytes))?.error) : null;
    if (fault !== null) {
      const told = {
        code: text(fault.code, 'http-status'),
        message: text(fault.message, `the Worker answered with status ${response.status}`),
        help: text(fault.help, 'try again'),
        ...(typeof fault.id === 'string' ? { id: fault.id } : {}),
      };
      return { kind: 'problem', trouble: workerTrouble(told, where, response.status) };
    }
    return { kind: 'here', value: { bytes, status: response.status } };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError) return { kind: 'problem', trouble: silenceTrouble(where) };
    return { kind: 'problem', trouble: unexpectedTrouble(error, where) };
  }
}

/** What the Worker says of itself. */
export async function askAbout(signal: AbortSignal): Promise<Outcome<About>> {
  const reply = await ask('/api/about', null, signal);
  if (reply.kind === 'problem') return reply;
  const about = record(json(reply.value.bytes));
  if (about === null || (about.upstream !== 'emulator' && about.upstream !== 'cloudflare')) {
    return {
      kind: 'problem',
      trouble: {
        what: 'The Worker did not introduce itself',
        detail: 'its answer names no upstream that this page knows',
        where: 'GET /api/about',
        cure: 'serve the page and the Worker of one version',
        code: 'about-malformed',
      },
    };
  }
  const accountId = typeof about.accountId === 'string' && about.accountId !== '' ? about.accountId : null;
  const emulated = about.upstream === 'emulator';
  return {
    kind: 'here',
    value: { emulated, bringToken: !emulated && about.mode === 'bring-your-own-token', accountId },
  };
}

async function list<O extends Operation>(
  operation: O,
  path: string,
  session: Session,
  signal: AbortSignal,
): Promise<Outcome<ResultOf[O]>> {
  const url = `/api/accounts/${encodeURIComponent(session.accountId)}/addressing/${path}`;
  const where = `GET ${url}`;
  const reply = await ask(url, session.token, signal);
  if (reply.kind === 'problem') return reply;
  try {
    const envelope = readEnvelope(operation, reply.value.bytes);
    if (envelope.success) return { kind: 'here', value: envelope.result };
    const trouble = refusalTrouble(envelope.errors, where);
    const needsToken = reply.value.status === 401 || reply.value.status === 403;
    return { kind: 'problem', trouble: { ...trouble, needsToken } };
  } catch (error) {
    return { kind: 'problem', trouble: answerTrouble(error, where, reply.value.bytes) };
  }
}

export function listServices(session: Session, signal: AbortSignal): Promise<Outcome<readonly Service[]>> {
  return list('list-services', 'services', session, signal);
}

export function listPrefixes(session: Session, signal: AbortSignal): Promise<Outcome<readonly Prefix[]>> {
  return list('list-prefixes', 'prefixes', session, signal);
}

export function listBindings(
  session: Session,
  prefixId: string,
  signal: AbortSignal,
): Promise<Outcome<readonly ServiceBinding[]>> {
  return list('list-bindings', `prefixes/${encodeURIComponent(prefixId)}/bindings`, session, signal);
}

export function listBgpPrefixes(
  session: Session,
  prefixId: string,
  signal: AbortSignal,
): Promise<Outcome<readonly BgpPrefix[]>> {
  return list('list-bgp-prefixes', `prefixes/${encodeURIComponent(prefixId)}/bgp/prefixes`, session, signal);
}
