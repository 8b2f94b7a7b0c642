// The table for print: the one on the screen draws only the rows in sight.

import type { Opened } from '../app/state.js';
import { countText } from '../lib/address-range.js';
import { el } from '../lib/dom.js';
import { inert } from '../lib/escape-text.js';

/** Rows beyond this are counted and not printed. */
const MOST = 2000;

/** Puts a plain table into `place` while the page is printed. */
export function printTable(place: HTMLElement, shown: () => Opened | null): void {
  addEventListener('beforeprint', () => {
    const opened = shown();
    if (opened === null) return;
    const rest = opened.placed.length - MOST;
    place.replaceChildren(
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            ['Block', 'Goes to', 'Addresses', 'State'].map((name) => el('th', { scope: 'col' }, name)),
          ),
        ),
        el(
          'tbody',
          {},
          opened.placed
            .slice(0, MOST)
            .map(({ binding, row, first, last }) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row', class: 'mono' }, '· '.repeat(row), binding.cidr),
                el(
                  'td',
                  {},
                  binding.serviceId === null
                    ? 'Regional'
                    : inert(binding.serviceName ?? binding.serviceId, 60),
                ),
                el('td', { class: 'number' }, countText(last - first + 1n)),
                el('td', {}, binding.id === '' ? 'draft' : inert(binding.state ?? '', 30)),
              ),
            ),
        ),
      ),
      rest > 0 ? el('p', {}, `and ${countText(BigInt(rest))} more`) : '',
    );
  });
  addEventListener('afterprint', () => place.replaceChildren());
}
