// The owner strip of the map: where traffic goes, one rectangle for each range of addresses with one owner.

import { type OwnerSegment, segmentsWithin } from '../bindings/owner-segments.js';
import { type AddressRange, addressText, formatAddressCount } from '../lib/address-range.js';
import { svg } from '../lib/dom.js';
import { patternFill } from '../services/fill-patterns.js';
import { hueClass, type ServiceStyle } from '../services/palette.js';
import { ROLLOUT_LABELS } from './binding-rows.js';
import {
  BAND,
  fitText,
  type MapFrame,
  type MapLayers,
  STRIP_TOP,
  TEXT_INSET,
  TEXT_MARGIN,
  textWidth,
} from './map-layout.js';

/** A range as drawn: one owner, or `mixed` where several are too close together to draw at this zoom. */
export interface OwnerRun extends AddressRange {
  readonly segment: OwnerSegment;
  readonly mixed: boolean;
  readonly x: number;
  readonly width: number;
  readonly trueX: number;
  readonly trueWidth: number;
}

/** The runs in view, neighbours with the same owner merged. */
export function runsOf(frame: MapFrame, segments: readonly OwnerSegment[]): readonly OwnerRun[] {
  const runs: OwnerRun[] = [];
  for (const cell of frame.scale.cells) {
    const found = segmentsWithin(segments, cell);
    const [segment] = found;
    if (segment === undefined) continue;
    const mixed = found.length > 1;
    const before = runs.at(-1);
    const isSame =
      before !== undefined &&
      before.mixed === mixed &&
      (mixed ||
        (before.segment.serviceId === segment.serviceId && before.segment.progress === segment.progress));
    if (isSame) {
      runs[runs.length - 1] = {
        ...before,
        last: cell.last,
        width: cell.x + cell.width - before.x,
        trueWidth: cell.trueX + cell.trueWidth - before.trueX,
      };
    } else {
      const { first, last, x, width, trueX, trueWidth } = cell;
      runs.push({ first, last, segment, mixed, x, width, trueX, trueWidth });
    }
  }
  return runs;
}

/** The CSS class with the colours of a run. */
export function runHueClass(run: OwnerRun, { palette }: MapFrame): string {
  return run.mixed ? 'no-service' : hueClass(palette.of(run.segment.serviceId, run.segment.serviceName));
}

function runName(run: OwnerRun, style: ServiceStyle): string {
  return run.mixed ? 'several services' : style.name;
}

function runLabel(run: OwnerRun, style: ServiceStyle, family: 4 | 6, from: string): string {
  const size = formatAddressCount(run.last - run.first + 1n);
  const rollout = run.mixed ? '' : ROLLOUT_LABELS[run.segment.progress];
  const range = run.first === run.last ? from : `${from} to ${addressText(run.last, family)}`;
  return `${runName(run, style)}${rollout}: ${range}, ${size}`;
}

function runShape(
  run: OwnerRun,
  style: ServiceStyle,
  frame: MapFrame,
  from: string,
  onLookUp: (address: string) => void,
): SVGGElement {
  const width = Math.max(1, run.width - 1.5);
  const rect = { x: run.x + 0.75, y: STRIP_TOP, width, height: BAND.strip, rx: 3 };
  const { progress } = run.segment;
  const label = runLabel(run, style, frame.family, from);
  return svg(
    'g',
    {
      class: `run ${runHueClass(run, frame)}${progress === 'active' ? '' : ` ${progress}`}`,
      role: 'button',
      tabindex: -1,
      'data-key': `s${run.first}`,
      'data-row': -1,
      'aria-label': `${label}. Enter looks up ${from}`,
      onclick: () => onLookUp(from),
    },
    svg('title', {}, label),
    svg('rect', { class: 'tint', ...rect }),
    svg('rect', { ...rect, fill: run.mixed ? 'none' : patternFill(style) }),
    svg('rect', { class: 'edge', ...rect }),
    svg('rect', { class: 'ring', ...rect }),
  );
}

function runTexts(run: OwnerRun, style: ServiceStyle, frame: MapFrame): SVGGElement {
  const room = run.width - TEXT_MARGIN;
  const name = fitText(runName(run, style), room, 'sans-13');
  const size = formatAddressCount(run.last - run.first + 1n);
  const hasSize = textWidth(size, 'mono-11') <= room;
  const middle = STRIP_TOP + BAND.strip / 2;
  const x = run.x + TEXT_INSET;
  const letter = run.mixed ? '…' : style.letter;
  const letterClass = letter.length > 1 ? 'block-letter small' : 'block-letter';
  const letterAt = name === '' ? { x: run.x + run.width / 2, 'text-anchor': 'middle' } : { x: run.x + 10 };
  return svg(
    'g',
    { class: runHueClass(run, frame) },
    run.width >= 18 && svg('text', { class: letterClass, y: middle + 5, ...letterAt }, letter),
    name !== '' && svg('text', { class: 'block-name', x, y: hasSize ? middle - 3 : middle + 5 }, name),
    name !== '' && hasSize && svg('text', { class: 'block-size', x, y: middle + 14 }, size),
  );
}

/** Draws the runs. A click or Enter on one looks up its first address. */
export function drawStrip(
  frame: MapFrame,
  runs: readonly OwnerRun[],
  canonical: (address: bigint) => string,
  onLookUp: (address: string) => void,
): MapLayers {
  const shapes = svg('g', { class: 'strip' });
  const texts = svg('g', { class: 'map-texts', 'aria-hidden': 'true' });
  for (const run of runs) {
    const style = frame.palette.of(run.segment.serviceId, run.segment.serviceName);
    shapes.append(runShape(run, style, frame, canonical(run.first), onLookUp));
    texts.append(runTexts(run, style, frame));
  }
  return { shapes, texts };
}

/** The first address of each run that has room for it, and the last address of all at the end. */
export function drawAxis(
  frame: MapFrame,
  runs: readonly OwnerRun[],
  canonical: (address: bigint) => string,
): SVGGElement {
  const y = STRIP_TOP + BAND.strip + 15;
  const group = svg('g', { class: 'axis', 'aria-hidden': 'true' });
  const last = runs.at(-1);
  const lastText = last === undefined ? '' : canonical(last.last);
  const lastLeft = frame.width - textWidth(lastText, 'mono-11');
  let free = 0;
  runs.forEach((run, at) => {
    const text = canonical(run.first);
    const width = textWidth(text, 'mono-11');
    group.append(svg('path', { class: 'tick', d: `M${run.x + 0.75} ${STRIP_TOP + BAND.strip}v5` }));
    const limit = at === 0 ? frame.width : lastLeft - 12;
    if (run.x < free || run.x + width > limit) return;
    group.append(svg('text', { x: run.x + 1, y }, text));
    free = run.x + width + 12;
  });
  if (lastLeft > free && lastText !== '') {
    group.append(svg('text', { x: frame.width - 1, y, 'text-anchor': 'end' }, lastText));
  }
  return group;
}
