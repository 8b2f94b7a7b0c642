// One panel of the map: the owner strip, the rows of bindings below it and the true-scale bar.

import type { AddressRange } from '../model/address-range.js';
import type { MapData } from '../model/prepare-map.js';
import { type BindingMarks, drawRows } from './binding-rows.js';
import { BAND, type MapFrame, type MapLayers, rowsCaptionY, rowTop } from './frame.js';
import { drawMarker, type MarkedAddress } from './marker.js';
import { drawAxis, drawHatching, drawStrip, type OwnerRun, runsOf } from './owner-strip.js';
import { type AddressScale, createScale } from './scale.js';
import { type ShapeChild, type ShapeNode, shape } from './shapes.js';
import { drawTrueScale, TRUE_SCALE_HEIGHT } from './true-scale.js';
import { boundaries, chooseViewport, type Viewport } from './viewport.js';

/** Minimum width of a cell, px: enough for a letter and a finger. */
const MIN_CELL = 30;
/** Minimum width of a cell where the map has few, px: enough for a CIDR of IPv4, and for a usual one of IPv6. */
const WIDE_CELL = { 4: 150, 6: 200 } as const;

/** The scale of a view of one map or of several, with what fits into it. */
export interface PanelLayout {
  readonly scale: AddressScale;
  readonly viewports: readonly Viewport[];
}

/** Where cells would be narrower than `narrowest` pixels, the map leaves out rows and counts them. */
export function layOut(
  maps: readonly Pick<MapData, 'nestedBindings' | 'family'>[],
  view: AddressRange,
  width: number,
  narrowest: number,
): PanelLayout {
  const room = Math.floor(width / narrowest / maps.length);
  const viewports = maps.map((map) => chooseViewport(map.nestedBindings, view, room));
  const all = viewports.flatMap(({ starts }) => starts);
  const starts = [...new Set(all)].sort((one, other) => (one < other ? -1 : 1));
  const family = maps[0]?.family ?? 4;
  const minimum = Math.max(MIN_CELL, Math.min(WIDE_CELL[family], width / starts.length / 1.8));
  return { scale: createScale(view, starts, width, minimum), viewports };
}

/** What to draw of one state. */
export interface PanelState {
  readonly map: MapData;
  readonly viewport: Viewport;
  readonly marked?: MarkedAddress | null;
  readonly marks: BindingMarks;
  readonly caption: string;
  readonly rowsCaption: string;
  readonly hatched?: { readonly ranges: readonly AddressRange[]; readonly fill: string };
  /** True to draw the true-scale bar, where it differs. */
  readonly hasTrueScale: boolean;
}

/** One state as drawn. */
interface DrawnPanel {
  readonly shapes: readonly ShapeChild[];
  readonly height: number;
  readonly runs: readonly OwnerRun[];
}

/** The parts of a panel that depend on owners alone, not on what is marked. */
export interface OwnerParts {
  readonly runs: readonly OwnerRun[];
  readonly strip: MapLayers;
  readonly axis: ShapeNode;
  /** `null` where it does not differ, or is not wanted. */
  readonly trueScale: ShapeNode | null;
}

/** Draws the owners of a view. O(segments in view). */
export function drawOwners(
  frame: MapFrame,
  { map, viewport, hasTrueScale }: Pick<PanelState, 'map' | 'viewport' | 'hasTrueScale'>,
): OwnerParts {
  const runs = runsOf(frame, map.segments);
  const isStretched = hasTrueScale && frame.scale.stretched;
  return {
    runs,
    strip: drawStrip(frame, map.segments, runs),
    axis: drawAxis(frame, runs),
    trueScale: isStretched
      ? drawTrueScale(frame, map.segments, viewport, runs, rowsBottom(frame, viewport))
      : null,
  };
}

function rowsBottom(frame: MapFrame, { rows }: Viewport): number {
  return rowTop(frame, Math.max(1, rows)) + 2;
}

/** Draws one state of a view; `owners` is `drawOwners` of the same arguments, where the caller has it. */
export function drawPanel(
  frame: MapFrame,
  state: PanelState,
  owners: OwnerParts = drawOwners(frame, state),
): DrawnPanel {
  const { map, viewport, marked = null, marks, hatched } = state;
  const { runs, strip, axis, trueScale } = owners;
  const rows = drawRows(frame, viewport, marks);
  const marker = marked === null ? null : drawMarker(frame, viewport, map.nestedBindings, marked);
  const caption = (y: number, text: string): ShapeNode | false =>
    text !== '' && shape('text', { class: 'caption', x: 0, y, 'aria-hidden': 'true' }, text);
  return {
    shapes: [
      axis,
      trueScale,
      strip.shapes,
      ...(hatched === undefined ? [] : drawHatching(frame, hatched.ranges, hatched.fill)),
      rows.shapes,
      marker?.shapes,
      caption(frame.stripTop - 8, state.caption),
      viewport.rows > 0 && caption(rowsCaptionY(frame), state.rowsCaption),
      strip.texts,
      rows.texts,
      marker?.texts,
    ],
    height: rowsBottom(frame, viewport) + (trueScale === null ? 4 : TRUE_SCALE_HEIGHT),
    runs,
  };
}

/** Top of the strip in a panel with a caption, and with a place for the marker. */
export const STRIP_TOP = { plain: BAND.caption, marked: BAND.marker + BAND.caption } as const;

/** The caption of the rows, as long as there is room for. */
export function rowsCaption(width: number): string {
  return width >= 460 ? 'Bindings: the most specific (lowest) wins' : 'Bindings: the lowest wins';
}

/** A part of a strip, cut where owners or hatching change. */
export function cutAt(view: AddressRange, ranges: readonly AddressRange[]): readonly bigint[] {
  return [...boundaries(view, ranges)].sort((one, other) => (one < other ? -1 : 1));
}
