// The owners before and after a change, as strips over one scale; the parts that change are hatched.

import { type OwnerSegment, segmentsWithin } from '../bindings/owner-segments.js';
import { type AddressRange, addressText } from '../lib/address-range.js';
import { el, svg } from '../lib/dom.js';
import { textWidth } from '../map/map-layout.js';
import { type AddressScale, createScale } from '../map/scale.js';
import type { Palette, ServiceStyle } from '../services/palette.js';
import type { OwnershipChange } from './ownership-changes.js';

const HEIGHT = 34;
const LABEL = 18;
const GAP = 8;
const MIN_WIDTH = 60;
/** Beyond this many ranges, adjacent ones share a cell. */
const MAX_RANGES = 24;

interface StripContent {
  readonly title: string;
  /** What the hatching means; left out where there is no room. */
  readonly note: string;
  readonly segments: readonly OwnerSegment[];
  readonly hatched: readonly AddressRange[];
}

interface DrawnStrip extends StripContent {
  readonly top: number;
}

/** The owners during a change, at worst. */
export interface TransientOwners {
  readonly segments: readonly OwnerSegment[];
  readonly affected: readonly AddressRange[];
}

/** What the strips show. */
export interface BeforeAfter {
  readonly range: AddressRange;
  readonly family: 4 | 6;
  readonly before: readonly OwnerSegment[];
  readonly after: readonly OwnerSegment[];
  readonly changes: readonly OwnershipChange[];
  readonly transient: TransientOwners | null;
}

/** Ids of patterns hold for the whole document, which may have two drawings. */
let drawingCount = 0;

/** The drawing, hidden from assistive technology, since the text beside it says the same; `null` where there is no room. */
export function beforeAfterStrips(content: BeforeAfter, palette: Palette, width: number): HTMLElement | null {
  if (width < MIN_WIDTH) return null;
  const starts = cellStarts(content);
  const scale = createScale(content.range, starts, width, Math.min(64, width / starts.length / 1.5));
  const strips = stripsOf(content).map(
    (strip, at): DrawnStrip => ({ ...strip, top: LABEL + at * (HEIGHT + GAP + LABEL) }),
  );
  const height = strips.length * (LABEL + HEIGHT + GAP) - GAP + 20;
  drawingCount += 1;
  const hatchId = `hatch-${drawingCount}`;
  const drawing = svg(
    'svg',
    {
      class: 'drawing before-after',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
    },
    hatchPattern(hatchId),
    strips.map((strip) => svg('text', { class: 'caption', x: 0, y: strip.top - 5 }, captionOf(strip, width))),
    strips.map((strip) => drawStrip(strip, scale, palette, hatchId)),
    firstAddressLabel(content, scale, width, height),
  );
  return el('div', { class: 'before-after-drawing' }, drawing);
}

function stripsOf({ before, after, changes, transient }: BeforeAfter): readonly StripContent[] {
  const during = transient && {
    title: 'During the change, worst case',
    note: '(affected parts hatched)',
    segments: transient.segments,
    hatched: transient.affected,
  };
  return [
    { title: 'Before', note: '', segments: before, hatched: [] },
    ...(during === null ? [] : [during]),
    {
      title: 'After',
      note: '(changed parts hatched)',
      segments: after,
      hatched: changes.slice(0, MAX_RANGES + 1),
    },
  ];
}

function captionOf({ title, note }: StripContent, width: number): string {
  const caption = `${title} ${note}`.trim();
  return textWidth(caption, 'sans-13') > width ? title : caption;
}

/** A cell begins and ends with each changed range, and with each segment where there is room. */
function cellStarts({ range, before, after, changes, transient }: BeforeAfter): readonly bigint[] {
  const starts = new Set<bigint>([range.first]);
  const changed = [...changes, ...(transient?.affected ?? [])].slice(0, MAX_RANGES);
  const segments = before.length + after.length <= MAX_RANGES ? [...before, ...after] : [];
  for (const { first, last } of [...changed, ...segments]) {
    starts.add(first);
    if (last < range.last) starts.add(last + 1n);
  }
  return [...starts].sort((one, other) => (one < other ? -1 : 1));
}

/** The style of the one service that owns all of it; `null` where there are several. */
function commonStyle(segments: readonly OwnerSegment[], palette: Palette): ServiceStyle | null {
  const ids = new Set(segments.map(({ serviceId }) => serviceId));
  const [segment] = segments;
  return ids.size !== 1 || segment === undefined ? null : palette.of(segment.serviceId, segment.serviceName);
}

function drawStrip(
  { top, segments, hatched }: DrawnStrip,
  scale: AddressScale,
  palette: Palette,
  hatchId: string,
): SVGGElement {
  return svg(
    'g',
    {},
    scale.cells.map((cell) => {
      const style = commonStyle(segmentsWithin(segments, cell), palette);
      const isHatched = hatched.some(({ first, last }) => first <= cell.first && cell.last <= last);
      const box = { x: cell.x + 0.75, y: top, width: Math.max(1, cell.width - 1.5), height: HEIGHT, rx: 3 };
      return svg(
        'g',
        { class: style === null || style.hue < 0 ? 'no-service' : `hue-${style.hue}` },
        svg('rect', { class: 'tint', ...box }),
        isHatched && svg('rect', { ...box, fill: `url(#${hatchId})` }),
        svg('rect', { class: isHatched ? 'edge thick' : 'edge', ...box }),
        cell.width >= 16 && cellLabel(style, cell, top),
      );
    }),
  );
}

function cellLabel(
  style: ServiceStyle | null,
  { x, width }: { readonly x: number; readonly width: number },
  top: number,
): SVGTextElement {
  const letter = style === null ? '…' : style.letter;
  const name = style === null ? 'several' : style.name;
  const hasRoom = width > textWidth(name, 'sans-13') + 34;
  return svg(
    'text',
    {
      class: 'strip-name',
      x: hasRoom ? x + 10 : x + width / 2,
      y: top + HEIGHT / 2 + 4.5,
      'text-anchor': hasRoom ? 'start' : 'middle',
    },
    hasRoom ? `${letter}  ${name}` : letter,
  );
}

/** The first address that changes, below its place. */
function firstAddressLabel(
  { changes, family }: BeforeAfter,
  scale: AddressScale,
  width: number,
  height: number,
): SVGTextElement | null {
  const [change] = changes;
  if (change === undefined) return null;
  const text = addressText(change.first, family);
  const room = width - textWidth(text, 'mono-11');
  const x = Math.max(0, Math.min(scale.left(change.first) + 1, room));
  return svg('text', { class: 'block-size', x, y: height - 6 }, text);
}

function hatchPattern(id: string): SVGDefsElement {
  return svg(
    'defs',
    {},
    svg(
      'pattern',
      { id, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      svg('path', { class: 'hatch-line', d: 'M0 0V7' }),
    ),
  );
}
