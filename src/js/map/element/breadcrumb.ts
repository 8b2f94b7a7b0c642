// The breadcrumb of a zoom: the blocks that contain the view, outermost first.

import { type AddressRange, contains, formatAddressCount, sameRange } from '../model/address-range.js';
import type { NestedBinding } from '../model/nest-bindings.js';
import { type ShapeNode, shape } from '../picture/shapes.js';

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

/** The crumbs as buttons, which name their position in `data-crumb`; the last one is the view. */
export function breadcrumb(crumbs: readonly Crumb[]): ShapeNode {
  const items = crumbs.map(({ label, first, last }, at) =>
    at < crumbs.length - 1
      ? shape('li', {}, shape('button', { type: 'button', class: 'crumb', 'data-crumb': at }, label))
      : shape(
          'li',
          {},
          shape('span', { class: 'crumb current', 'aria-current': 'location' }, label),
          shape('span', { class: 'crumb-size' }, formatAddressCount(last - first + 1n)),
        ),
  );
  return shape('div', { class: 'crumbs', role: 'group', 'aria-label': 'Zoom' }, shape('ol', {}, items));
}
