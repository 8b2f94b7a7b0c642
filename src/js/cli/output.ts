// Output: colours, columns, JSON with escaped invisible characters.

import { escapeJson } from '../text/hidden.js';
import { escapeInvisible } from '../text/sanitize.js';
import type { Io, Sink } from './io.js';

/** Adds a colour to text, or returns it unchanged. */
export type Paint = (text: string) => string;

const sgr =
  (on: number, off: number): Paint =>
  (text) =>
    text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`;

const COLOURS = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  red: sgr(31, 39),
  yellow: sgr(33, 39),
  green: sgr(32, 39),
  cyan: sgr(36, 39),
} as const;

/** The colours of an output. */
export interface Painter extends Readonly<Record<keyof typeof COLOURS, Paint>> {
  /** False where every colour leaves the text unchanged. */
  readonly hasColours: boolean;
}

const unpainted: Paint = (text) => text;
const NONE = Object.fromEntries(Object.keys(COLOURS).map((name) => [name, unpainted])) as typeof COLOURS;
const [PAINTED, UNPAINTED]: [Painter, Painter] = [
  { ...COLOURS, hasColours: true },
  { ...NONE, hasColours: false },
];

/** The colours for a sink: only for a terminal, and not with `NO_COLOR`, `--no-color` or `TERM=dumb`. */
export function painter(to: Sink, env: Io['env'], noColor = false): Painter {
  const useColours = to.isTTY && !noColor && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  return useColours ? PAINTED : UNPAINTED;
}

/** A number with a comma between thousands, as `toLocaleString('en')` writes it: that loads the data of languages first. */
export function grouped(number: number | bigint): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Untrusted text for a terminal: one line, invisible characters escaped, at most `limit` characters. */
export function safeText(text: string, limit = 64): string {
  const cut = escapeInvisible(text, limit);
  return text.length > limit && [...text.slice(0, 2 * limit + 2)].length > limit ? `${cut}…` : cut;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const COMBINING = /\p{Mn}|\p{Me}/u;

/** Approximate width of a text in a terminal: wide characters count two, combining ones none. */
export function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) ? 2 : COMBINING.test(character) ? 0 : 1;
  return columns;
}

/** One cell of a row. */
export interface TextCell {
  readonly text: string;
  readonly paint?: Paint;
}

/** Aligns rows in columns; a column is never narrower than in an earlier batch. */
export class AlignedColumns {
  readonly #widths: number[] = [];
  readonly #indent: string;

  constructor(indent = '') {
    this.#indent = indent;
  }

  /** Makes the columns wide enough for rows. O(cells). */
  measure(rows: readonly (readonly TextCell[])[]): void {
    for (const row of rows) {
      row.forEach(({ text }, i) => {
        this.#widths[i] = Math.max(this.#widths[i] ?? 0, width(text));
      });
    }
  }

  /** The rows as lines. O(cells). */
  lines(rows: readonly (readonly TextCell[])[]): string[] {
    this.measure(rows);
    return rows.map((row) => {
      let line = this.#indent;
      let gap = '';
      row.forEach(({ text, paint = unpainted }, i) => {
        if (text !== '') {
          line += gap + paint(text);
          gap = '';
        }
        gap += `${' '.repeat((this.#widths[i] ?? 0) - width(text))}  `;
      });
      return line;
    });
  }
}

/** Rows below a head, and a sum below both; the sum alone where there are no rows. */
export function table(
  head: readonly string[],
  rows: readonly (readonly TextCell[])[],
  sum: string,
  { dim, bold }: Painter,
): string {
  const headRow = head.map((text) => ({ text, paint: dim }));
  const lines = rows.length === 0 ? [] : [...new AlignedColumns().lines([headRow, ...rows]), ''];
  return `${[...lines, bold(sum)].join('\n')}\n`;
}

/** JSON on one line; control and invisible characters are `\u` escapes, which keep the data. */
export function jsonText(value: unknown): string {
  return escapeJson(JSON.stringify(value));
}

/** A JSON array with one entry per line. */
export function jsonLines(values: readonly unknown[]): string {
  return values.length === 0 ? '[]\n' : `[\n${values.map(jsonText).join(',\n')}\n]\n`;
}

/** `1 binding`, `2 bindings`. */
export function pluralize(count: number, noun: string, nouns = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : nouns}`;
}
