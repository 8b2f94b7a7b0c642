// The table of tested clients in the emulator's README.

import { readFileSync } from 'node:fs';

const HEADING = '\n## Clients that were tried\n';

/** The cells below the column whose heading has a word in it, by operation. */
export function cellsOf(word: string): ReadonlyMap<string, string> {
  const [, after = ''] = readFileSync('src/js/emulator/README.md', 'utf8').split(HEADING);
  const [section = ''] = after.split('\n## ');
  const [head = [], , ...rows] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const column = head.findIndex((cell) => cell.includes(word));
  if (column < 0) throw new Error(`the table of clients has no column with \`${word}\``);
  return new Map(rows.map((row) => [(row[0] ?? '').replaceAll('`', ''), row[column] ?? '']));
}

/** The heading of the column that has a word in it. */
export function headingOf(word: string): string {
  const [, after = ''] = readFileSync('src/js/emulator/README.md', 'utf8').split(HEADING);
  const head = after.split('\n').find((line) => line.startsWith('|')) ?? '';
  return (
    head
      .split('|')
      .find((cell) => cell.includes(word))
      ?.trim() ?? ''
  );
}
