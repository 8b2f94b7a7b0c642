// What a command is.

import type { ExitCode, Io } from './io.js';
import type { Options } from './options.js';

/** A call worth showing, and what it is good for. */
export interface Example {
  readonly line: string;
  readonly what: string;
}

/** One command of `byoip`: what the help says of it, and the function that does it. */
export interface Command {
  readonly name: string;
  /** One line, lowercase, no full stop. */
  readonly summary: string;
  /** How it is called. */
  readonly usage: string;
  /** Options beside the common ones. */
  readonly options: Options;
  /** What the options do not say, a paragraph each. */
  readonly notes: readonly string[];
  readonly examples: readonly Example[];
  readonly run: (args: readonly string[], io: Io) => Promise<ExitCode>;
}
