// Runs the command in this process, with any streams and any network: terminals, endless inputs, faulty servers.

import type { Io, Sink, Source } from '../../../src/js/cli/io.js';
import { main } from '../../../src/js/cli/main.js';

/** What a run left behind. */
export interface InProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface InProcessOptions {
  /** Chunks of standard input. */
  readonly stdin?: Source;
  /** Standard output, where a test wants to see it at once. */
  readonly stdout?: Sink;
  /** True where a person reads both outputs. */
  readonly terminal?: boolean;
  readonly env?: Io['env'];
  readonly fetch?: Io['fetch'];
  readonly untilStopped?: Io['untilStopped'];
}

/** Runs `byoip` in this process. */
export async function runInProcess(
  args: readonly string[],
  options: InProcessOptions = {},
): Promise<InProcessResult> {
  const seen = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof seen) => ({
    isTTY: options.terminal === true,
    write: async (text: string) => {
      seen[name] += text;
    },
  });
  const code = await main(args, {
    stdin: options.stdin ?? chunks(),
    stdout: options.stdout ?? sink('stdout'),
    stderr: sink('stderr'),
    // What retries do is a matter of the client's tests; here they would only take time.
    env: { BYOIP_MAX_RETRIES: '0', ...options.env },
    fetch: options.fetch,
    untilStopped: options.untilStopped ?? (() => Promise.reject(new Error('this test has no stop signal'))),
  });
  return { code, ...seen };
}

/** An input of these chunks. */
export async function* chunks(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
}

/** Answers every request with one body. */
export function respondWith(body: string, status = 200): NonNullable<Io['fetch']> {
  return async () => new Response(body, { status });
}
