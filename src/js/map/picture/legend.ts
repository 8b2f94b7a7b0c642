// The legend: each service in view, with its number of addresses, and how many of them roll out or are stuck.

import { type AddressRange, formatPart } from '../model/address-range.js';
import { type OwnerSegment, segmentsWithin } from '../model/owner-segments.js';
import { type Palette, REGIONAL, type ServiceStyle } from '../model/palette.js';
import { swatch } from './fill-patterns.js';
import { type ShapeNode, shape } from './shapes.js';

/** A service and its number of addresses. */
export interface ServiceTotal {
  readonly style: ServiceStyle;
  readonly count: bigint;
}

/** The services in `view`, the one with the most addresses first. */
export function serviceTotals(
  segments: readonly OwnerSegment[],
  view: AddressRange,
  palette: Palette,
): readonly ServiceTotal[] {
  const sums = new Map<string | null, { style: ServiceStyle; count: bigint }>();
  for (const { serviceId, serviceName, first, last } of segmentsWithin(segments, view)) {
    const sum = sums.get(serviceId) ?? { style: palette.of(serviceId, serviceName), count: 0n };
    sum.count += last - first + 1n;
    sums.set(serviceId, sum);
  }
  return [...sums.values()].sort((one, other) => (one.count < other.count ? 1 : -1));
}

/** A roll-out that is not finished, and its number of addresses. */
interface RolloutTotal {
  readonly progress: 'provisioning' | 'stuck';
  readonly count: bigint;
}

export const ROLLOUT_NAMES = { provisioning: 'still rolling out', stuck: 'stuck: not active' } as const;

/** The addresses in `view` whose binding rolls out, or is stuck. */
export function rolloutTotals(
  segments: readonly OwnerSegment[],
  view: AddressRange,
): readonly RolloutTotal[] {
  const counts = { provisioning: 0n, stuck: 0n };
  for (const { progress, first, last } of segmentsWithin(segments, view)) {
    if (progress !== 'active') counts[progress] += last - first + 1n;
  }
  return (['provisioning', 'stuck'] as const)
    .map((progress) => ({ progress, count: counts[progress] }))
    .filter(({ count }) => count > 0n);
}

/** The legend as a list of HTML. */
export function legend(
  view: AddressRange,
  totals: readonly ServiceTotal[],
  rollouts: readonly RolloutTotal[],
  fillOf: (style: ServiceStyle) => string,
): ShapeNode {
  const entry = (sign: ShapeNode, name: string, count: bigint): ShapeNode =>
    shape(
      'li',
      {},
      shape('span', { class: 'service' }, sign, shape('bdi', {}, name)),
      shape('span', { class: 'legend-count' }, formatPart(count, view.last - view.first + 1n)),
    );
  return shape(
    'ul',
    { class: 'legend', 'aria-label': 'Services in view' },
    totals.map(({ style, count }) => entry(swatch(style, fillOf(style)), style.name, count)),
    rollouts.map(({ progress, count }) =>
      entry(swatch({ ...REGIONAL, letter: '' }, 'none', 20, progress), ROLLOUT_NAMES[progress], count),
    ),
  );
}
