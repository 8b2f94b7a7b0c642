// Before and after as two strips over one scale; what changes hands is hatched in the second.

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
/** Runs shown apart; beyond that the rest of the prefix is drawn as it comes. */
const MAX_RUNS = 24;

interface DrawnStrip {
  readonly title: string;
  readonly top: number;
  readonly segments: readonly OwnerSegment[];
  /** What is hatched. */
  readonly hatched: readonly AddressRange[];
}

/** What is seen on the way from before to after, at worst. */
export interface TransientOwners {
  readonly segments: readonly OwnerSegment[];
  readonly affected: readonly AddressRange[];
}

/** Patterns are named in the whole document, and there may be two drawings. */
let drawingCount = 0;

/** Cells that begin where something changes hands, and where it ends; where there is room, at every change of owner. */
function cellStarts(
  view: AddressRange,
  runs: readonly AddressRange[],
  before: readonly OwnerSegment[],
  after: readonly OwnerSegment[],
): readonly bigint[] {
  const starts = new Set<bigint>([view.first]);
  const all = before.length + after.length <= MAX_RUNS ? [...before, ...after] : [];
  for (const { first, last } of [...runs.slice(0, MAX_RUNS), ...all]) {
    starts.add(first);
    if (last < view.last) starts.add(last + 1n);
  }
  return [...starts].sort((one, other) => (one < other ? -1 : 1));
}

function commonLook(segments: readonly OwnerSegment[], palette: Palette): ServiceStyle | null {
  const ids = new Set(segments.map(({ serviceId }) => serviceId));
  const [segment] = segments;
  return ids.size !== 1 || segment === undefined ? null : palette.of(segment.serviceId, segment.serviceName);
}

function drawCells(
  { top, segments, hatched: marked }: DrawnStrip,
  scale: AddressScale,
  palette: Palette,
  hatch: string,
): SVGGElement {
  const group = svg('g');
  for (const cell of scale.cells) {
    const face = commonLook(segmentsWithin(segments, cell), palette);
    const hue = face === null || face.hue < 0 ? 'no-service' : `hue-${face.hue}`;
    const box = { x: cell.x + 0.75, y: top, width: Math.max(1, cell.width - 1.5), height: HEIGHT, rx: 3 };
    const isChanged = marked.some(({ first, last }) => first <= cell.first && cell.last <= last);
    const letter = face === null ? '…' : face.letter;
    const name = face === null ? 'several' : face.name;
    const wide = cell.width > textWidth(name, 'sans-13') + 34;
    group.append(
      svg(
        'g',
        { class: hue },
        svg('rect', { class: 'tint', ...box }),
        isChanged && svg('rect', { ...box, fill: `url(#${hatch})` }),
        svg('rect', { class: isChanged ? 'edge thick' : 'edge', ...box }),
        cell.width >= 16 &&
          svg(
            'text',
            {
              class: 'strip-name',
              x: wide ? cell.x + 10 : cell.x + cell.width / 2,
              y: top + HEIGHT / 2 + 4.5,
              'text-anchor': wide ? 'start' : 'middle',
            },
            wide ? `${letter}  ${name}` : letter,
          ),
      ),
    );
  }
  return group;
}

/** The drawing, `width` px wide. What it shows stands in words beside it, so it is hidden from assistive technology. */
export function beforeAfterStrips(
  view: AddressRange,
  family: 4 | 6,
  before: readonly OwnerSegment[],
  after: readonly OwnerSegment[],
  runs: readonly OwnershipChange[],
  palette: Palette,
  width: number,
  transient: TransientOwners | null = null,
): HTMLElement {
  const starts = cellStarts(view, [...runs, ...(transient?.affected ?? [])], before, after);
  const scale = createScale(view, starts, width, Math.min(64, width / starts.length / 1.5));
  const all: readonly Omit<DrawnStrip, 'top'>[] = [
    { title: 'Before', segments: before, hatched: [] },
    ...(transient === null
      ? []
      : [
          {
            title: 'On the way, at worst: hatched where it is hit',
            segments: transient.segments,
            hatched: transient.affected,
          },
        ]),
    { title: 'After: hatched where it changes hands', segments: after, hatched: runs.slice(0, MAX_RUNS + 1) },
  ];
  const strips = all.map((strip, at): DrawnStrip => ({ ...strip, top: LABEL + at * (HEIGHT + GAP + LABEL) }));
  const height = strips.length * (LABEL + HEIGHT + GAP) - GAP + 20;
  drawingCount += 1;
  const hatch = `hatch-${drawingCount}`;
  const [firstRun] = runs;
  const drawing = svg(
    'svg',
    {
      class: 'drawing change-strips',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
    },
    svg(
      'defs',
      {},
      svg(
        'pattern',
        { id: hatch, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
        svg('path', { class: 'hatch-line', d: 'M0 0V7' }),
      ),
    ),
    strips.map(({ title, top }) => svg('text', { class: 'caption', x: 0, y: top - 5 }, title)),
    strips.map((strip) => drawCells(strip, scale, palette, hatch)),
  );
  if (firstRun !== undefined) {
    const x = scale.left(firstRun.first);
    const text = addressText(firstRun.first, family);
    const room = width - textWidth(text, 'mono-11');
    drawing.append(
      svg('text', { class: 'block-size', x: Math.max(0, Math.min(x + 1, room)), y: height - 6 }, text),
    );
  }
  return el('div', { class: 'change-drawing' }, drawing);
}
