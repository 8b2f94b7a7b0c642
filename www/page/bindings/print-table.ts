// A plain table of the bindings for printing. The table on the screen draws the rows in sight only.

import { formatCount, type NestedBinding } from '../../../src/js/entry/page.js';
import { el, setChildren } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import type { OpenPrefix } from './open-prefix.js';

/** The print leaves out further rows, and says how many. */
const MAX_ROWS = 2000;
const COLUMNS = ['Block', 'Service', 'Addresses', 'State'];

function printRow({ binding, depth, first, last }: NestedBinding): HTMLElement {
  const { cidr, id, serviceId, serviceName, state } = binding;
  return el(
    'tr',
    {},
    el('th', { scope: 'row', class: 'mono' }, '· '.repeat(depth), cidr),
    el('td', {}, serviceId === null ? 'Regional' : untrustedText(serviceName ?? serviceId, 60)),
    el('td', { class: 'number' }, formatCount(last - first + 1n)),
    el('td', {}, id === '' ? 'draft' : untrustedText(state ?? '', 30)),
  );
}

/** Fills `head` with the sentences of `heading`, and `place` with the table, while the browser prints the page. */
export function printTable(
  head: HTMLElement,
  place: HTMLElement,
  shownPrefix: () => OpenPrefix | null,
  heading: () => readonly string[],
): void {
  addEventListener('beforeprint', () => {
    const prefix = shownPrefix();
    if (prefix === null) return;
    const headers = COLUMNS.map((name) => el('th', { scope: 'col' }, name));
    const rows = prefix.nestedBindings.slice(0, MAX_ROWS).map(printRow);
    const more = prefix.nestedBindings.length - MAX_ROWS;
    setChildren(head, [
      el('p', {}, el('strong', {}, prefix.prefix.cidr)),
      heading().map((sentence) => el('p', {}, `${sentence}.`)),
    ]);
    setChildren(place, [
      el('h2', {}, `Bindings of ${prefix.cidr}`),
      el('table', {}, el('thead', {}, el('tr', {}, headers)), el('tbody', {}, rows)),
      more > 0 && el('p', {}, `and ${formatCount(BigInt(more))} more`),
    ]);
  });
  addEventListener('afterprint', () => {
    head.replaceChildren();
    place.replaceChildren();
  });
}
