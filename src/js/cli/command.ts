// The description and the function of a command.

import type { ExitCode, Io } from './io.js';
import type { Options } from './options.js';

/** A call for the help, and its purpose. */
export interface Example {
  readonly line: string;
  readonly what: string;
}

/** A command of `byoip`: its help and its function. */
export interface Command {
  readonly name: string;
  /** One line, lowercase, no full stop. */
  readonly summary: string;
  /** The usage line. */
  readonly usage: string;
  /** Options in addition to the common ones. */
  readonly options: Options;
  /** Further paragraphs of the help. */
  readonly notes: readonly string[];
  readonly examples: readonly Example[];
  readonly run: (args: readonly string[], io: Io) => Promise<ExitCode>;
}
