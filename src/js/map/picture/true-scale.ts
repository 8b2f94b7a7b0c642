// The true-scale bar below the map, with a link from each widened run to its true position.

import type { AddressRange } from '../model/address-range.js';
import type { OwnerSegment } from '../model/owner-segments.js';
import { BAND, type MapFrame } from './frame.js';
import type { OwnerRun } from './owner-strip.js';
import { runHueClass } from './owner-strip.js';
import { px, type ShapeNode, shape } from './shapes.js';
import { paintShares } from './shares.js';

/** Height of bar, links and caption, px. */
export const TRUE_SCALE_HEIGHT = BAND.scaleLinks + BAND.trueScaleBar + 20;
/** Owners thinner than this share a column of the bar, px. */
const THINNEST = 2;

/** Draws bar, links and caption below `top`. */
export function drawTrueScale(
  frame: MapFrame,
  segments: readonly OwnerSegment[],
  view: AddressRange,
  runs: readonly OwnerRun[],
  top: number,
): ShapeNode {
  const bottom = top + BAND.scaleLinks;
  const links = runs.map((run) => {
    const right = px(run.x + run.width - 0.75);
    const trueRight = px(run.trueX + Math.max(1, run.trueWidth));
    const d = `M${px(run.x + 0.75)} ${top}H${right}L${trueRight} ${bottom}H${px(run.trueX)}Z`;
    return shape('g', { class: runHueClass(run, frame) }, shape('path', { class: 'scale-link', d }));
  });
  const bar = { x: 0, y: bottom, width: frame.width, height: BAND.trueScaleBar, thinnest: THINNEST };
  const caption = frame.width >= 460 ? 'To scale (above, narrow blocks are widened)' : 'To scale';
  return shape(
    'g',
    { class: 'true-scale', 'aria-hidden': 'true' },
    links,
    shape('g', { class: 'to-scale' }, paintShares(frame, segments, view, bar)),
    shape('text', { class: 'caption', x: 0, y: bottom + BAND.trueScaleBar + 15 }, caption),
  );
}
