// A server with the responses of a test, which records the requests.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** A listening server. */
export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  readonly seen: RecordedRequest[];
  close(): Promise<void>;
}

/** Listens on loopback; `script` writes the answer to every request. */
export async function scriptedServer(
  script: (response: ServerResponse, request: IncomingMessage) => void,
): Promise<ScriptedServer> {
  const seen: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    request.resume();
    script(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/client/v4`,
    port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An envelope of success as text. */
export function success(result: unknown): string {
  return JSON.stringify({ errors: [], messages: [], result, success: true });
}

/** Answers with a status, a body and headers; JSON unless they say otherwise. */
export function reply(status: number, body: string, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}
