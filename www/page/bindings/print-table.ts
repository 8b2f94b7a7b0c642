// A plain table of the bindings for printing. The table on the screen draws the rows in sight only.

import { formatCount } from '../lib/address-range.js';
import { el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import type { OpenPrefix } from './open-prefix.js';

/** More rows are not printed. */
const MAX_ROWS = 2000;

/** Fills `place` while the browser prints the page. */
export function printTable(place: HTMLElement, shown: () => OpenPrefix | null): void {
  addEventListener('beforeprint', () => {
    const opened = shown();
    if (opened === null) return;
    const rest = opened.nestedBindings.length - MAX_ROWS;
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
            ['Block', 'Service', 'Addresses', 'State'].map((name) => el('th', { scope: 'col' }, name)),
          ),
        ),
        el(
          'tbody',
          {},
          opened.nestedBindings
            .slice(0, MAX_ROWS)
            .map(({ binding, depth, first, last }) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row', class: 'mono' }, '· '.repeat(depth), binding.cidr),
                el(
                  'td',
                  {},
                  binding.serviceId === null
                    ? 'Regional'
                    : untrustedText(binding.serviceName ?? binding.serviceId, 60),
                ),
                el('td', { class: 'number' }, formatCount(last - first + 1n)),
                el('td', {}, binding.id === '' ? 'draft' : untrustedText(binding.state ?? '', 30)),
              ),
            ),
        ),
      ),
      rest > 0 ? el('p', {}, `and ${formatCount(BigInt(rest))} more`) : '',
    );
  });
  addEventListener('afterprint', () => place.replaceChildren());
}
