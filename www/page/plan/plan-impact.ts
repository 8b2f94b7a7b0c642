// What a plan does to the addresses: who hands what to whom, and who is hit on the way.

import { formatAddressCount } from '../lib/address-range.js';
import { el } from '../lib/dom.js';
import type { Palette } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import type { ExposureSummary, MoveSummary, Truncated } from './plan-summary.js';

const hoursText = (hours: number): string => (hours === 1 ? '1 hour' : `${hours} hours`);

/** Ranges in a row, and how many more there are. */
function ranges({ shown, more }: Truncated<string>): HTMLElement {
  return el(
    'span',
    { class: 'plan-ranges' },
    shown.map((range) => el('code', {}, range.replace('-', ' – '))),
    more > 0 && el('span', { class: 'aside' }, `and ${more.toLocaleString('en')} more`),
  );
}

/** From whom to whom. */
export function moveList({ shown, more }: Truncated<MoveSummary>, palette: Palette): HTMLElement {
  return el(
    'ul',
    { class: 'plan-rows' },
    shown.map(({ from, to, addresses, ranges: where }) =>
      el(
        'li',
        { class: 'plan-row' },
        el('span', { class: 'plan-count' }, formatAddressCount(BigInt(addresses))),
        el(
          'span',
          { class: 'fate' },
          serviceLabel(palette.of(from)),
          el('span', { class: 'arrow', 'aria-label': 'to', role: 'img' }, '→'),
          serviceLabel(palette.of(to)),
        ),
        ranges(where),
      ),
    ),
    more > 0 && el('li', { class: 'aside' }, `and ${more} more`),
  );
}

/** Who is hit while a wait lasts. */
export function exposureList({ shown, more }: Truncated<ExposureSummary>, palette: Palette): HTMLElement {
  return el(
    'ul',
    { class: 'plan-rows' },
    shown.map(({ step, hit, serviceId, addresses, ranges: where, hours }) =>
      el(
        'li',
        { class: 'plan-row is-hit' },
        el('span', { class: 'plan-count' }, formatAddressCount(BigInt(addresses))),
        el(
          'span',
          { class: 'fate' },
          hit === 'unowned' ? 'without an owner' : 'pass through ',
          hit === 'unowned' ? null : serviceLabel(palette.of(serviceId)),
          el('span', { class: 'aside' }, `at step ${step + 1}, up to ${hoursText(hours)}`),
        ),
        ranges(where),
      ),
    ),
    more > 0 && el('li', { class: 'aside' }, `and ${more} more`),
  );
}
