// The map: the owner strip, the rows of bindings below it and the true-scale bar. It is redrawn for each zoom, width and answer.

import { parseAddress, type Resolution } from '../../../src/js/entry/page.js';
import type { NestedBinding } from '../bindings/nest-bindings.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { type AddressRange, addressNumber, addressText, formatAddressCount } from '../lib/address-range.js';
import { el, setChildren, svg } from '../lib/dom.js';
import { enableArrowKeys, focusedKey, restoreFocus } from '../lib/roving-tabindex.js';
import type { Palette } from '../services/palette.js';
import { drawMarker } from './address-marker.js';
import { drawRows } from './binding-rows.js';
import { breadcrumb, type Crumb, crumbsTo } from './breadcrumb.js';
import { legend } from './legend.js';
import { BAND, type MapFrame, ROWS_CAPTION_TOP, rowTop, STRIP_TOP } from './map-layout.js';
import { drawAxis, drawStrip, runsOf } from './owner-strip.js';
import { createScale } from './scale.js';
import { drawTrueScale, TRUE_SCALE_HEIGHT } from './true-scale.js';
import { chooseViewport, type Viewport } from './viewport.js';

/** Minimum width of a cell, px: enough for a letter and a finger. */
const MIN_CELL = 30;
/** Minimum width of a cell where the map has few, px: enough for an IPv4 CIDR. */
const WIDE_CELL = 132;
/** Where cells would be narrower than this, the map leaves out rows and counts them, px. */
const NARROWEST_CELL = 8;
/** The map draws nothing into a narrower place, px. */
const MIN_WIDTH = 40;

export interface MapViewHandlers {
  onZoom(range: AddressRange | null): void;
  /** The user activated a binding. */
  onSelect(nested: NestedBinding): void;
  onLookUp(address: string): void;
}

/** What the map shows. */
export interface MapModel {
  readonly prefix: OpenPrefix;
  readonly palette: Palette;
  /** The addresses in view; `null` for the whole prefix. */
  readonly zoom: AddressRange | null;
  /** The answer that the marker shows. */
  readonly resolution: Resolution | null;
  readonly selectedCidr: string | null;
}

export interface MapView {
  update(model: MapModel): void;
}

interface MapLayout {
  readonly frame: MapFrame;
  readonly view: Viewport;
  /** Top of the true-scale bar's links; `null` where the whole map is to scale. */
  readonly trueScaleTop: number | null;
  readonly height: number;
}

function layOut({ prefix, palette, zoom }: MapModel, width: number): MapLayout {
  const range = zoom ?? { first: prefix.first, last: prefix.last };
  const view = chooseViewport(prefix.nestedBindings, range, Math.floor(width / NARROWEST_CELL));
  const minimum = Math.max(MIN_CELL, Math.min(WIDE_CELL, width / view.starts.length / 1.8));
  const scale = createScale(view, view.starts, width, minimum);
  const bottom = rowTop(Math.max(1, view.rows)) + 2;
  return {
    frame: { scale, palette, width, family: prefix.family },
    view,
    trueScaleTop: scale.stretched ? bottom : null,
    height: bottom + (scale.stretched ? TRUE_SCALE_HEIGHT : 4),
  };
}

/** The number of the address that the marker shows; `null` where it is not in view. */
function markedAddress(resolution: Resolution | null, view: AddressRange): bigint | null {
  if (resolution === null || resolution.reason === 'outside-prefix') return null;
  const address = addressNumber(resolution.address);
  return view.first <= address && address <= view.last ? address : null;
}

function drawMap(
  drawing: SVGSVGElement,
  model: MapModel,
  { frame, view, trueScaleTop, height }: MapLayout,
  handlers: MapViewHandlers,
): void {
  const { prefix, resolution, selectedCidr } = model;
  const { width, family } = frame;
  const canonical = (address: bigint): string => parseAddress(addressText(address, family)).address;
  const runs = runsOf(frame, prefix.segments);
  const layers = [
    drawStrip(frame, runs, canonical, handlers.onLookUp),
    drawRows(frame, view, selectedCidr, ({ nested, first, last }) =>
      nested === null ? handlers.onZoom({ first, last }) : handlers.onSelect(nested),
    ),
  ];
  const address = markedAddress(resolution, view);
  if (resolution !== null && address !== null) {
    layers.push(drawMarker(frame, view, prefix.nestedBindings, resolution, address));
  }
  const caption = (y: number, text: string): SVGTextElement =>
    svg('text', { class: 'caption', x: 0, y, 'aria-hidden': 'true' }, text);
  const rowsCaption =
    width >= 460 ? 'Bindings: the most specific (lowest) wins' : 'Bindings: the lowest wins';
  drawing.setAttribute('width', String(width));
  drawing.setAttribute('height', String(height));
  drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
  setChildren(drawing, [
    drawAxis(frame, runs, canonical),
    trueScaleTop !== null && drawTrueScale(frame, runs, trueScaleTop),
    layers.map(({ shapes }) => shapes),
    caption(STRIP_TOP - 8, 'Where traffic goes'),
    caption(ROWS_CAPTION_TOP + BAND.caption - 8, rowsCaption),
    layers.map(({ texts }) => texts),
  ]);
}

interface MapElements {
  readonly crumbs: HTMLElement;
  readonly legend: HTMLElement;
  readonly drawing: SVGSVGElement;
  readonly stage: HTMLElement;
  /** Announces each zoom. */
  readonly announcement: HTMLElement;
}

/** Fills `root`, with `toggle` beside the title. */
function createElements(root: HTMLElement, toggle: HTMLElement): MapElements {
  const drawing = svg('svg', {
    class: 'drawing',
    role: 'group',
    'aria-labelledby': 'map-title',
    'aria-describedby': 'map-keys',
  });
  const elements = {
    crumbs: el('div', { class: 'crumb-line' }),
    legend: el('div'),
    drawing,
    stage: el('div', { class: 'stage' }, drawing),
    announcement: el('p', { class: 'visually-hidden', 'aria-live': 'polite' }),
  };
  const keys = el(
    'p',
    { id: 'map-keys', class: 'keys' },
    'Click a binding to zoom in; click the top strip to look up an address. Keys: ',
    ['arrows', 'Enter', 'Esc'].flatMap((key) => [el('kbd', {}, key), ' ']),
  );
  root.replaceChildren(
    el(
      'div',
      { class: 'card-head' },
      el('h2', { id: 'map-title' }, 'Who gets the traffic'),
      toggle,
      elements.crumbs,
    ),
    elements.legend,
    elements.stage,
    keys,
    elements.announcement,
  );
  return elements;
}

/** Draws the breadcrumb, and keeps the focus in the map if it was there. */
function drawCrumbs(
  { crumbs, drawing }: MapElements,
  trail: readonly Crumb[],
  handlers: MapViewHandlers,
): void {
  const hadFocus = crumbs.contains(document.activeElement);
  crumbs.replaceChildren(breadcrumb(trail, handlers.onZoom));
  if (!hadFocus) return;
  const next = crumbs.querySelector<HTMLElement>('button');
  (next ?? drawing.querySelector<SVGGElement>('[tabindex="0"]'))?.focus();
}

/** Builds the map in `root`, with `toggle` beside its title. */
export function createMapView(root: HTMLElement, handlers: MapViewHandlers, toggle: HTMLElement): MapView {
  const elements = createElements(root, toggle);
  const { drawing, stage } = elements;
  let model: MapModel | null = null;
  let trail: readonly Crumb[] = [];

  enableArrowKeys(drawing, () => {
    if (trail.length >= 2) handlers.onZoom(trail.length === 2 ? null : (trail.at(-2) ?? null));
  });

  const draw = (): void => {
    const width = Math.floor(stage.getBoundingClientRect().width);
    if (model === null || width < MIN_WIDTH) return;
    const { prefix, palette, zoom } = model;
    const { first, last, segments, nestedBindings } = prefix;
    const focused = focusedKey(drawing);
    drawMap(drawing, model, layOut(model, width), handlers);
    elements.legend.replaceChildren(legend(segments, zoom ?? { first, last }, palette));
    trail = crumbsTo({ first, last, label: prefix.prefix.cidr }, nestedBindings, zoom);
    restoreFocus(drawing, focused);
    drawCrumbs(elements, trail, handlers);
  };

  new ResizeObserver(draw).observe(stage);
  return {
    update(next) {
      const isZoom = model !== null && model.prefix === next.prefix && model.zoom !== next.zoom;
      model = next;
      draw();
      if (!isZoom) return;
      const { first, last } = next.zoom ?? next.prefix;
      const label = trail.at(-1)?.label ?? '';
      elements.announcement.textContent = `In view: ${label}, ${formatAddressCount(last - first + 1n)}`;
    },
  };
}
