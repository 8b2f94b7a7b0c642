// The owner strip of the map: where traffic goes, one rectangle for each range of addresses with one owner.

import { type AddressRange, addressText, formatAddressCount, formatCount } from '../model/address-range.js';
import { type OwnerSegment, segmentsWithin } from '../model/owner-segments.js';
import { hueClass, type ServiceStyle } from '../model/palette.js';
import { ROLLOUT_LABELS } from './binding-rows.js';
import {
  BAND,
  buttonAttributes,
  fitText,
  type MapFrame,
  type MapLayers,
  TEXT_INSET,
  TEXT_MARGIN,
  textWidth,
} from './frame.js';
import { type ShapeNode, shape } from './shapes.js';
import { paintShares } from './shares.js';

/** A range as drawn. */
export interface OwnerRun extends AddressRange {
  /** Its owner; where several are too close together to draw at this zoom, the one with the most addresses. */
  readonly segment: OwnerSegment;
  /** Number of ranges with one owner in it: 1 unless several are too close together. */
  readonly ranges: number;
  /** What the owner has of its addresses: 1 unless several are too close together. */
  readonly share: number;
  readonly x: number;
  readonly width: number;
  readonly trueX: number;
  readonly trueWidth: number;
}

type DrawnCells = Omit<OwnerRun, 'segment' | 'ranges' | 'share'>;

/** The runs in view, neighbours with the same owner merged; of parts with several owners, those with the same main owner. */
export function runsOf({ scale }: Pick<MapFrame, 'scale'>, segments: readonly OwnerSegment[]): OwnerRun[] {
  const merged: { cells: DrawnCells; isMixed: boolean; segment: OwnerSegment }[] = [];
  for (const cell of scale.cells) {
    const found = segmentsWithin(segments, cell);
    const [isMixed, segment] = [found.length > 1, mainOwner(found)?.segment];
    if (segment === undefined) continue;
    const before = merged.at(-1);
    if (before === undefined || before.isMixed !== isMixed || !isSameOwner(before.segment, segment)) {
      merged.push({ cells: cell, isMixed, segment });
      continue;
    }
    const { cells } = before;
    before.cells = {
      ...cells,
      last: cell.last,
      width: cell.x + cell.width - cells.x,
      trueWidth: cell.trueX + cell.trueWidth - cells.trueX,
    };
  }
  return merged.map(({ cells, isMixed, segment }) => {
    const { first, last, x, width, trueX, trueWidth } = cells;
    const whole = { segment, share: 1, ranges: 1 };
    const found = isMixed ? segmentsWithin(segments, cells) : [];
    const owned = { ...whole, ...mainOwner(found), ...(isMixed ? { ranges: found.length } : {}) };
    return { first, last, x, width, trueX, trueWidth, ...owned };
  });
}

/** True where two segments look the same: one service, and the same rollout. */
function isSameOwner(one: OwnerSegment, other: OwnerSegment): boolean {
  return one.serviceId === other.serviceId && one.progress === other.progress;
}

/** The owner of most addresses, and its share of them. */
function mainOwner(segments: readonly OwnerSegment[]): Pick<OwnerRun, 'segment' | 'share'> | null {
  const counts = new Map<string | null, { segment: OwnerSegment; count: bigint }>();
  let all = 0n;
  for (const segment of segments) {
    const count = segment.last - segment.first + 1n;
    const known = counts.get(segment.serviceId);
    if (known === undefined) counts.set(segment.serviceId, { segment, count });
    else known.count += count;
    all += count;
  }
  const [first, ...rest] = counts.values();
  if (first === undefined) return null;
  const { segment, count } = rest.reduce((one, other) => (other.count > one.count ? other : one), first);
  return { segment, share: Number(count) / Number(all) };
}

/** The style of the owner of a run. */
function runStyle({ segment }: OwnerRun, { palette }: MapFrame): ServiceStyle {
  return palette.of(segment.serviceId, segment.serviceName);
}

/** The CSS class with the colours of a run. */
export function runHueClass(run: OwnerRun, frame: MapFrame): string {
  return hueClass(runStyle(run, frame));
}

/** The key of a run's button. */
export function runKey({ first }: OwnerRun): string {
  return `s${first}`;
}

/** True where several owners are too close together to draw. */
export function isMixed({ ranges }: OwnerRun): boolean {
  return ranges > 1;
}

/** `62 %`; never 0 or 100 for a part. */
function percent(share: number): string {
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))} %`;
}

function runLabel(run: OwnerRun, frame: MapFrame): string {
  const { name } = runStyle(run, frame);
  const [from, to] = [addressText(run.first, frame.family), addressText(run.last, frame.family)];
  const owner = isMixed(run)
    ? `mostly ${name} (${percent(run.share)}), ${formatCount(BigInt(run.ranges))} ranges`
    : `${name}${ROLLOUT_LABELS[run.segment.progress]}`;
  return `${from === to ? from : `${from} to ${to}`}: ${owner}, ${formatAddressCount(run.last - run.first + 1n)}`;
}

function runShape(
  run: OwnerRun,
  frame: MapFrame,
  segments: readonly OwnerSegment[],
  height: number,
): ShapeNode {
  const style = runStyle(run, frame);
  const rect = {
    x: run.x + 0.75,
    y: frame.stripTop,
    width: Math.max(1, run.width - 1.5),
    height,
    rx: 3,
  };
  const { progress } = run.segment;
  const kind = isMixed(run) ? ' mixed' : progress === 'active' ? '' : ` ${progress}`;
  const [label, from] = [runLabel(run, frame), addressText(run.first, frame.family)];
  const box = { ...rect, y: frame.stripTop + height - 13, height: 9, thinnest: 2 };
  return shape(
    'g',
    {
      class: `run ${hueClass(style)}${kind}`,
      ...buttonAttributes(frame, runKey(run), -1, `${label}. Enter looks up ${from}`),
    },
    shape('title', {}, label),
    shape('rect', { class: 'tint', ...rect }),
    shape('rect', { ...rect, fill: frame.fillOf(style) }),
    isMixed(run) && shape('g', { class: 'to-scale' }, paintShares(frame, segments, run, box)),
    shape('rect', { class: 'edge', ...rect }),
    frame.interactive && shape('rect', { class: 'ring', ...rect }),
  );
}

function runTexts(run: OwnerRun, frame: MapFrame, height: number): ShapeNode {
  const style = runStyle(run, frame);
  const room = run.width - TEXT_MARGIN;
  const name = fitText(isMixed(run) ? `mostly ${style.name}` : style.name, room, 'sans-13');
  const rollout = { active: '', provisioning: ', rolling out', stuck: ', stuck' }[run.segment.progress];
  const size = `${formatAddressCount(run.last - run.first + 1n)}${rollout}`;
  const hasSize = height >= BAND.strip && !isMixed(run) && textWidth(size, 'mono-11') <= room;
  const middle = frame.stripTop + height / 2 - (isMixed(run) ? 6 : 0);
  const x = run.x + TEXT_INSET;
  const letterClass = style.letter.length > 1 ? 'block-letter small' : 'block-letter';
  const letterAt = name === '' ? { x: run.x + run.width / 2, 'text-anchor': 'middle' } : { x: run.x + 10 };
  return shape(
    'g',
    { class: `${hueClass(style)} halo` },
    run.width >= 18 && shape('text', { class: letterClass, y: middle + 5, ...letterAt }, style.letter),
    name !== '' && shape('text', { class: 'block-name', x, y: hasSize ? middle - 3 : middle + 5 }, name),
    name !== '' && hasSize && shape('text', { class: 'block-size', x, y: middle + 14 }, size),
  );
}

/** Draws the runs. */
export function drawStrip(
  frame: MapFrame,
  segments: readonly OwnerSegment[],
  runs: readonly OwnerRun[],
  height: number = BAND.strip,
): MapLayers {
  const shapes = runs.map((run) => runShape(run, frame, segments, height));
  const texts = runs.map((run) => runTexts(run, frame, height));
  return {
    shapes: shape('g', { class: 'strip' }, shapes),
    texts: shape('g', { class: 'map-texts', 'aria-hidden': 'true' }, texts),
  };
}

/** Hatches the cells that overlap one of the ranges, which are sorted. */
export function drawHatching(
  frame: MapFrame,
  ranges: readonly AddressRange[],
  fill: string,
  height: number = BAND.strip,
): readonly ShapeNode[] {
  let at = 0;
  return frame.scale.cells.flatMap((cell) => {
    while ((ranges[at]?.last ?? cell.first) < cell.first) at += 1;
    const range = ranges[at];
    if (range === undefined || range.first > cell.last) return [];
    const box = { x: cell.x + 0.75, y: frame.stripTop, width: Math.max(1, cell.width - 1.5), height, rx: 3 };
    return [shape('rect', { ...box, fill })];
  });
}

/** The first address of each run that has room for it, and the last address of all at the end. */
export function drawAxis(frame: MapFrame, runs: readonly OwnerRun[]): ShapeNode {
  const bottom = frame.stripTop + BAND.strip;
  const y = bottom + 15;
  const last = runs.at(-1);
  const lastText = last === undefined ? '' : addressText(last.last, frame.family);
  const lastLeft = frame.width - textWidth(lastText, 'mono-11');
  const marks: ShapeNode[] = [];
  let free = 0;
  for (const [at, run] of runs.entries()) {
    const text = addressText(run.first, frame.family);
    const right = run.x + textWidth(text, 'mono-11');
    marks.push(shape('path', { class: 'tick', d: `M${Math.round(run.x * 100 + 75) / 100} ${bottom}v5` }));
    const limit = at === 0 ? frame.width : lastLeft - 12;
    if (run.x < free || right > limit) continue;
    marks.push(shape('text', { x: run.x + 1, y }, text));
    free = right + 12;
  }
  if (lastLeft > free && lastText !== '') {
    marks.push(shape('text', { x: frame.width - 1, y, 'text-anchor': 'end' }, lastText));
  }
  return shape('g', { class: 'axis', 'aria-hidden': 'true' }, marks);
}
