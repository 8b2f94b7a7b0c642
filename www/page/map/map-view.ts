// The picture: the strip above the rows above the lens, drawn anew for each zoom, width and answer.

import { parseAddress, type Resolution } from '../../../src/js/entry/page.js';
import type { NestedBinding } from '../bindings/nest-bindings.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { type AddressRange, addressNumber, addressText, formatAddressCount } from '../lib/address-range.js';
import { el, setChildren, svg } from '../lib/dom.js';
import { enableArrowKeys, focusedKey, restoreFocus } from '../lib/roving-tabindex.js';
import type { Palette } from '../services/palette.js';
import { drawMarker } from './address-marker.js';
import { drawRows } from './binding-rows.js';
import { breadcrumb, crumbsTo } from './breadcrumb.js';
import { legend } from './legend.js';
import { BAND, type MapFrame, ROWS_CAPTION, rowTop, STRIP_TOP } from './map-layout.js';
import { drawAxis, drawStrip, runsOf } from './owner-strip.js';
import { createScale } from './scale.js';
import { drawTrueScale, TRUE_SCALE_HEIGHT } from './true-scale.js';
import { chooseViewport } from './viewport.js';

/** Least width of a cell, px: wide enough for a letter and a finger. */
const LEAST = 30;
/** Where few cells share the picture, each may be this wide, px: enough for an IPv4 CIDR. */
const AMPLE = 132;
/** Below this width a cell is not drawn: rows are left out instead, and counted, px. */
const SMALLEST = 8;

export interface MapViewHandlers {
  onZoom(span: AddressRange | null): void;
  /** A binding was activated. */
  onPick(placed: NestedBinding): void;
  onAsk(address: string): void;
}

export interface MapView {
  update(
    opened: OpenPrefix,
    palette: Palette,
    zoom: AddressRange | null,
    resolution: Resolution | null,
    selected: string | null,
  ): void;
}

/** Builds the picture in `root`; `aside` stands beside its title. */
export function createMapView(root: HTMLElement, calls: MapViewHandlers, aside: HTMLElement): MapView {
  const crumbs = el('div', { class: 'crumb-line' });
  const drawing = svg('svg', {
    class: 'drawing',
    role: 'group',
    'aria-labelledby': 'map-title',
    'aria-describedby': 'map-keys',
  });
  const owners = el('div');
  const stage = el('div', { class: 'stage' }, drawing);
  const words = el('p', { class: 'visually-hidden', 'aria-live': 'polite' });
  const keys = el(
    'p',
    { id: 'map-keys', class: 'keys' },
    'Click a binding to zoom in, a part of the strip to ask. By keyboard: ',
    ['arrows', 'Enter', 'Esc'].flatMap((key) => [el('kbd', {}, key), ' ']),
  );
  root.replaceChildren(
    el('div', { class: 'card-head' }, el('h2', { id: 'map-title' }, 'Who gets the traffic'), aside, crumbs),
    owners,
    stage,
    keys,
    words,
  );
  let last: Parameters<MapView['update']> | null = null;
  let leave: (() => void) | null = null;
  enableArrowKeys(drawing, () => leave?.());

  const draw = (): void => {
    if (last === null) return;
    const [opened, palette, zoom, resolution, selected] = last;
    const width = Math.floor(stage.getBoundingClientRect().width);
    if (width < 40) return;
    const span = zoom ?? { first: opened.first, last: opened.last };
    const view = chooseViewport(opened.nestedBindings, span, Math.floor(width / SMALLEST));
    const least = Math.max(LEAST, Math.min(AMPLE, width / view.starts.length / 1.8));
    const scale = createScale(view, view.starts, width, least);
    const frame: MapFrame = { scale, palette, width, family: opened.family };
    const canonical = (address: bigint): string => parseAddress(addressText(address, opened.family)).address;
    const runs = runsOf(frame, opened.segments);
    const lensTop = rowTop(Math.max(1, view.rows)) + 2;
    const height = lensTop + (scale.stretched ? TRUE_SCALE_HEIGHT : 4);
    const address = resolution === null ? null : addressNumber(resolution.address);
    const marks =
      address !== null &&
      resolution?.reason !== 'outside-prefix' &&
      span.first <= address &&
      address <= span.last;
    const layers = [
      drawStrip(frame, runs, canonical, calls.onAsk),
      drawRows(frame, view, selected, ({ nested, first, last }) =>
        nested === null ? calls.onZoom({ first, last }) : calls.onPick(nested),
      ),
    ];
    if (marks && resolution !== null)
      layers.push(drawMarker(frame, view, opened.nestedBindings, resolution, address));
    const kept = focusedKey(drawing);
    drawing.setAttribute('width', String(width));
    drawing.setAttribute('height', String(height));
    drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const decides =
      width >= 460
        ? 'The bindings that decide it: a lower one is smaller, and wins'
        : 'The bindings: a lower one wins';
    setChildren(drawing, [
      drawAxis(frame, runs, canonical),
      scale.stretched && drawTrueScale(frame, runs, lensTop),
      layers.map(({ shapes }) => shapes),
      svg('text', { class: 'caption', x: 0, y: STRIP_TOP - 8, 'aria-hidden': 'true' }, 'What traffic does'),
      svg(
        'text',
        { class: 'caption', x: 0, y: ROWS_CAPTION + BAND.caption - 8, 'aria-hidden': 'true' },
        decides,
      ),
      layers.map(({ words: text }) => text),
    ]);
    const trail = crumbsTo(
      { first: opened.first, last: opened.last, label: opened.prefix.cidr },
      opened.nestedBindings,
      zoom,
    );
    leave = trail.length < 2 ? null : () => calls.onZoom(trail.length === 2 ? null : (trail.at(-2) ?? null));
    owners.replaceChildren(legend(opened.segments, span, palette));
    const hadCrumb = crumbs.contains(document.activeElement);
    crumbs.replaceChildren(breadcrumb(trail, calls.onZoom));
    restoreFocus(drawing, kept);
    if (hadCrumb)
      (
        crumbs.querySelector<HTMLElement>('button') ?? drawing.querySelector<SVGGElement>('[tabindex="0"]')
      )?.focus();
  };

  new ResizeObserver(() => draw()).observe(stage);
  return {
    update(...next) {
      const zoomed = last !== null && last[0] === next[0] && last[2] !== next[2];
      last = next;
      draw();
      if (!zoomed) return;
      const [opened, , zoom] = next;
      const label = crumbs.querySelector('[aria-current]')?.textContent ?? '';
      const span = zoom ?? opened;
      words.textContent = `In view: ${label}, ${formatAddressCount(span.last - span.first + 1n)}`;
    },
  };
}
