// The map as an SVG document: its title, the legend, a description for readers who do not see it, and a panel for each line.

import { progressOf } from '../bindings/rollout-progress.js';
import type { ServiceBinding } from '../types/api.js';
import {
  type AddressRange,
  addressText,
  formatAddressCount,
  formatCount,
  formatPart,
  isSingular,
} from './model/address-range.js';
import { linesOf, type MapLine } from './model/lines.js';
import { type OwnershipChange, ownershipChanges } from './model/ownership-changes.js';
import { hueClass, type Palette, REGIONAL, type ServiceStyle } from './model/palette.js';
import type { MapData } from './model/prepare-map.js';
import { ROLLOUT_LABELS } from './picture/binding-rows.js';
import { FillPatterns, swatchShapes } from './picture/fill-patterns.js';
import { fitText, type MapFrame, textWidth } from './picture/frame.js';
import { ROLLOUT_NAMES, serviceTotals } from './picture/legend.js';
import type { MarkedAddress } from './picture/marker.js';
import { drawStrip, runsOf } from './picture/owner-strip.js';
import { drawPanel, layOut, rowsCaption, STRIP_TOP } from './picture/panel.js';
import { type ShapeChild, type ShapeNode, shape, xmlText } from './picture/shapes.js';
import { fileStyles } from './picture/style.js';

/** Most services in the legend, and most runs in the description. */
const MOST_NAMED = 24;
const MOST_DESCRIBED = 40;
/** Where cells would be narrower, the file leaves out rows, px: it cannot be zoomed. */
const NARROWEST_CELL = 16;
const NARROWEST_CELL_OF_LINES = 30;

/** What a file shows. */
export interface MapFile {
  /** One state, or the states before and after a change. */
  readonly maps: readonly [MapData] | readonly [before: MapData, after: MapData];
  readonly palette: Palette;
  /** Width in pixels. */
  readonly width: number;
  /** The addresses in view; without them the whole prefix, in lines where it is large. */
  readonly view?: AddressRange | null;
  /** An address to mark, where there is one state. */
  readonly marked?: MarkedAddress | null;
  /** Said below the title, such as when the bindings were read. */
  readonly notes?: readonly string[];
}

interface Document extends MapFile {
  readonly margin: number;
  /** Width between the margins. */
  readonly inner: number;
  readonly patterns: FillPatterns;
  /** `null` for one state. */
  readonly changes: readonly OwnershipChange[] | null;
}

/** The document. Equal content gives equal bytes. O(n log n). */
export function mapFile(file: MapFile): string {
  const margin = file.width < 480 ? 14 : 24;
  const [before, after] = file.maps;
  const changes = after === undefined ? null : ownershipChanges(before.segments, after.segments);
  const patterns = new FillPatterns('byoip');
  const document: Document = { ...file, margin, inner: file.width - 2 * margin, patterns, changes };
  const head = drawHead(document);
  const lines = file.view ? [{ ...file.view, name: '', isUniform: false }] : linesOf(file.maps);
  const body: ShapeNode[] = [];
  let y = head.height;
  for (const line of lines) {
    const drawn = lines.length > 1 ? drawLine(document, line) : drawStates(document, line, true);
    body.push(shape('g', { transform: `translate(${margin} ${Math.round(y)})` }, drawn.shapes));
    y += drawn.height;
  }
  const height = Math.ceil(y + margin - 6);
  const content = shape('g', {}, head.shapes, body).children;
  const { width } = file;
  return xmlText(
    shape(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        class: 'byoip-map',
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: 'img',
        'aria-labelledby': 'byoip-title byoip-desc',
      },
      shape('title', { id: 'byoip-title' }, titleOf(document)),
      shape('desc', { id: 'byoip-desc' }, descriptionOf(document)),
      shape('style', {}, fileStyles(huesIn([...content, ...patterns.shapes()]))),
      shape('defs', {}, patterns.shapes()),
      shape('rect', { class: 'card', x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 10 }),
      content,
    ),
  );
}

/** The classes of hues that shapes use. */
function huesIn(shapes: readonly (ShapeNode | string)[], found = new Set<string>()): ReadonlySet<string> {
  for (const one of shapes) {
    if (typeof one === 'string') continue;
    for (const name of String(one.attributes.class ?? '').split(' ')) {
      if (/^(hue-\d|no-service)$/.test(name)) found.add(name);
    }
    huesIn(one.children, found);
  }
  return found;
}

interface Drawn {
  readonly shapes: readonly ShapeChild[];
  readonly height: number;
}

function titleOf({ maps: [{ cidr }], changes }: Document): string {
  return `${cidr}: ${changes === null ? 'who gets the traffic' : 'before and after'}`;
}

function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${formatCount(BigInt(count))} ${noun}s`;
}

/** A count beside its whole: `8`, `a /40`. */
function shortPart(count: bigint, whole: bigint): string {
  return count <= 0xffff_ffffn ? formatCount(count) : formatPart(count, whole);
}

function summaryOf({ maps: [before, after], changes }: Document): string {
  const all = formatAddressCount(before.last - before.first + 1n);
  const bindings = countOf(before.nestedBindings.length, 'binding');
  if (after === undefined || changes === null) return `${all}, ${bindings}`;
  const moved = changes.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  const verb = isSingular(moved) ? 'changes' : 'change';
  const change =
    moved === 0n
      ? `none of ${all} changes owner`
      : `${shortPart(moved, before.last - before.first + 1n)} of ${all} ${verb} owner`;
  return `${bindings} before, ${formatCount(BigInt(after.nestedBindings.length))} after: ${change}`;
}

/** The map in words: every run, up to a limit. */
function descriptionOf(document: Document): string {
  const { maps, palette } = document;
  const states = maps.map(({ segments, family }, at) => {
    const runs = segments.slice(0, MOST_DESCRIBED).map((one) => {
      const [from, to] = [addressText(one.first, family), addressText(one.last, family)];
      const { name } = palette.of(one.serviceId, one.serviceName);
      return `${from === to ? from : `${from} to ${to}`}: ${name}${ROLLOUT_LABELS[one.progress]}`;
    });
    const more = segments.length - MOST_DESCRIBED;
    return ` ${captionOf(document, at)}: ${runs.join('; ')}.${more > 0 ? ` And ${countOf(more, 'more run')}.` : ''}`;
  });
  return `${summaryOf(document)}.${states.join('')}`;
}

function captionOf({ maps }: Document, at: number): string {
  return maps.length === 1 ? 'Where traffic goes' : at === 0 ? 'Before' : 'After';
}

function drawHead(document: Document): Drawn {
  const {
    maps: [map],
    margin,
    inner,
    notes = [],
  } = document;
  let y = margin + 15;
  const summary = summaryOf(document);
  const beside = margin + textWidth(map.cidr, 'mono-12') * (17 / 12) + 14;
  const isBeside = beside + textWidth(summary, 'sans-13') <= margin + inner;
  const shapes = [shape('text', { class: 'title', x: margin, y }, map.cidr)];
  const say = (text: string, x = margin): void => {
    shapes.push(shape('text', { class: 'caption', x, y }, fitText(text, margin + inner - x, 'sans-13')));
  };
  if (!isBeside) y += 21;
  say(summary, isBeside ? beside : margin);
  for (const note of [...notes, ...viewNote(document)]) {
    y += 18;
    say(note);
  }
  y += 16;
  const legend = drawLegend(document, y);
  return { shapes: [...shapes, shape('g', { class: 'legend' }, legend.shapes)], height: y + legend.height };
}

/** Which part of the prefix is in view. */
function viewNote({ view, maps: [{ family }] }: Document): readonly string[] {
  if (!view) return [];
  const size = formatAddressCount(view.last - view.first + 1n);
  return [`In view: ${addressText(view.first, family)} to ${addressText(view.last, family)}, ${size}`];
}

/** An entry of the legend. */
interface LegendEntry {
  readonly style: ServiceStyle;
  readonly name: string;
  readonly detail?: string;
  readonly classes?: string;
  readonly fill?: string;
}

function plainStyle(letter: string): ServiceStyle {
  return { ...REGIONAL, letter };
}

function serviceEntries({ maps, palette }: Document): readonly LegendEntry[] {
  const totals = maps.map((map) => serviceTotals(map.segments, map, palette));
  const styles = new Set(totals.flatMap((list) => list.map(({ style }) => style)));
  // Services that own nothing are drawn too.
  for (const map of maps) {
    for (const { binding } of map.nestedBindings) {
      if (binding.serviceId !== null) styles.add(palette.of(binding.serviceId, binding.serviceName));
    }
  }
  const entries = [...styles].map((style) => {
    const [{ first, last }] = maps;
    const counts = totals.map((list) => {
      const count = list.find((one) => one.style === style)?.count ?? 0n;
      return shortPart(count, last - first + 1n);
    });
    return { style, name: style.name, detail: [...new Set(counts)].join(' → ') };
  });
  const more = entries.length - MOST_NAMED;
  if (more <= 0) return entries;
  return [...entries.slice(0, MOST_NAMED), { style: plainStyle('…'), name: countOf(more, 'more service') }];
}

function entriesOf(document: Document): readonly LegendEntry[] {
  const { maps, changes, patterns } = document;
  const owning = maps.flatMap(({ nestedBindings }) => nestedBindings.map(({ binding }) => binding));
  const some = (is: (binding: ServiceBinding) => boolean): boolean => owning.some(is);
  const isIn = (progress: string): boolean =>
    some(({ serviceId, state }) => serviceId !== null && progressOf(state) === progress);
  const [removed, added] = maps.map((map, at) => {
    const change = changeOf(document, at);
    return map.nestedBindings.some(({ binding }) => change(binding) !== '');
  });
  const keys: readonly (LegendEntry | false)[] = [
    changes !== null &&
      changes.length > 0 && { style: plainStyle(''), name: 'changes owner', fill: patterns.hatching() },
    removed === true && { style: plainStyle('−'), name: 'removed' },
    added === true && { style: plainStyle('+'), name: 'new' },
    isIn('provisioning') && {
      style: plainStyle(''),
      name: ROLLOUT_NAMES.provisioning,
      classes: 'provisioning',
    },
    isIn('stuck') && { style: plainStyle(''), name: ROLLOUT_NAMES.stuck, classes: 'stuck' },
    some(({ serviceId }) => serviceId === null) && {
      style: REGIONAL,
      name: 'regional, owns nothing',
      classes: 'regional',
    },
  ];
  return [...serviceEntries(document), ...keys.filter((key) => key !== false)];
}

function drawLegend(document: Document, top: number): Drawn {
  const { margin, inner, patterns } = document;
  const right = margin + inner;
  let [x, y] = [margin, top];
  const shapes = entriesOf(document).map(({ style, name, detail = '', classes = '', fill }) => {
    const detailWidth = detail === '' ? 0 : textWidth(detail, 'mono-11') + 8;
    const shown = fitText(name, inner - 28 - detailWidth, 'sans-13');
    const nameWidth = textWidth(shown, 'sans-13');
    const width = 28 + nameWidth + detailWidth;
    if (x > margin && x + width > right) {
      x = margin;
      y += 26;
    }
    const words = y + 14.4;
    const entry = shape(
      'g',
      { class: `${hueClass(style)} ${classes}`.trim() },
      swatchShapes(style, fill ?? patterns.fillOf(style), x, y),
      shape('text', { class: 'block-name', x: x + 28, y: words }, shown),
      detail !== '' && shape('text', { class: 'block-size', x: x + 28 + nameWidth + 8, y: words }, detail),
    );
    x += width + 20;
    return entry;
  });
  return { shapes, height: y - top + 34 };
}

/** What is said of a binding that the other state does not have. */
function changeOf({ maps }: Document, at: number): (binding: ServiceBinding) => '' | 'is new' | 'is removed' {
  const other = maps[1 - at];
  if (other === undefined) return () => '';
  const key = ({ cidr, serviceId }: ServiceBinding): string => `${cidr} ${serviceId ?? ''}`;
  const known = new Set(other.nestedBindings.map(({ binding }) => key(binding)));
  return (binding) => (known.has(key(binding)) ? '' : at === 0 ? 'is removed' : 'is new');
}

/** Draws the states of a view, one below the other, over one scale. */
function drawStates(document: Document, view: MapLine, isWhole: boolean): Drawn {
  const { maps, palette, patterns, inner: width, changes, marked = null } = document;
  const { scale, viewports } = layOut(maps, view, width, isWhole ? NARROWEST_CELL : NARROWEST_CELL_OF_LINES);
  const shapes: ShapeNode[] = [];
  let y = 0;
  for (const [at, map] of maps.entries()) {
    const viewport = viewports[at];
    if (viewport === undefined) continue;
    const hasCaption = isWhole || maps.length > 1;
    const isMarked = marked !== null && maps.length === 1;
    const frame: MapFrame = {
      scale,
      palette,
      fillOf: patterns.fillOf,
      width,
      family: map.family,
      stripTop: isMarked ? STRIP_TOP.marked : hasCaption ? STRIP_TOP.plain : 4,
      interactive: false,
    };
    const drawn = drawPanel(frame, {
      map,
      viewport,
      marked: isMarked ? marked : null,
      marks: { changeOf: changeOf(document, at) },
      caption: hasCaption ? captionOf(document, at) : '',
      rowsCaption: isWhole ? rowsCaption(width) : '',
      ...(changes === null || changes.length === 0
        ? {}
        : { hatched: { ranges: changes, fill: patterns.hatching() } }),
      hasTrueScale: at === maps.length - 1,
    });
    shapes.push(shape('g', y === 0 ? {} : { transform: `translate(0 ${y})` }, drawn.shapes));
    y += drawn.height + (maps.length > 1 ? 12 : 0);
  }
  return { shapes, height: y + 6 };
}

/** One of several lines: one strip is enough where nothing starts, ends or changes in it. */
function drawLine(document: Document, line: MapLine): Drawn {
  const { maps, palette, patterns, inner: width, changes } = document;
  const name = shape('text', { class: 'line-name', x: 0, y: 12 }, line.name);
  const isChanged = changes?.some(({ first, last }) => first <= line.last && last >= line.first) === true;
  const [map] = maps;
  if (!line.isUniform || isChanged) {
    const { shapes, height } = drawStates(document, line, false);
    return { shapes: [name, shape('g', { transform: 'translate(0 18)' }, shapes)], height: height + 30 };
  }
  const { scale } = layOut([{ nestedBindings: [], family: map.family }], line, width, NARROWEST_CELL);
  const base = { scale, palette, fillOf: patterns.fillOf, width, family: map.family, interactive: false };
  const frame: MapFrame = { ...base, stripTop: 20 };
  const { shapes, texts } = drawStrip(frame, map.segments, runsOf(frame, map.segments), 28);
  return { shapes: [name, shapes, texts], height: 20 + 28 + 14 };
}
