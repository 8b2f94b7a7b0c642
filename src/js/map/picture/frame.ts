// What every part of the map shares: heights of its bands, its scale, and widths of texts.

import type { Palette, ServiceStyle } from '../model/palette.js';
import type { AddressScale } from './scale.js';
import type { ShapeNode } from './shapes.js';

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
  /** The `fill` that draws the pattern of a service. */
  readonly fillOf: (style: ServiceStyle) => string;
  readonly width: number;
  readonly family: 4 | 6;
  /** Top of the owner strip. */
  readonly stripTop: number;
  /** True where runs and blocks can be chosen. */
  readonly interactive: boolean;
}

/** A run or a block as a button: `key` names it after a redraw, `row` is the row that the arrow keys move in. */
export function buttonAttributes(
  { interactive }: MapFrame,
  key: string,
  row: number,
  label: string,
): ShapeNode['attributes'] {
  if (!interactive) return {};
  return { role: 'button', tabindex: -1, 'data-key': key, 'data-row': row, 'aria-label': label };
}

/** One part of the map: its texts are above the marker, its shapes below. */
export interface MapLayers {
  readonly shapes: ShapeNode;
  readonly texts: ShapeNode;
}

/** Where the text of a block starts, after its letter, px from its left edge. */
export const TEXT_INSET = 31;
/** Width that the text of a block leaves free, px. */
export const TEXT_MARGIN = TEXT_INSET + 7;

/** Baseline of the caption of the binding rows. */
export function rowsCaptionY({ stripTop }: MapFrame): number {
  return stripTop + BAND.strip + BAND.axis + BAND.caption - 8;
}

/** Top of the row for bindings of one depth. */
export function rowTop({ stripTop }: MapFrame, depth: number): number {
  return stripTop + BAND.strip + BAND.axis + BAND.caption + depth * (BAND.row + BAND.gap);
}

/** The fonts of the map, as in style.ts. */
export type MapFont = 'mono-11' | 'mono-12' | 'sans-11.5' | 'sans-13';

/** Widths of characters, in ems: the largest that is likely, since the reader's fonts are unknown. */
const ADVANCES: readonly (readonly [characters: RegExp, advance: number])[] = [
  [/[\u1100-\u11ff\u2e80-\u{10ffff}]/u, 1.1],
  [/[ijlI.,:;'|! ]/, 0.37],
  [/[ftr()[\]\-/]/, 0.46],
  [/[mwMW@%…]/, 1],
  [/[A-Z]/, 0.75],
  [/[ -~]/, 0.65],
];
const advances = new Map<string, number>();

function advanceOf(character: string): number {
  const known = advances.get(character);
  if (known !== undefined) return known;
  const advance = ADVANCES.find(([characters]) => characters.test(character))?.[1] ?? 0.78;
  // Text is untrusted: the table stays as large as the alphabet of usual names.
  if (advances.size < 1000) advances.set(character, advance);
  return advance;
}

/** The largest width that a text is likely to have, px. */
export function textWidth(text: string, font: MapFont): number {
  const [kind, size] = font.split('-');
  const em = Number(size);
  let sum = 0;
  for (const character of text) {
    const advance = advanceOf(character);
    sum += kind === 'mono' && advance < 1.1 ? 0.605 : advance;
  }
  return sum * em;
}

/** A text is not cut to fewer characters. */
const MIN_LENGTH = 5;

/** The text, cut to `width` px with an ellipsis; empty where too little would fit. */
export function fitText(text: string, width: number, font: MapFont): string {
  const whole = textWidth(text, font);
  if (whole <= width) return text;
  const characters = [...text];
  const longest = Math.min(characters.length, Math.ceil((width / whole) * characters.length) + 8);
  for (let length = longest; length >= MIN_LENGTH; length -= 1) {
    const cut = `${characters.slice(0, length).join('').trimEnd()}…`;
    if (textWidth(cut, font) <= width) return cut;
  }
  return '';
}
