// The owners before and after a change, as strips over one scale; the parts that change are hatched.

import { type AddressRange, addressText } from '../model/address-range.js';
import type { OwnerSegment } from '../model/owner-segments.js';
import type { OwnershipChange } from '../model/ownership-changes.js';
import type { Palette } from '../model/palette.js';
import type { FillPatterns } from './fill-patterns.js';
import { type MapFrame, textWidth } from './frame.js';
import { drawHatching, drawStrip, runsOf } from './owner-strip.js';
import { cutAt } from './panel.js';
import { createScale } from './scale.js';
import { type ShapeNode, shape } from './shapes.js';

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

/** The drawing, hidden from assistive technology, since the text beside it says the same; `null` where there is no room. */
export function beforeAfterStrips(
  content: BeforeAfter,
  palette: Palette,
  patterns: FillPatterns,
  width: number,
): ShapeNode | null {
  if (width < MIN_WIDTH) return null;
  const starts = cellStarts(content);
  const scale = createScale(content.range, starts, width, Math.min(64, width / starts.length / 1.5));
  const strips = stripsOf(content);
  const height = strips.length * (LABEL + HEIGHT + GAP) - GAP + 20;
  const frame = {
    scale,
    palette,
    fillOf: patterns.fillOf,
    width,
    family: content.family,
    interactive: false,
  };
  return shape(
    'svg',
    {
      class: 'byoip-map drawing before-after',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
    },
    strips.map((strip, at) => {
      const stripTop = LABEL + at * (HEIGHT + GAP + LABEL);
      return drawOne({ ...frame, stripTop }, strip, patterns.hatching());
    }),
    firstAddressLabel(content, { ...frame, stripTop: height - 6 }),
  );
}

function drawOne(frame: MapFrame, strip: StripContent, hatching: string): readonly ShapeNode[] {
  const { segments, hatched } = strip;
  const { shapes, texts } = drawStrip(frame, segments, runsOf(frame, segments), HEIGHT);
  const caption = captionOf(strip, frame.width);
  return [
    shape('text', { class: 'caption', x: 0, y: frame.stripTop - 5 }, caption),
    shapes,
    ...drawHatching(frame, hatched, hatching, HEIGHT),
    texts,
  ];
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
    { title: 'After', note: '(changed parts hatched)', segments: after, hatched: changes },
  ];
}

function captionOf({ title, note }: StripContent, width: number): string {
  const caption = `${title} ${note}`.trim();
  return textWidth(caption, 'sans-13') > width ? title : caption;
}

/** A cell begins and ends with each changed range, and with each segment where there is room. */
function cellStarts({ range, before, after, changes, transient }: BeforeAfter): readonly bigint[] {
  const changed = [...changes, ...(transient?.affected ?? [])].slice(0, MAX_RANGES);
  return cutAt(
    range,
    before.length + after.length <= MAX_RANGES ? [...changed, ...before, ...after] : changed,
  );
}

/** The first address that changes, below its place. */
function firstAddressLabel({ changes }: BeforeAfter, frame: MapFrame): ShapeNode | null {
  const [change] = changes;
  if (change === undefined) return null;
  const text = addressText(change.first, frame.family);
  const room = frame.width - textWidth(text, 'mono-11');
  const x = Math.max(0, Math.min(frame.scale.left(change.first) + 1, room));
  return shape('text', { class: 'block-size', x, y: frame.stripTop }, text);
}
