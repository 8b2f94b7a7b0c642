// Comma-separated values (RFC 4180), safe to open in a spreadsheet.

import { escapeInvisible } from './escape-text.js';

/** Prefixes formulas with an apostrophe, so that a spreadsheet does not run them, and escapes invisible characters. */
function cell(value: string): string {
  const shown = escapeInvisible(value, 4000);
  const safe = /^[=+\-@\t\r]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text of a table. The first row is the header. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
