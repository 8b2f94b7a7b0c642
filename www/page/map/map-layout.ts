// The layout of the map: heights of its bands, and widths of texts.

import type { Palette } from '../services/palette.js';
import type { AddressScale } from './scale.js';

export const BAND = {
  /** The label of the looked-up address. */
  marker: 28,
  caption: 22,
  strip: 52,
  axis: 26,
  row: 44,
  gap: 4,
  /** The links between the rows and the true-scale bar. */
  scaleLinks: 38,
  trueScaleBar: 10,
} as const;

export interface MapFrame {
  readonly scale: AddressScale;
  readonly palette: Palette;
  readonly width: number;
  readonly family: 4 | 6;
}

/** One part of the map: its texts are above the marker, its shapes below. */
export interface MapLayers {
  readonly shapes: SVGGElement;
  readonly texts: SVGGElement;
}

/** Top of the owner strip. */
export const STRIP_TOP = BAND.marker + BAND.caption;
/** Top of the caption of the binding rows. */
export const ROWS_CAPTION_TOP = STRIP_TOP + BAND.strip + BAND.axis;
/** Where the text of a block starts, after its letter, px from its left edge. */
export const TEXT_INSET = 31;
/** Width that the text of a block leaves free, px. */
export const TEXT_MARGIN = TEXT_INSET + 7;

/** Top of the row for bindings of one depth. */
export function rowTop(depth: number): number {
  return ROWS_CAPTION_TOP + BAND.caption + depth * (BAND.row + BAND.gap);
}

/** The fonts of the map, as in map-view.css. */
export type MapFont = 'mono-11' | 'mono-12' | 'sans-11.5' | 'sans-13';

const canvas = document.createElement('canvas').getContext('2d');

/** Width of a text, px. */
export function textWidth(text: string, font: MapFont): number {
  const [kind, size = '12'] = font.split('-');
  if (canvas === null) return text.length * Number(size) * 0.62;
  const family = getComputedStyle(document.documentElement).getPropertyValue(`--${kind}`);
  canvas.font = `600 ${size}px ${family}`;
  return canvas.measureText(text).width;
}

/** A text is not cut to fewer characters. */
const MIN_LENGTH = 5;

/** The text, cut to `width` px with an ellipsis; empty where too little would fit. */
export function fitText(text: string, width: number, font: MapFont): string {
  const whole = textWidth(text, font);
  if (whole <= width) return text;
  for (let length = Math.ceil((width / whole) * text.length); length >= MIN_LENGTH; length -= 1) {
    const cut = `${text.slice(0, length).trimEnd()}…`;
    if (textWidth(cut, font) <= width) return cut;
  }
  return '';
}
