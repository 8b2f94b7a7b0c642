// The surroundings of a command: streams, environment, network, stop signal. Injected, so that tests can replace them.

import type { PlatformFetch } from '../types/platform.js';

/** A source of bytes. */
export interface Source extends AsyncIterable<Uint8Array> {
  /** True for a terminal. */
  readonly isTTY?: boolean;
}

/** A destination of text. */
export interface Sink {
  /** True for a terminal. */
  readonly isTTY: boolean;
  /** True once the reader is gone, as after `head`: further output is discarded, and long loops stop. */
  readonly isGone?: boolean;
  /**
   * Resolves when the text was written, or when no reader is left: that is not an error and changes neither the exit code nor
   * the other stream. Rejects with `output-failed` for any other reason.
   */
  write(text: string): Promise<void>;
}

/** The input, output and environment of a command. */
export interface Io {
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The `fetch` to use; the default is the platform's. */
  readonly fetch?: PlatformFetch | undefined;
  /** Resolves on SIGINT or SIGTERM; the process handles these signals only after this call. */
  untilStopped(): Promise<void>;
}

/** The exit codes of every command; docs/cli.md has the table. */
export const EXIT = {
  /** Success, and nothing left to do. */
  ok: 0,
  /** An error, or a refused plan. */
  error: 1,
  /** Success, with findings or necessary changes. */
  findings: 2,
} as const;

/** The exit code of a command. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
