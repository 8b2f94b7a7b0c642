// The true-scale bar below the map, with a link from each widened run to its true position.

import { svg } from '../lib/dom.js';
import { BAND, type MapFrame } from './map-layout.js';
import { type OwnerRun, runHueClass } from './owner-strip.js';

/** Height of bar, links and caption, px. */
export const TRUE_SCALE_HEIGHT = BAND.scaleLinks + BAND.trueScaleBar + 20;

/** Draws bar, links and caption below `top`. */
export function drawTrueScale(frame: MapFrame, runs: readonly OwnerRun[], top: number): SVGGElement {
  const group = svg('g', { class: 'true-scale', 'aria-hidden': 'true' });
  const bottom = top + BAND.scaleLinks;
  for (const run of runs) {
    const right = run.x + run.width;
    const trueRight = run.trueX + Math.max(1, run.trueWidth);
    group.append(
      svg('path', {
        class: `scale-link ${runHueClass(run, frame)}`,
        d: `M${run.x + 0.75} ${top}L${right - 0.75} ${top}L${trueRight} ${bottom}L${run.trueX} ${bottom}Z`,
      }),
    );
  }
  // Widest first, so that a wide run never covers a thin one.
  for (const run of [...runs].sort((one, other) => other.trueWidth - one.trueWidth)) {
    const x = Math.min(run.trueX, frame.width - 1.5);
    const size = { width: Math.max(1.5, run.trueWidth), height: BAND.trueScaleBar };
    group.append(svg('rect', { class: `true-scale-bar ${runHueClass(run, frame)}`, x, y: bottom, ...size }));
  }
  const caption = frame.width >= 460 ? 'To scale (above, narrow blocks are widened)' : 'To scale';
  group.append(svg('text', { class: 'caption', x: 0, y: bottom + BAND.trueScaleBar + 15 }, caption));
  return group;
}
