// The breadcrumb of a zoom: the blocks that contain the view, outermost first.

import type { NestedBinding } from '../bindings/nest-bindings.js';
import { type AddressRange, contains, formatAddressCount, sameRange } from '../lib/address-range.js';
import { el } from '../lib/dom.js';

export interface Crumb extends AddressRange {
  readonly label: string;
}

/** The crumbs from the prefix down to the view. */
export function crumbsTo(
  root: Crumb,
  nestedBindings: readonly NestedBinding[],
  zoom: AddressRange | null,
): readonly Crumb[] {
  if (zoom === null || sameRange(root, zoom)) return [root];
  const crumbs: Crumb[] = [root];
  const around = nestedBindings.filter((one) => contains(one, zoom) && contains(root, one));
  for (const one of around) {
    const last = crumbs.at(-1);
    if (last === undefined || sameRange(last, one)) continue;
    crumbs.push({ first: one.first, last: one.last, label: one.binding.cidr });
  }
  const end = crumbs.at(-1);
  if (end !== undefined && !sameRange(end, zoom)) {
    const count = nestedBindings.filter((one) => contains(zoom, one)).length;
    crumbs.push({ ...zoom, label: `${count} bindings` });
  }
  return crumbs;
}

/** The crumbs as buttons; the last one is the view. */
export function breadcrumb(
  crumbs: readonly Crumb[],
  onZoom: (range: AddressRange | null) => void,
): HTMLElement {
  return el(
    'nav',
    { class: 'crumbs', 'aria-label': 'Zoom' },
    el(
      'ol',
      {},
      crumbs.map((crumb, at) => {
        if (at === crumbs.length - 1) {
          return el(
            'li',
            {},
            el('span', { class: 'crumb current', 'aria-current': 'location' }, crumb.label),
            el('span', { class: 'crumb-size' }, formatAddressCount(crumb.last - crumb.first + 1n)),
          );
        }
        const back = (): void => onZoom(at === 0 ? null : crumb);
        return el('li', {}, el('button', { type: 'button', class: 'crumb', onclick: back }, crumb.label));
      }),
    ),
  );
}
