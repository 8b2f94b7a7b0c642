// Asks the person at the terminal.

import type { Io } from '../io.js';

/** Reads answers from standard input, line by line. */
export class Terminal {
  readonly #io: Io;
  #lines: AsyncIterator<Uint8Array> | null = null;
  #rest = '';

  constructor(io: Io) {
    this.#io = io;
  }

  /** True where a person can be asked: input and output are a terminal. */
  get isPresent(): boolean {
    return this.#io.stdin.isTTY === true && this.#io.stderr.isTTY;
  }

  /** The line that a person types, without white space around it; empty at the end of the input. */
  async ask(prompt: string): Promise<string> {
    await this.#io.stderr.write(prompt);
    this.#lines ??= this.#io.stdin[Symbol.asyncIterator]();
    for (;;) {
      const end = this.#rest.indexOf('\n');
      if (end >= 0) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 1);
        return line.trim();
      }
      const { value, done } = await this.#lines.next();
      if (done === true) return '';
      this.#rest += new TextDecoder().decode(value);
    }
  }

  /** Lets the process end although the terminal is open. */
  async close(): Promise<void> {
    await this.#lines?.return?.();
  }
}
