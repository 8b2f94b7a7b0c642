// The emulator behind a real socket: a node:http server around its fetch.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BASE_PATH, createEmulator, type Emulator, type EmulatorOptions, isNoAnswer } from './index.js';

/** Where to listen, and what to serve. */
export interface ServeOptions extends EmulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The loopback interface without it: the emulator checks no credentials, so it belongs nowhere else. */
  readonly host?: string;
  /** An emulator made elsewhere; the other options of its making then count for nothing. */
  readonly emulator?: Emulator;
}

/** A listening emulator. */
export interface EmulatorServer {
  /** The base URL for clients, `http://127.0.0.1:PORT/client/v4`. */
  readonly url: string;
  readonly port: number;
  readonly emulator: Emulator;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/** Starts listening. Time is the wall clock unless `now` or `emulator` says otherwise. */
export async function serveEmulator(options: ServeOptions = {}): Promise<EmulatorServer> {
  const {
    port: wanted = 0,
    host = '127.0.0.1',
    emulator = createEmulator({ now: Date.now, ...options }),
  } = options;
  const server = createServer((incoming, outgoing) => {
    respond(emulator, incoming, outgoing).catch(() => outgoing.socket?.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${port}${BASE_PATH}`,
    port,
    emulator,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function respond(
  emulator: Emulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  try {
    const answer = await emulator.fetch(await toRequest(incoming, gone.signal));
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(new Uint8Array(await answer.arrayBuffer()));
  } catch (error) {
    // A listening socket cannot refuse any more: `refused` is a reset here.
    if (isNoAnswer(error)) outgoing.socket?.resetAndDestroy();
    else if (!outgoing.headersSent)
      outgoing.writeHead(500, { 'content-type': 'text/plain' }).end(`${error}\n`);
  }
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const asked = incoming.method ?? 'GET';
  // What no `Request` can carry is refused under another name that no route knows either.
  const method = /^(TRACE|TRACK|CONNECT)$/i.test(asked) ? 'UNSUPPORTED' : asked;
  const body =
    method === 'GET' || method === 'HEAD' || chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
  // Only path and query are the client's: the origin is a constant, so that `//host` and absolute forms name no other.
  return new Request(`http://emulator.invalid${incoming.url ?? '/'}`, { method, headers, signal, ...body });
}
