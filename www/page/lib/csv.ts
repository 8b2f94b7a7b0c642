// Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.

import { escapeInvisible } from './escape-text.js';

/** What a spreadsheet would take for a formula is set off by an apostrophe, hidden characters are spelt out. */
function cell(value: string): string {
  const shown = escapeInvisible(value, 4000);
  const inert = /^[=+\-@\t\r]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** The text of a table, its head first. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
