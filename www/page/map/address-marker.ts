// The marker of the looked-up address: a line through the map, with a dot at each binding that contains the address.

import type { Resolution } from '../../../src/js/entry/page.js';
import type { NestedBinding } from '../bindings/nest-bindings.js';
import { svg } from '../lib/dom.js';
import { BAND, type MapFrame, type MapLayers, rowTop, STRIP_TOP, textWidth } from './map-layout.js';
import type { Viewport } from './viewport.js';

/** Draws the marker of an address that is in view. */
export function drawMarker(
  frame: MapFrame,
  view: Viewport,
  nestedBindings: readonly NestedBinding[],
  resolution: Resolution,
  address: bigint,
): MapLayers {
  const x = (frame.scale.left(address) + frame.scale.right(address)) / 2;
  const width = textWidth(resolution.address, 'mono-12') + 18;
  const left = Math.max(0, Math.min(frame.width - width, x - width / 2));
  const owner = resolution.owner?.index ?? null;
  const containing = nestedBindings.filter((one) => one.first <= address && address <= one.last);
  const drawn = containing.filter((one) => one.depth < view.rows);
  const deepest = drawn.reduce((max, one) => Math.max(max, one.depth), -1);
  const bottom = deepest < 0 ? STRIP_TOP + BAND.strip : rowTop(deepest) + BAND.row - 2;
  const line = `M${x} ${BAND.marker - 5}V${bottom}`;
  const shapes = svg(
    'g',
    { class: 'marker', 'aria-hidden': 'true' },
    svg('path', { class: 'marker-line halo', d: line }),
    svg('path', { class: 'marker-line', d: line }),
  );
  const dots = drawn.map(({ index, depth }) => {
    const name = index === owner ? 'marker-dot owner' : 'marker-dot';
    return svg('circle', { class: name, cx: x, cy: rowTop(depth) + BAND.row - 2, r: 4.5 });
  });
  const texts = svg(
    'g',
    { class: 'marker', 'aria-hidden': 'true' },
    svg('rect', { class: 'marker-label', x: left, y: 0, width, height: 22, rx: 11 }),
    svg('path', { class: 'marker-label', d: `M${x - 5} 21h10l-5 6z` }),
    svg(
      'text',
      { class: 'marker-text', x: left + width / 2, y: 15.5, 'text-anchor': 'middle' },
      resolution.address,
    ),
    dots,
  );
  return { shapes, texts };
}
