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

/** A temporary line on a terminal with the progress of work that takes over a second; nothing on other outputs. */
export interface ProgressDisplay {
  /** Replaces the line. The first line appears a second after the start of the command, or `atOnce`. */
  say(text: string, atOnce?: boolean): void;
  clear(): void;
}

/** The input, output and environment of the process. */
export interface ProcessIo {
  readonly stdin: Source;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The `fetch` to use; the default is the platform's. */
  readonly fetch?: PlatformFetch | undefined;
  /** Resolves on SIGINT or SIGTERM; the process handles these signals only after this call. */
  untilStopped(): Promise<void>;
}

/** The input, output and environment of a command. Its standard output is the file of `-o` where one is given. */
export interface Io extends ProcessIo {
  readonly progress: ProgressDisplay;
  /** The file of `-o`; null without one. */
  readonly file: Sink | null;
  /** Called with each input, `-` for standard input. @throws CommandError `usage` where it is the file of `-o` */
  rejectOutputFile(path: string): void;
}

/** The exit codes of every command; docs/cli.md has the table. */
export const EXIT = {
  /** Done. */
  ok: 0,
  /** An error; also a refused plan that was to be carried out. */
  error: 1,
  /**
   * Done, and the result needs a person: findings of `check` or `drift`, a refused plan, a run that has stopped and can be resumed, or
   * differences with `--exit-code`.
   */
  findings: 2,
} as const;

/** The exit code of a command. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
