// The ownership strip: what traffic does, one rectangle for each run of addresses with one owner.

import { type OwnerSegment, segmentsWithin } from '../bindings/owner-segments.js';
import { type AddressRange, addressText, formatAddressCount } from '../lib/address-range.js';
import { svg } from '../lib/dom.js';
import { patternFill } from '../services/fill-patterns.js';
import {
  BAND,
  fitText,
  type MapFrame,
  type MapLayers,
  STRIP_TOP,
  textWidth,
  WORDS_INSET,
  WORDS_MARGIN,
} from './map-layout.js';

/** A run as drawn: one owner, or `mixed` where several are too close to be told apart at this zoom. */
export interface OwnerRun extends AddressRange {
  readonly segment: OwnerSegment;
  readonly mixed: boolean;
  readonly x: number;
  readonly width: number;
  readonly trueX: number;
  readonly trueWidth: number;
}

/** The runs in view, neighbours of one owner merged. */
export function runsOf(frame: MapFrame, segments: readonly OwnerSegment[]): readonly OwnerRun[] {
  const runs: OwnerRun[] = [];
  for (const cell of frame.scale.cells) {
    const found = segmentsWithin(segments, cell);
    const [segment] = found;
    if (segment === undefined) continue;
    const mixed = found.length > 1;
    const before = runs.at(-1);
    const same =
      before !== undefined &&
      before.mixed === mixed &&
      (mixed ||
        (before.segment.serviceId === segment.serviceId && before.segment.progress === segment.progress));
    if (same) {
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

function runLabel(run: OwnerRun, name: string, family: 4 | 6, from: string): string {
  const size = formatAddressCount(run.last - run.first + 1n);
  const { progress } = run.segment;
  const far = { active: '', provisioning: ', still rolling out', stuck: ', stuck: not active' };
  const rolling = run.mixed ? '' : far[progress];
  const range = run.first === run.last ? from : `${from} to ${addressText(run.last, family)}`;
  return `${name}${rolling}: ${range}, ${size}`;
}

/** Draws the runs. Activating one asks about its first address. */
export function drawStrip(
  frame: MapFrame,
  runs: readonly OwnerRun[],
  canonical: (address: bigint) => string,
  onAsk: (address: string) => void,
): MapLayers {
  const shapes = svg('g', { class: 'strip' });
  const words = svg('g', { class: 'words', 'aria-hidden': 'true' });
  for (const run of runs) {
    const look = frame.palette.of(run.segment.serviceId, run.segment.serviceName);
    const name = run.mixed ? 'several services' : look.name;
    const letter = run.mixed ? '…' : look.letter;
    const from = canonical(run.first);
    const box = {
      x: run.x + 0.75,
      y: STRIP_TOP,
      width: Math.max(1, run.width - 1.5),
      height: BAND.strip,
      rx: 3,
    };
    const hue = run.mixed || look.hue < 0 ? 'no-service' : `hue-${look.hue}`;
    const label = runLabel(run, name, frame.family, from);
    const room = run.width - WORDS_MARGIN;
    const title = fitText(name, room, 'sans-13');
    const size = formatAddressCount(run.last - run.first + 1n);
    const hasSize = textWidth(size, 'mono-11') <= room;
    const middle = STRIP_TOP + BAND.strip / 2;
    shapes.append(
      svg(
        'g',
        {
          class: `run ${hue}${{ active: '', provisioning: ' provisioning', stuck: ' stuck' }[run.segment.progress]}`,
          role: 'button',
          tabindex: -1,
          'data-key': `s${run.first}`,
          'data-line': -1,
          'aria-label': `${label}. Enter asks about ${from}`,
          onclick: () => onAsk(from),
        },
        svg('title', {}, label),
        svg('rect', { class: 'tint', ...box }),
        svg('rect', { ...box, fill: run.mixed ? 'none' : patternFill(look) }),
        svg('rect', { class: 'edge', ...box }),
        svg('rect', { class: 'ring', ...box }),
      ),
    );
    const letterClass = letter.length > 1 ? 'block-letter small' : 'block-letter';
    const alone = { x: run.x + run.width / 2, 'text-anchor': 'middle' };
    const x = run.x + WORDS_INSET;
    words.append(
      svg(
        'g',
        { class: hue },
        run.width >= 18 &&
          svg(
            'text',
            { class: letterClass, y: middle + 5, ...(title === '' ? alone : { x: run.x + 10 }) },
            letter,
          ),
        title !== '' && svg('text', { class: 'block-name', x, y: hasSize ? middle - 3 : middle + 5 }, title),
        title !== '' && hasSize && svg('text', { class: 'block-size', x, y: middle + 14 }, size),
      ),
    );
  }
  return { shapes, words };
}

/** The first addresses of the runs, where there is room to write them, and the last address at the end. */
export function drawAxis(
  frame: MapFrame,
  runs: readonly OwnerRun[],
  canonical: (address: bigint) => string,
): SVGGElement {
  const y = STRIP_TOP + BAND.strip + 15;
  const group = svg('g', { class: 'axis', 'aria-hidden': 'true' });
  const last = runs.at(-1);
  const end = last === undefined ? '' : canonical(last.last);
  const endStart = frame.width - textWidth(end, 'mono-11');
  let free = 0;
  runs.forEach((run, at) => {
    const text = canonical(run.first);
    const width = textWidth(text, 'mono-11');
    group.append(svg('path', { class: 'tick', d: `M${run.x + 0.75} ${STRIP_TOP + BAND.strip}v5` }));
    const limit = at === 0 ? frame.width : endStart - 12;
    if (run.x < free || run.x + width > limit) return;
    group.append(svg('text', { x: run.x + 1, y }, text));
    free = run.x + width + 12;
  });
  if (endStart > free && end !== '')
    group.append(svg('text', { x: frame.width - 1, y, 'text-anchor': 'end' }, end));
  return group;
}
