// The table for print: the one on the screen draws only the rows in sight.

import { formatCount } from '../lib/address-range.js';
import { el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import type { OpenPrefix } from './open-prefix.js';

/** Rows beyond this are counted and not printed. */
const MOST = 2000;

/** Puts a plain table into `place` while the page is printed. */
export function printTable(place: HTMLElement, shown: () => OpenPrefix | null): void {
  addEventListener('beforeprint', () => {
    const opened = shown();
    if (opened === null) return;
    const rest = opened.nestedBindings.length - MOST;
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
          opened.nestedBindings
            .slice(0, MOST)
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
