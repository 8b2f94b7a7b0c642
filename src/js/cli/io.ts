// What a command may touch: streams, environment, network, the wish to stop. Passed in, so that tests can bring their own.

import type { PlatformFetch } from '../platform.js';
import { CommandError } from './trouble.js';

/** Where bytes come from. */
export interface Source extends AsyncIterable<Uint8Array> {
  /** True where a person types. */
  readonly isTTY?: boolean;
}

/** Where text goes. */
export interface Sink {
  /** True where a person reads. */
  readonly isTTY: boolean;
  /** Done when the text was taken; rejects with {@link ReaderGone} where nobody reads any more, else `output-failed`. */
  write(text: string): Promise<void>;
}

/** The surroundings of a command. */
export interface Io {
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What to fetch with; the platform's own without it. */
  readonly fetch?: PlatformFetch | undefined;
  /** Resolves when the command is asked to stop (SIGINT, SIGTERM); nobody listens to them before it is called. */
  untilStopped(): Promise<void>;
}

/** The exit codes of every command. */
export const EXIT = { fine: 0, trouble: 1, findings: 2 } as const;

/** One of them. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The reader of our output has left, as `head` does: no error, only the end. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** A stream of the process as a sink. */
export function sink(stream: NodeJS.WriteStream): Sink {
  // Without a listener a closed pipe ends the process with a stack; the callback of `write` tells of it too.
  stream.on('error', () => {});
  return {
    isTTY: stream.isTTY === true,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error === undefined || error === null) resolve();
          else reject(failed('code' in error ? String(error.code) : 'no reason given'));
        });
      }),
  };
}

function failed(reason: string): Error {
  if (reason === 'EPIPE') return new ReaderGone();
  const message = `the output cannot be written: ${reason}`;
  return new CommandError({ code: 'output-failed', message, help: 'look at where it is sent to' });
}
