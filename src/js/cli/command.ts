// The description and the function of a command, and one call of it.

import { CommandError, isCommandError, usageError } from './errors.js';
import type { ExitCode, Io, ProcessIo } from './io.js';
import {
  COMMON_OPTIONS,
  type Options,
  type OptionValues,
  OUTPUT_OPTION,
  parseArguments,
  readOptions,
} from './options.js';
import { type Painter, painter } from './output.js';
import { OutputFile } from './output-file.js';
import { clearing, NO_PROGRESS, TerminalProgress } from './progress.js';
import { type CommandName, SUMMARIES } from './summaries.js';

/** A call for the help, and its purpose. */
export interface Example {
  readonly line: string;
  readonly what: string;
}

/** A call of a command. */
export interface Call<O extends Options = Options> {
  readonly values: OptionValues<O & typeof COMMON_OPTIONS>;
  /** The arguments that are not options. */
  readonly args: readonly string[];
  readonly io: Io;
  /** The colours of standard output. */
  readonly paint: Painter;
  /** The colours of standard error. */
  readonly paintErrors: Painter;
}

/** How many arguments a command takes besides its options, and the error where there are more. */
interface ArgumentLimit {
  readonly most: number;
  /** `only options` */
  readonly takes: string;
  readonly help: string;
  /** What a shell completes them with; default: nothing. */
  readonly values?: 'files' | readonly string[];
}

/** A command of `byoip`: its help and its function. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  /** One line, lowercase, no full stop. */
  readonly summary: string;
  /** The usage line. */
  readonly usage: string;
  /** Options in addition to the common ones. */
  readonly options: O;
  /** By default none is allowed. */
  readonly limit?: Partial<ArgumentLimit>;
  /**
   * The command runs for long, and its output is read as it comes: it has no `-o`. A command whose file differs from its output has
   * its own `output`.
   */
  readonly isLongRunning?: boolean;
  /** Further paragraphs of the help. */
  readonly notes: readonly string[];
  readonly examples: readonly Example[];
  run(call: Call<O>): Promise<ExitCode>;
}

/** The command with its summary. Its `run` gets the values of its options with their types. */
export function defineCommand<const O extends Options>(
  command: Omit<Command<O>, 'name' | 'summary'> & { readonly name: CommandName },
): Command {
  const described: Command<O> = { ...command, summary: SUMMARIES[command.name] };
  return described;
}

/** Does `work`, and adds the usage line to its usage errors. */
export async function withUsage<T>(usage: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isCommandError(error) || error.report.code !== 'usage') throw error;
    throw new CommandError({ ...error.report, usage }, { cause: error });
  }
}

/** All options of a command. */
export function optionsOf({ options, isLongRunning }: Command): Options {
  const hasOutput = isLongRunning === true || Object.hasOwn(options, 'output');
  return { ...options, ...(hasOutput ? {} : OUTPUT_OPTION), ...COMMON_OPTIONS };
}

/**
 * Reads the arguments of a command and runs it.
 *
 * @throws CommandError `usage`, and everything that the command throws
 */
export function runCommand(command: Command, args: readonly string[], io: ProcessIo): Promise<ExitCode> {
  const { name, limit } = command;
  return withUsage(command.usage, async () => {
    const all = optionsOf(command);
    const parsed = parseArguments(all, args);
    const { most = 0, takes = 'only options', help = 'remove the other arguments' } = limit ?? {};
    if (parsed.positionals.length > most) throw usageError(`\`${name}\` takes ${takes}`, help);
    const values = readOptions(all, parsed) as Call['values'] & { readonly output?: string };
    const file = values.output === undefined || values.output === '-' ? null : new OutputFile(values.output);
    const inner = innerIo(io, values.json, file, !Object.hasOwn(command.options, 'output'));
    const noColor = values['no-color'];
    try {
      const code = await command.run({
        values,
        args: parsed.positionals,
        io: inner,
        paint: painter(inner.stdout, io.env, noColor),
        paintErrors: painter(io.stderr, io.env, noColor),
      });
      file?.finish();
      return code;
    } finally {
      inner.progress.clear();
      file?.discard();
    }
  });
}

/** What a command sees: progress only for a person who waits for text, and the file of `-o` as standard output. */
function innerIo(io: ProcessIo, isJson: boolean, file: OutputFile | null, isForAll: boolean): Io {
  const isWatched = io.stderr.isTTY && !isJson && (io.env.CI ?? '') === '' && io.env.TERM !== 'dumb';
  const progress = isWatched ? new TerminalProgress(io.stderr) : NO_PROGRESS;
  return {
    ...io,
    untilStopped: () => io.untilStopped(),
    stdout: (isForAll ? file?.sink : undefined) ?? clearing(io.stdout, progress),
    stderr: clearing(io.stderr, progress),
    progress,
    file: file?.sink ?? null,
    rejectOutputFile: (path) => file?.rejectInput(path),
  };
}
