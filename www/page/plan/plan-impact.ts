// What a plan does to the addresses: which ones move, and which are affected during the change.

import { formatAddressCount, type Palette } from '../../../src/js/entry/page.js';
import { fromTo } from '../changes/change-list.js';
import { el, shortList } from '../lib/dom.js';
import type { Truncated } from '../lib/truncate.js';
import type { ExposureSummary, MoveSummary, PlanSummary } from '../planner/plan-summary.js';
import { serviceLabel } from '../services/service-label.js';
import { formatHours } from './plan-time.js';

/** Both lists with their headings, where they are not empty. */
export function planImpact(
  { moves, exposures }: Pick<PlanSummary, 'moves' | 'exposures'>,
  palette: Palette,
): readonly HTMLElement[] {
  return [
    ...section('What moves', moves, (move) => moveItem(move, palette)),
    ...section('Affected during the change', exposures, (exposure) => exposureItem(exposure, palette)),
  ];
}

/** A sentence for each service that is not the old or the new one, and for a gap: the safety checks list them. */
export function affectedWarnings(
  { exposures }: Pick<PlanSummary, 'exposures'>,
  palette: Palette,
): readonly string[] {
  return exposures.shown.map(({ step, hit, serviceId, addresses, hours }) => {
    const count = formatAddressCount(BigInt(addresses));
    const way = hit === 'unowned' ? 'without a service' : `through ${palette.of(serviceId).name}`;
    return `${count} ${way} at step ${step + 1}, up to ${formatHours(hours)}`;
  });
}

function section<T>(
  title: string,
  list: Truncated<T>,
  item: (one: T) => HTMLElement,
): readonly HTMLElement[] {
  if (list.shown.length === 0) return [];
  return [el('h3', { class: 'minor' }, title), shortList('plan-rows', list, item)];
}

function moveItem({ from, to, addresses, ranges }: MoveSummary, palette: Palette): HTMLElement {
  return el(
    'li',
    { class: 'plan-row' },
    el('span', { class: 'plan-count' }, formatAddressCount(BigInt(addresses))),
    fromTo(serviceLabel(palette.of(from)), serviceLabel(palette.of(to))),
    rangeList(ranges),
  );
}

function exposureItem(
  { step, hit, serviceId, addresses, ranges, hours }: ExposureSummary,
  palette: Palette,
): HTMLElement {
  return el(
    'li',
    { class: 'plan-row is-affected' },
    el('span', { class: 'plan-count' }, formatAddressCount(BigInt(addresses))),
    el(
      'span',
      { class: 'from-to' },
      hit === 'unowned' ? 'without a service' : 'pass through ',
      hit === 'unowned' ? null : serviceLabel(palette.of(serviceId)),
      el('span', { class: 'aside' }, `at step ${step + 1}, up to ${formatHours(hours)}`),
    ),
    rangeList(ranges),
  );
}

function rangeList({ shown, more }: Truncated<string>): HTMLElement {
  return el(
    'span',
    { class: 'plan-ranges' },
    shown.map((range) => el('code', {}, range.replace('-', ' – '))),
    more > 0 && el('span', { class: 'aside' }, `and ${more.toLocaleString('en')} more`),
  );
}
