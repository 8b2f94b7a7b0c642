// The emulator as an HTTP server in Node.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BASE_PATH, createEmulator, type Emulator, type EmulatorOptions, isNoAnswer } from './index.js';

/** The options of the server. */
export interface ServeOptions extends EmulatorOptions {
  /** The default is 0, any free port. */
  readonly port?: number;
  /** The default is the loopback interface, since the emulator does not check credentials. */
  readonly host?: string;
  /** An existing emulator; the options for a new one are then ignored. */
  readonly emulator?: Emulator;
}

/** A running server. */
export interface EmulatorServer {
  /**
   * The base URL for clients on this machine, `http://127.0.0.1:PORT/client/v4`; with the loopback address where the server
   * listens on all interfaces.
   */
  readonly url: string;
  readonly port: number;
  readonly emulator: Emulator;
  /** Stops listening and closes all connections. */
  close(): Promise<void>;
}

/** Addresses of all interfaces, which are no destinations, and the loopback addresses that reach them. */
const UNSPECIFIED: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** A host as a URL has it: an IPv6 address in brackets. */
function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Starts the server. The emulator uses real time unless `now` or `emulator` is given. */
export async function serveEmulator(options: ServeOptions = {}): Promise<EmulatorServer> {
  const {
    port: requestedPort = 0,
    host = '127.0.0.1',
    emulator = createEmulator({ now: Date.now, ...options }),
  } = options;
  const server = createServer((incoming, outgoing) => {
    respond(emulator, incoming, outgoing).catch(() => outgoing.socket?.destroy());
  });
  // Node loads these classes when they are first used, which takes longer than most requests.
  await new Response(new Request('http://emulator.invalid', { method: 'POST', body: '' }).body).text();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(requestedPort, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port, address } = server.address() as AddressInfo;
  return {
    url: `http://${urlHost(UNSPECIFIED[address] ?? host)}:${port}${BASE_PATH}`,
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
    // An accepted connection cannot be refused any more, so `refused` is a reset here.
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
  const original = incoming.method ?? 'GET';
  // `Request` forbids these methods; the substitute has no route either.
  const method = /^(TRACE|TRACK|CONNECT)$/i.test(original) ? 'UNSUPPORTED' : original;
  const body =
    method === 'GET' || method === 'HEAD' || chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
  // The origin is constant, so that a target such as `//host` cannot name another one.
  return new Request(`http://emulator.invalid${incoming.url ?? '/'}`, { method, headers, signal, ...body });
}
