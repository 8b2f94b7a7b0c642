// The map in a page: it is redrawn for each zoom, width and answer; the focus stays where it was.

import { type AddressRange, formatAddressCount, sameRange } from '../model/address-range.js';
import type { Palette } from '../model/palette.js';
import type { MapData } from '../model/prepare-map.js';
import { blockKey } from '../picture/binding-rows.js';
import type { FillPatterns } from '../picture/fill-patterns.js';
import type { MapFrame } from '../picture/frame.js';
import { legend, rolloutTotals, serviceTotals } from '../picture/legend.js';
import type { MarkedAddress } from '../picture/marker.js';
import { type OwnerRun, runKey } from '../picture/owner-strip.js';
import { drawPanel, layOut, rowsCaption, STRIP_TOP } from '../picture/panel.js';
import { elementOf, redraw, shape } from '../picture/shapes.js';
import type { MapBlock } from '../picture/viewport.js';
import { breadcrumb, type Crumb, crumbsTo } from './breadcrumb.js';
import { enableArrowKeys, focusedKey, restoreFocus } from './roving-tabindex.js';

/** Where cells would be narrower than this, the map leaves out rows and counts them, px. */
const NARROWEST_CELL = 8;
/** The map draws nothing into a narrower place, px. */
const MIN_WIDTH = 40;

/** What the map shows. */
export interface MapModel {
  readonly map: MapData;
  readonly palette: Palette;
  /** The addresses in view; `null` for the whole prefix. */
  readonly zoom: AddressRange | null;
  readonly marked: MarkedAddress | null;
  readonly selectedCidr: string | null;
}

export interface MapHandlers {
  /** The user asked for another view; `null` for the whole prefix. */
  onZoom(range: AddressRange | null): void;
  /** The user chose a binding, or several that are too close together to draw. */
  onBlock(block: MapBlock): void;
  /** The user chose a run of the owner strip. */
  onRun(run: OwnerRun): void;
}

/** The parts of the map, which the caller arranges. */
export class MapView {
  readonly crumbs = document.createElement('div');
  readonly legend = document.createElement('div');
  readonly stage = document.createElement('div');
  /** Announces each zoom. */
  readonly announcement = document.createElement('p');
  readonly drawing: SVGSVGElement;
  readonly #handlers: MapHandlers;
  readonly #patterns: FillPatterns;
  #model: MapModel | null = null;
  #blocks: readonly MapBlock[] = [];
  #runs: readonly OwnerRun[] = [];
  #trail: readonly Crumb[] = [];

  /** `labels` are the ids of the title and of the help. */
  constructor(handlers: MapHandlers, patterns: FillPatterns, labels: readonly [title: string, help: string]) {
    this.#handlers = handlers;
    this.#patterns = patterns;
    const attributes = { 'aria-labelledby': labels[0], 'aria-describedby': labels[1] };
    this.drawing = elementOf(
      shape('svg', { class: 'byoip-map drawing', role: 'group', ...attributes }),
    ) as SVGSVGElement;
    this.stage.className = 'stage';
    this.stage.append(this.drawing);
    this.announcement.className = 'visually-hidden';
    this.announcement.ariaLive = 'polite';
    this.crumbs.addEventListener('click', ({ target }) => this.#onCrumb(target));
    this.drawing.addEventListener('click', ({ target }) => this.#onChoice(target));
    enableArrowKeys(this.drawing, () => {
      if (this.#trail.length >= 2) this.#zoomTo(this.#trail.length - 2);
    });
    new ResizeObserver(() => this.#draw()).observe(this.stage);
  }

  update(next: MapModel): void {
    const isZoom = this.#model !== null && this.#model.map === next.map && this.#model.zoom !== next.zoom;
    this.#model = next;
    this.#draw();
    if (!isZoom) return;
    const { first, last } = next.zoom ?? next.map;
    const label = this.#trail.at(-1)?.label ?? '';
    this.announcement.textContent = `In view: ${label}, ${formatAddressCount(last - first + 1n)}`;
  }

  #onCrumb(target: EventTarget | null): void {
    const at = target instanceof HTMLElement ? target.dataset.crumb : undefined;
    if (at !== undefined) this.#zoomTo(Number(at));
  }

  #zoomTo(crumb: number): void {
    this.#handlers.onZoom(crumb === 0 ? null : (this.#trail[crumb] ?? null));
  }

  #onChoice(target: EventTarget | null): void {
    const item = target instanceof Element ? target.closest<SVGGElement>('[data-key]') : null;
    const key = item?.dataset.key;
    const block = this.#blocks.find((one) => blockKey(one) === key);
    if (block !== undefined) this.#handlers.onBlock(block);
    const run = this.#runs.find((one) => runKey(one) === key);
    if (run !== undefined) this.#handlers.onRun(run);
  }

  #draw(): void {
    const width = Math.floor(this.stage.getBoundingClientRect().width);
    if (this.#model === null || width < MIN_WIDTH) return;
    const { map, palette, zoom } = this.#model;
    const focused = focusedKey(this.drawing);
    this.#drawPicture(this.#model, width);
    const view = zoom ?? map;
    const totals = serviceTotals(map.segments, view, palette);
    redraw(this.legend, legend(view, totals, rolloutTotals(map.segments, view), this.#patterns.fillOf));
    const { first, last, cidr } = map;
    this.#trail = crumbsTo({ first, last, label: cidr }, map.nestedBindings, zoom);
    restoreFocus(this.drawing, focused);
    this.#drawCrumbs();
  }

  #drawPicture({ map, palette, zoom, marked, selectedCidr }: MapModel, width: number): void {
    const view = zoom ?? map;
    const { scale, viewports } = layOut([map], view, width, NARROWEST_CELL);
    const [viewport] = viewports;
    if (viewport === undefined) return;
    this.#blocks = viewport.blocks;
    const frame: MapFrame = {
      scale,
      palette,
      fillOf: this.#patterns.fillOf,
      width,
      family: map.family,
      stripTop: STRIP_TOP.marked,
      interactive: true,
    };
    const isMarked = marked !== null && view.first <= marked.address && marked.address <= view.last;
    const { shapes, height, runs } = drawPanel(frame, {
      map,
      viewport,
      marked: isMarked ? marked : null,
      marks: { selectedCidr },
      caption: 'Where traffic goes',
      rowsCaption: rowsCaption(width),
      hasTrueScale: true,
    });
    this.#runs = runs;
    this.drawing.setAttribute('width', String(width));
    this.drawing.setAttribute('height', String(height));
    this.drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    redraw(this.drawing, shapes);
  }

  /** Draws the breadcrumb, and keeps the focus in the map if it was there. */
  #drawCrumbs(): void {
    const { activeElement } = this.drawing.getRootNode() as Document | ShadowRoot;
    const hadFocus = this.crumbs.contains(activeElement);
    redraw(this.crumbs, breadcrumb(this.#trail));
    if (!hadFocus) return;
    const next = this.crumbs.querySelector<HTMLElement>('button');
    (next ?? this.drawing.querySelector<SVGGElement>('[tabindex="0"]'))?.focus();
  }
}

/** The view after a block was chosen; `null` for the whole prefix. */
export function zoomOf(map: AddressRange, { first, last }: AddressRange): AddressRange | null {
  const cut = {
    first: first > map.first ? first : map.first,
    last: last < map.last ? last : map.last,
  };
  return sameRange(cut, map) ? null : cut;
}
