// The legend: each service in view, with its number of addresses.

import { type AddressRange, formatAddressCount } from '../model/address-range.js';
import { type OwnerSegment, segmentsWithin } from '../model/owner-segments.js';
import type { Palette, ServiceStyle } from '../model/palette.js';
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

/** The legend as a list of HTML. */
export function legend(totals: readonly ServiceTotal[], fillOf: (style: ServiceStyle) => string): ShapeNode {
  return shape(
    'ul',
    { class: 'legend', 'aria-label': 'Services in view' },
    totals.map(({ style, count }) =>
      shape(
        'li',
        {},
        shape('span', { class: 'service' }, swatch(style, fillOf(style)), shape('bdi', {}, style.name)),
        shape('span', { class: 'legend-count' }, formatAddressCount(count)),
      ),
    ),
  );
}
