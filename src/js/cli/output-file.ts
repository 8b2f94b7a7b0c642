// The file of `-o`: the output goes to a temporary file next to it, which takes its name when the command is done.

import {
  accessSync,
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CommandError, systemErrorCode, usageError } from './errors.js';
import type { Sink } from './io.js';
import { safeText } from './output.js';

/** Signals that end the process while the temporary file exists. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A file that is written completely or not at all. */
export class OutputFile {
  readonly #given: string;
  /** The file itself where `#given` is a symbolic link. */
  readonly #path: string;
  readonly #existing: BigIntStats | undefined;
  #temporary: string | null = null;
  #descriptor: number | null = null;

  /** Nothing is written yet. @throws CommandError `output-failed` for a folder, or where the file cannot be written */
  constructor(path: string) {
    this.#given = path;
    this.#existing = statOf(() => statSync(path, { bigint: true }));
    this.#path = this.#existing?.isFile() === true ? realpathSync(path) : path;
    if (this.#existing?.isDirectory() === true) throw this.#error('it is a folder');
    this.#try(() => accessSync(this.#isSpecial ? path : dirname(this.#path), constants.W_OK));
    if (this.#existing !== undefined) this.#try(() => accessSync(path, constants.W_OK));
  }

  /** Where the command writes. */
  readonly sink: Sink = {
    isTTY: false,
    write: async (text) => this.#try(() => writeFileSync(this.#open(), text)),
  };

  /** @throws CommandError `usage` where this is the file, under any name; `-` is standard input */
  rejectInput(path: string): void {
    const input = statOf(() =>
      path === '-' ? fstatSync(0, { bigint: true }) : statSync(path, { bigint: true }),
    );
    const output = this.#existing;
    if (input === undefined || output === undefined || !input.isFile()) return;
    if (input.dev !== output.dev || input.ino !== output.ino) return;
    const name = path === '-' ? 'standard input' : `\`${safeText(path, 200)}\``;
    throw usageError(
      `\`-o\` names the input: ${name} is the file \`${safeText(this.#given, 200)}\``,
      'name another file: a command does not write over its input',
    );
  }

  /** Gives the file its name. Without any output there is no file. @throws CommandError `output-failed` */
  finish(): void {
    const [descriptor, temporary] = [this.#descriptor, this.#temporary];
    if (descriptor === null) return;
    this.#try(() => {
      if (temporary !== null) fsyncSync(descriptor);
      closeSync(descriptor);
      this.#descriptor = null;
      if (temporary === null) return;
      if (this.#existing !== undefined) chmodSync(temporary, Number(this.#existing.mode & 0o7777n));
      renameSync(temporary, this.#path);
      this.#forget();
    });
  }

  /** Removes what was written. */
  discard(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
    if (this.#temporary !== null) rmSync(this.#temporary, { force: true });
    this.#forget();
  }

  /** A device or a pipe, which has no content to keep. */
  get #isSpecial(): boolean {
    return this.#existing !== undefined && !this.#existing.isFile();
  }

  #open(): number {
    if (this.#descriptor !== null) return this.#descriptor;
    if (!this.#isSpecial) {
      this.#temporary = join(dirname(this.#path), `.${basename(this.#path)}.${process.pid}.new`);
      for (const signal of SIGNALS) process.once(signal, this.#onSignal);
    }
    this.#descriptor = openSync(this.#temporary ?? this.#path, 'w');
    return this.#descriptor;
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.discard();
    process.kill(process.pid, signal);
  };

  #forget(): void {
    this.#temporary = null;
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw this.#error(systemErrorCode(error));
    }
  }

  #error(reason: string): CommandError {
    return new CommandError({
      code: 'output-failed',
      message: `the file \`${safeText(this.#given, 200)}\` cannot be written: ${reason}`,
      help: 'name a file in a folder that exists and that you may write to',
    });
  }
}

/** The stat of a file; undefined where there is none. */
function statOf(stat: () => BigIntStats): BigIntStats | undefined {
  try {
    return stat();
  } catch {
    return undefined;
  }
}
