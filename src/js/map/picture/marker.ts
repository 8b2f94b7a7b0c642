// The marker of the looked-up address: a line through the map, with a dot at each binding that contains the address.

import { addressText } from '../model/address-range.js';
import type { NestedBinding } from '../model/nest-bindings.js';
import { BAND, type MapFrame, type MapLayers, rowTop, textWidth } from './frame.js';
import { px, shape } from './shapes.js';
import type { Viewport } from './viewport.js';

/** An address to mark. */
export interface MarkedAddress {
  readonly address: bigint;
  /** Position of the binding that owns it, in the API's list; `null` without one. */
  readonly owner: number | null;
}

/** Draws the marker of an address that is in view. */
export function drawMarker(
  frame: MapFrame,
  view: Viewport,
  nestedBindings: readonly NestedBinding[],
  { address, owner }: MarkedAddress,
): MapLayers {
  const x = (frame.scale.left(address) + frame.scale.right(address)) / 2;
  const text = addressText(address, frame.family);
  const width = textWidth(text, 'mono-12') + 18;
  const left = Math.max(0, Math.min(frame.width - width, x - width / 2));
  const containing = nestedBindings.filter((one) => one.first <= address && address <= one.last);
  const drawn = containing.filter((one) => one.depth < view.rows);
  const deepest = drawn.reduce((max, one) => Math.max(max, one.depth), -1);
  const bottom = deepest < 0 ? frame.stripTop + BAND.strip : rowTop(frame, deepest) + BAND.row - 2;
  const line = `M${px(x)} ${BAND.marker - 5}V${bottom}`;
  const dots = drawn.map(({ index, depth }) => {
    const name = index === owner ? 'marker-dot owner' : 'marker-dot';
    return shape('circle', { class: name, cx: x, cy: rowTop(frame, depth) + BAND.row - 2, r: 4.5 });
  });
  const label = { x: left, y: 0, width, height: 22, rx: 11 };
  return {
    shapes: shape(
      'g',
      { class: 'marker', 'aria-hidden': 'true' },
      shape('path', { class: 'marker-line behind', d: line }),
      shape('path', { class: 'marker-line', d: line }),
    ),
    texts: shape(
      'g',
      { class: 'marker', 'aria-hidden': 'true' },
      shape('rect', { class: 'marker-label', ...label }),
      shape('path', { class: 'marker-label', d: `M${px(x - 5)} 21h10l-5 6z` }),
      shape('text', { class: 'marker-text', x: left + width / 2, y: 15.5, 'text-anchor': 'middle' }, text),
      dots,
    ),
  };
}
