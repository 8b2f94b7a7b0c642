// Reads a CSV as a list of bindings, such as the one that this page saves: rows with `cidr` and `service_id` or `service`.

/** The rows as objects by the names of the columns; `null` where the text is not such a CSV. */
export function bindingsInCsv(text: string): readonly object[] | null {
  const [header, ...rows] = csvRows(text);
  const names = header?.map((name) => name.trim().toLowerCase());
  if (names?.includes('cidr') !== true) return null;
  const idColumn = names.includes('service_id') ? 'service_id' : 'service';
  if (!names.includes(idColumn)) return null;
  return rows
    .filter((row) => row.some((cell) => cell !== ''))
    .map((row) => {
      const cell = (name: string): string => row[names.indexOf(name)] ?? '';
      const state = cell('state');
      return {
        ...(cell('binding_id') === '' ? {} : { id: cell('binding_id') }),
        cidr: cell('cidr'),
        // A regional binding has no service.
        service_id: cell(idColumn) === '' ? null : unescaped(cell(idColumn)),
        ...(cell('service') === '' ? {} : { service_name: unescaped(cell('service')) }),
        ...(state === '' || state === 'draft' ? {} : { provisioning: { state } }),
      };
    });
}

/** Without the apostrophe that keeps a spreadsheet from running a formula. */
function unescaped(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

/**
 * The cells of a CSV (RFC 4180): quotes may contain commas, line ends and doubled quotes. None where a quote is in the wrong
 * place: what it belongs to would be a guess.
 */
function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let next = 0;
  for (const cell of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (cell.index !== next) return [];
    next += cell[0].length;
    const [, quoted, plain = '', end] = cell;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}
