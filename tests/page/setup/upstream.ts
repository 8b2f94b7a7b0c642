// An upstream on a real socket: the emulator, until a test tells it to answer otherwise or to be gone.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BASE_PATH, createEmulator, SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';

/** An answer that takes the place of the emulator's. */
export interface Instead {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

/** Chooses what takes the place of the answer for a path; `null` leaves it to the emulator. */
export type Behaviour = (path: string) => Instead | null;

export interface Upstream {
  /** For the setting `UPSTREAM`. */
  readonly url: string;
  behave(behaviour: Behaviour): void;
  /** Stops listening: connections are refused. */
  close(): Promise<void>;
  /** Listens again, on the same port. */
  reopen(): Promise<void>;
  answer(request: UpstreamRequest): Promise<{ status: number; type: string; body: string }>;
  /** The writes so far, `POST /client/v4/…`. */
  readonly writes: readonly string[];
}

export interface UpstreamRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers: Headers;
  readonly body?: string;
}

export const FAITHFUL: Behaviour = () => null;

/** The list of bindings of the seeded IPv4 prefix, and of nothing else. */
export const BINDINGS_PATH = `${BASE_PATH}/accounts/${SEED_ACCOUNT_ID}/addressing/prefixes/${SEED_PREFIXES.v4.id}/bindings`;

export const enveloped = (result: unknown): Instead => ({
  body: JSON.stringify({ success: true, errors: [], messages: [], result }),
});

export async function openUpstream(): Promise<Upstream> {
  const emulator = createEmulator({ now: Date.now });
  let behaviour = FAITHFUL;
  let server: Server | null = null;
  let port = 0;
  const writes: string[] = [];
  const answer: Upstream['answer'] = async ({ path, method = 'GET', headers, body }) => {
    if (method !== 'GET') writes.push(`${method} ${path}`);
    const instead = behaviour(path);
    if (instead !== null) {
      return { status: instead.status ?? 200, type: instead.type ?? 'application/json', body: instead.body };
    }
    const response = await emulator.fetch(
      new Request(`http://emulator.invalid${path}`, {
        method,
        headers,
        ...(method === 'POST' || method === 'PATCH' ? { body: body ?? '' } : {}),
      }),
    );
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: await response.text(),
    };
  };
  const listen = async (): Promise<void> => {
    const opened = createServer(async (incoming, outgoing) => {
      const { url: path = '/', method = 'GET', headers: given } = incoming;
      const headers = new Headers();
      for (const name of ['authorization', 'content-type'])
        if (typeof given[name] === 'string') headers.set(name, given[name]);
      const chunks: Uint8Array[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      answer({ path, method, headers, body: Buffer.concat(chunks).toString() }).then(
        ({ status, type, body }) => outgoing.writeHead(status, { 'content-type': type }).end(body),
        () => outgoing.destroy(),
      );
    });
    await new Promise<void>((resolve, reject) => {
      opened.once('error', reject);
      opened.listen(port, '127.0.0.1', resolve);
    });
    port = (opened.address() as AddressInfo).port;
    server = opened;
  };
  await listen();
  return {
    url: `http://127.0.0.1:${port}${BASE_PATH}`,
    behave(next) {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        if (server === null) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
        server = null;
      }),
    reopen: listen,
    answer,
    writes,
  };
}
