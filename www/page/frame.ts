// The frame of the picture: where its lanes lie, and how wide a text will be.

import type { Palette } from './palette.js';
import type { Scale } from './scale.js';

export const LANE = {
  /** Room for the label of the looked-up address. */
  mark: 28,
  caption: 22,
  strip: 52,
  axis: 24,
  row: 44,
  gap: 4,
  /** Between the rows and the true-scale bar. */
  lens: 38,
  bar: 10,
} as const;

export interface Frame {
  readonly scale: Scale;
  readonly palette: Palette;
  readonly width: number;
  readonly family: 4 | 6;
}

/** Top of the strip. */
export const STRIP_TOP = LANE.mark + LANE.caption;
/** Top of the caption of the rows. */
export const ROWS_CAPTION = STRIP_TOP + LANE.strip + LANE.axis;

/** Top of a row. */
export function rowTop(row: number): number {
  return ROWS_CAPTION + LANE.caption + row * (LANE.row + LANE.gap);
}

/** Width of a text in the fixed-width face, px; measured faces stay below it. */
export function monoWidth(text: string, size = 12): number {
  return text.length * size * 0.61;
}

/** Width of a text in the proportional face, px, on the safe side. */
export function sansWidth(text: string, size = 13): number {
  return text.length * size * 0.62;
}

/** The text cut to `width` px with an ellipsis; empty where not even three characters fit. */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const each = measure('m');
  const room = Math.floor(width / each) - 1;
  return room < 3 ? '' : `${text.slice(0, room)}…`;
}
