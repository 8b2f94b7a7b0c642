// The legend: each service in view, with its number of addresses.

import { type OwnerSegment, segmentsWithin } from '../bindings/owner-segments.js';
import { type AddressRange, formatAddressCount } from '../lib/address-range.js';
import { el } from '../lib/dom.js';
import type { Palette } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';

/** The services in `view`, the one with the most addresses first. */
export function legend(segments: readonly OwnerSegment[], view: AddressRange, palette: Palette): HTMLElement {
  const sums = new Map<string | null, { readonly name: string | null; readonly count: bigint }>();
  for (const { serviceId, serviceName, first, last } of segmentsWithin(segments, view)) {
    const count = (sums.get(serviceId)?.count ?? 0n) + last - first + 1n;
    sums.set(serviceId, { name: serviceName, count });
  }
  const ordered = [...sums].sort(([, one], [, other]) => (one.count < other.count ? 1 : -1));
  return el(
    'ul',
    { class: 'legend', 'aria-label': 'Services in view' },
    ordered.map(([serviceId, { name, count }]) =>
      el(
        'li',
        {},
        serviceLabel(palette.of(serviceId, name)),
        el('span', { class: 'legend-count' }, formatAddressCount(count)),
      ),
    ),
  );
}
