// The view of a run while it goes on: lines as things happen, and below them, on a terminal, where it stands.

import type { RunEvent, RunView } from '../../types/run.js';
import type { Sink } from '../io.js';
import { AlignedColumns, grouped, jsonText, type Painter } from '../output.js';
import { duration, localAndUtc, prefixCells, recordLine } from './run-report.js';

/** Prefixes below the lines. */
const MOST_PREFIXES = 12;
/** The view is drawn at most once in this time, ms. */
const DRAW_EVERY = 250;
/** Widest line of the view: a longer one would take two rows of a narrow terminal. */
const WIDEST = 118;

/** Shows a run. */
export class LiveRun {
  readonly #to: Sink;
  readonly #paint: Painter;
  readonly #json: boolean;
  #run: RunView | null = null;
  #rows = 0;
  #timer: ReturnType<typeof setInterval> | null = null;
  /** What is being written, in order. */
  #written: Promise<void> = Promise.resolve();

  constructor(to: Sink, paint: Painter, json: boolean) {
    this.#to = to;
    this.#paint = paint;
    this.#json = json;
  }

  /** Takes an event of the run. */
  readonly onEvent = (event: RunEvent, run: RunView): void => {
    this.#run = run;
    if (this.#json) {
      if (event.kind !== 'sleep') this.#write(`${jsonText(event)}\n`);
      return;
    }
    if (event.kind === 'record') {
      const line = recordLine(event.record, this.#paint);
      if (line !== null) this.#write(`${this.#erased()}${line}\n`);
    }
    if (this.#to.isTTY && this.#timer === null) {
      this.#timer = setInterval(() => this.#draw(), DRAW_EVERY);
      this.#timer.unref();
    }
  };

  /** Prints a line above the view. */
  say(line: string): void {
    this.#write(`${this.#erased()}${line}\n`);
  }

  /** Removes the view, and waits until everything is written. */
  async end(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#run = null;
    this.#write(this.#erased());
    await this.#written;
  }

  /** Stops drawing while a person is asked. */
  pause(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#write(this.#erased());
  }

  #draw(): void {
    const run = this.#run;
    if (run === null) return;
    const { prefixes, stepsDone, steps, endsAt } = run.status();
    const now = run.now();
    const active = prefixes.filter(({ state }) => state !== 'done' && state !== 'planned');
    const shown = active.slice(0, MOST_PREFIXES);
    const rows = new AlignedColumns('  ').lines(shown.map((one) => prefixCells(one, now)));
    const more = active.length - shown.length;
    // On a fast clock people care about the time that passes here.
    const left = endsAt === null ? null : Math.max(0, endsAt - now) / run.speed;
    const end = left === null ? '' : `, ${duration(left)} left, ends about ${localAndUtc(Date.now() + left)}`;
    const lines = [
      ...rows.map((row) => row.slice(0, WIDEST)),
      ...(more > 0 ? [`  and ${grouped(more)} more`] : []),
      this.#paint.bold(`${grouped(stepsDone)} of ${grouped(steps)} steps done${end}; Ctrl-C pauses`),
    ];
    this.#write(`${this.#erased()}${lines.join('\n')}\n`);
    this.#rows = lines.length;
  }

  /** The control sequence that removes the view. */
  #erased(): string {
    const rows = this.#rows;
    this.#rows = 0;
    return rows === 0 ? '' : `\u001b[${rows}A\u001b[J`;
  }

  #write(text: string): void {
    if (text === '') return;
    this.#written = this.#written.then(() => this.#to.write(text)).catch(() => {});
  }
}
