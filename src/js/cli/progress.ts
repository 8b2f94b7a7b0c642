// Progress on a terminal: one temporary line for work that takes over a second.

import type { ProgressDisplay, Sink } from './io.js';

/** Time until the first line, ms. */
const PATIENCE = 1000;

/** Shortest time between two lines, ms. */
const INTERVAL = 100;

const CLEAR = '\r\u001b[2K';

/** Shows nothing. */
export const NO_PROGRESS: ProgressDisplay = { say() {}, clear() {} };

/** Progress on a terminal, for a command that starts now. */
export class TerminalProgress implements ProgressDisplay {
  readonly #to: Sink;
  /** When the next line may appear. */
  #due = Date.now() + PATIENCE;
  #text = '';
  #isShown = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(to: Sink) {
    this.#to = to;
  }

  say(text: string, atOnce = false): void {
    this.#text = text;
    const wait = this.#due - Date.now();
    if (atOnce || wait <= 0) this.#show();
    else this.#timer ??= setTimeout(() => this.#show(), wait).unref();
  }

  clear(): void {
    this.#stopTimer();
    if (this.#isShown) this.#write(CLEAR);
    this.#isShown = false;
  }

  #show(): void {
    this.#stopTimer();
    this.#due = Date.now() + INTERVAL;
    this.#isShown = true;
    this.#write(`${CLEAR}${this.#text}`);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The work goes on without a terminal that shows its progress. */
  #write(text: string): void {
    this.#to.write(text).catch(() => {});
  }
}

/** The sink; every write first clears the line of the progress. */
export function clearing(sink: Sink, progress: ProgressDisplay): Sink {
  return {
    isTTY: sink.isTTY,
    get isGone() {
      return sink.isGone === true;
    },
    write(text) {
      progress.clear();
      return sink.write(text);
    },
  };
}
