// The mark: the looked-up address as a line through the picture, with a knot at each binding that covers it.

import type { Resolution } from '../../../src/js/entry/page.js';
import type { NestedBinding } from '../bindings/nest-bindings.js';
import { svg } from '../lib/dom.js';
import { BAND, type MapFrame, type MapLayers, rowTop, STRIP_TOP, textWidth } from './map-layout.js';
import type { Viewport } from './viewport.js';

/** Draws the mark of an address that is in view. */
export function drawMarker(
  frame: MapFrame,
  view: Viewport,
  placed: readonly NestedBinding[],
  resolution: Resolution,
  address: bigint,
): MapLayers {
  const x = (frame.scale.left(address) + frame.scale.right(address)) / 2;
  const width = textWidth(resolution.address, 'mono-12') + 18;
  const from = Math.max(0, Math.min(frame.width - width, x - width / 2));
  const owner = resolution.owner?.index ?? null;
  const covering = placed.filter((one) => one.first <= address && address <= one.last);
  const drawn = covering.filter((one) => one.depth < view.rows);
  const deepest = drawn.reduce((most, one) => Math.max(most, one.depth), -1);
  const bottom = deepest < 0 ? STRIP_TOP + BAND.strip : rowTop(deepest) + BAND.row - 2;
  const shapes = svg(
    'g',
    { class: 'marker', 'aria-hidden': 'true' },
    svg('path', { class: 'marker-line halo', d: `M${x} ${BAND.marker - 5}V${bottom}` }),
    svg('path', { class: 'marker-line', d: `M${x} ${BAND.marker - 5}V${bottom}` }),
  );
  const words = svg(
    'g',
    { class: 'marker', 'aria-hidden': 'true' },
    svg('rect', { class: 'marker-label', x: from, y: 0, width, height: 22, rx: 11 }),
    svg('path', { class: 'marker-label', d: `M${x - 5} 21h10l-5 6z` }),
    svg(
      'text',
      { class: 'marker-text', x: from + width / 2, y: 15.5, 'text-anchor': 'middle' },
      resolution.address,
    ),
  );
  for (const one of drawn) {
    const kind = one.index === owner ? 'marker-dot owner' : 'marker-dot';
    words.append(svg('circle', { class: kind, cx: x, cy: rowTop(one.depth) + BAND.row - 2, r: 4.5 }));
  }
  return { shapes, words };
}
