// What a command may touch: streams, environment, network, the wish to stop. Passed in, so that tests can bring their own.

import type { PlatformFetch } from '../types/platform.js';
import { CommandError } from './errors.js';

/** Where bytes come from. */
export interface Source extends AsyncIterable<Uint8Array> {
  /** True where a person types. */
  readonly isTTY?: boolean;
}

/** Where text goes. */
export interface Sink {
  /** True where a person reads. */
  readonly isTTY: boolean;
  /** True once the reader has left, as `head` does: what is written from then on goes nowhere. Long loops stop there. */
  readonly isGone?: boolean;
  /**
   * Done when the text was taken, or when there is no reader left to take it: that is no error, and changes neither the
   * exit code nor what the other stream is told. Rejects with `output-failed` for any other reason.
   */
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

/** The exit codes of every command; docs/cli.md has the table. */
export const EXIT = {
  /** Done, and nothing is left to do. */
  ok: 0,
  /** Not done: an error, or a plan that is refused. */
  error: 1,
  /** Done, and there are findings, or changes to be made. */
  findings: 2,
} as const;

/** One of them. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A stream of the process as a sink. */
export function streamSink(stream: NodeJS.WriteStream): Sink {
  // Without a listener a closed pipe ends the process with a stack; the callback of `write` tells of it too.
  stream.on('error', () => {});
  let isGone = false;
  return {
    isTTY: stream.isTTY === true,
    get isGone() {
      return isGone;
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        if (isGone) return resolve();
        stream.write(text, (error) => {
          const reason =
            error instanceof Error ? ('code' in error ? String(error.code) : 'no reason given') : null;
          isGone ||= reason !== null && READER_GONE.includes(reason);
          if (reason === null || isGone) resolve();
          else reject(outputError(reason));
        });
      }),
  };
}

/** What a write to a pipe without a reader fails with; the latter two where an earlier write has ended the stream. */
const READER_GONE = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'];

function outputError(reason: string): Error {
  const message = `the output cannot be written: ${reason}`;
  return new CommandError({ code: 'output-failed', message, help: 'look at where it is sent to' });
}
