// The frame of the picture: where its lanes lie, and how wide a text will be.

import type { Palette } from '../services/palette.js';
import type { AddressScale } from './scale.js';

export const BAND = {
  /** Room for the label of the looked-up address. */
  marker: 28,
  caption: 22,
  strip: 52,
  axis: 26,
  row: 44,
  gap: 4,
  /** Between the rows and the true-scale bar. */
  scaleLinks: 38,
  trueScaleBar: 10,
} as const;

export interface MapFrame {
  readonly scale: AddressScale;
  readonly palette: Palette;
  readonly width: number;
  readonly family: 4 | 6;
}

/** Shapes and words of one part of the picture: words lie above the mark, shapes below it. */
export interface MapLayers {
  readonly shapes: SVGGElement;
  readonly words: SVGGElement;
}

/** Top of the strip. */
export const STRIP_TOP = BAND.marker + BAND.caption;
/** Top of the caption of the rows. */
export const ROWS_CAPTION = STRIP_TOP + BAND.strip + BAND.axis;
/** Where the words of a block begin, after its letter, px from its left edge. */
export const WORDS_INSET = 31;
/** What a block's words leave free, px: the inset, and a margin at the right. */
export const WORDS_MARGIN = WORDS_INSET + 7;

/** Top of a row. */
export function rowTop(row: number): number {
  return ROWS_CAPTION + BAND.caption + row * (BAND.row + BAND.gap);
}

/** The faces of the picture, as style.css has them. */
export type MapFont = 'mono-11' | 'mono-12' | 'sans-11.5' | 'sans-13';

const pen = document.createElement('canvas').getContext('2d');

/** Width of a text, px. */
export function textWidth(text: string, face: MapFont): number {
  const [kind, size = '12'] = face.split('-');
  if (pen === null) return text.length * Number(size) * 0.62;
  const family = getComputedStyle(document.documentElement).getPropertyValue(`--${kind}`);
  pen.font = `600 ${size}px ${family}`;
  return pen.measureText(text).width;
}

/** Fewer characters than this say nothing. */
const FEWEST = 5;

/** The text cut to `width` px with an ellipsis; empty where only a stump would fit. */
export function fitText(text: string, width: number, face: MapFont): string {
  const whole = textWidth(text, face);
  if (whole <= width) return text;
  for (let room = Math.ceil((width / whole) * text.length); room >= FEWEST; room -= 1) {
    const cut = `${text.slice(0, room).trimEnd()}…`;
    if (textWidth(cut, face) <= width) return cut;
  }
  return '';
}
