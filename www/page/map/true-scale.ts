// The lens: joins every boundary of the stretched picture to its true place, so that no one is deceived about sizes.

import { svg } from '../lib/dom.js';
import { BAND, type MapFrame } from './map-layout.js';
import type { OwnerRun } from './owner-strip.js';

/** Height of the lens in px. */
export const TRUE_SCALE_HEIGHT = BAND.scaleLinks + BAND.trueScaleBar + 20;

/** Draws the lens with its top at `top`. */
export function drawTrueScale(frame: MapFrame, runs: readonly OwnerRun[], top: number): SVGGElement {
  const group = svg('g', { class: 'true-scale', 'aria-hidden': 'true' });
  const low = top + BAND.scaleLinks;
  for (const run of runs) {
    const look = frame.palette.of(run.segment.serviceId, run.segment.serviceName);
    const hue = run.mixed || look.hue < 0 ? 'no-service' : `hue-${look.hue}`;
    const right = run.x + run.width;
    const trueRight = run.trueX + Math.max(1, run.trueWidth);
    group.append(
      svg('path', {
        class: `scale-link ${hue}`,
        d: `M${run.x + 0.75} ${top}L${right - 0.75} ${top}L${trueRight} ${low}L${run.trueX} ${low}Z`,
      }),
    );
  }
  // Widest first, so that a hairline is never painted over.
  for (const run of [...runs].sort((one, other) => other.trueWidth - one.trueWidth)) {
    const look = frame.palette.of(run.segment.serviceId, run.segment.serviceName);
    const hue = run.mixed || look.hue < 0 ? 'no-service' : `hue-${look.hue}`;
    const x = Math.min(run.trueX, frame.width - 1.5);
    group.append(
      svg('rect', {
        class: `true-scale-bar ${hue}`,
        x,
        y: low,
        width: Math.max(1.5, run.trueWidth),
        height: BAND.trueScaleBar,
      }),
    );
  }
  group.append(
    svg(
      'text',
      { class: 'caption', x: 0, y: low + BAND.trueScaleBar + 15 },
      frame.width >= 460
        ? 'The same, true to scale: above, thin parts are widened to be read'
        : 'The same, true to scale',
    ),
  );
  return group;
}
