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
import { drawOwners, drawPanel, layOut, type OwnerParts, rowsCaption, STRIP_TOP } from '../picture/panel.js';
import { elementOf, redraw, type ShapeNode, shape } from '../picture/shapes.js';
import { chooseViewport, type MapBlock, type Viewport } from '../picture/viewport.js';
import { breadcrumb, type Crumb, crumbsTo } from './breadcrumb.js';
import { enableArrowKeys, focusedKey, restoreFocus } from './roving-tabindex.js';

/** Where cells would be narrower than this, the map leaves out rows and counts them, px. */
const NARROWEST_CELL = 8;
/** The map draws nothing into a narrower place, px. */
const MIN_WIDTH = 40;

/** Views of one map that are kept. */
const MAX_VIEWS = 16;

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

/** A view at one width, without what is marked in it. */
interface PreparedView {
  readonly frame: MapFrame;
  readonly viewport: Viewport;
  readonly owners: OwnerParts;
  readonly legend: ShapeNode;
  readonly trail: readonly Crumb[];
}

/** Works out all that the owners and bindings in view decide. O(segments in view). */
function prepareView(
  { map, palette, zoom }: Pick<MapModel, 'map' | 'palette' | 'zoom'>,
  width: number,
  { fillOf }: FillPatterns,
): PreparedView {
  const view = zoom ?? map;
  const { scale, viewports } = layOut([map], view, width, NARROWEST_CELL);
  const [viewport = chooseViewport([], view, 0)] = viewports;
  const { family, segments } = map;
  const frame: MapFrame = {
    scale,
    palette,
    fillOf,
    width,
    family,
    stripTop: STRIP_TOP.marked,
    interactive: true,
  };
  const totals = serviceTotals(segments, view, palette);
  const { first, last, cidr } = map;
  return {
    frame,
    viewport,
    owners: drawOwners(frame, { map, viewport, hasTrueScale: true }),
    legend: legend(view, totals, rolloutTotals(segments, view), fillOf),
    trail: crumbsTo({ first, last, label: cidr }, map.nestedBindings, zoom),
  };
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
  #drawnWidth = 0;
  #view: PreparedView | null = null;
  /** The views of each map so far, so that going back to one costs nothing. */
  readonly #views = new WeakMap<MapData, Map<string, PreparedView>>();

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
      const crumbs = this.#view?.trail.length ?? 0;
      if (crumbs >= 2) this.#zoomTo(crumbs - 2);
    });
    new ResizeObserver(() => {
      if (this.#width() !== this.#drawnWidth) this.#draw();
    }).observe(this.stage);
  }

  update(next: MapModel): void {
    const isZoom = this.#model !== null && this.#model.map === next.map && this.#model.zoom !== next.zoom;
    this.#model = next;
    this.#draw();
    if (!isZoom) return;
    const { first, last } = next.zoom ?? next.map;
    const label = this.#view?.trail.at(-1)?.label ?? '';
    this.announcement.textContent = `In view: ${label}, ${formatAddressCount(last - first + 1n)}`;
  }

  #onCrumb(target: EventTarget | null): void {
    const at = (target as HTMLElement | null)?.dataset?.crumb;
    if (at !== undefined) this.#zoomTo(Number(at));
  }

  #zoomTo(crumb: number): void {
    this.#handlers.onZoom(crumb === 0 ? null : (this.#view?.trail[crumb] ?? null));
  }

  #onChoice(target: EventTarget | null): void {
    const item = (target as Element | null)?.closest?.<SVGGElement>('[data-key]');
    const key = item?.dataset.key;
    const block = this.#view?.viewport.blocks.find((one) => blockKey(one) === key);
    if (block !== undefined) this.#handlers.onBlock(block);
    const run = this.#view?.owners.runs.find((one) => runKey(one) === key);
    if (run !== undefined) this.#handlers.onRun(run);
  }

  #width(): number {
    return Math.floor(this.stage.getBoundingClientRect().width);
  }

  #draw(): void {
    const width = this.#width();
    if (this.#model === null || width < MIN_WIDTH) return;
    this.#drawnWidth = width;
    const focused = focusedKey(this.drawing);
    const view = this.#prepare(this.#model, width);
    const isSame = view === this.#view;
    this.#view = view;
    this.#drawPicture(this.#model, view);
    if (!isSame) redraw(this.legend, view.legend);
    restoreFocus(this.drawing, focused);
    if (!isSame) this.#drawCrumbs(view.trail);
  }

  /** The view of the model, from before where nothing has changed but what is marked. */
  #prepare({ map, palette, zoom }: MapModel, width: number): PreparedView {
    const views = this.#views.get(map) ?? new Map<string, PreparedView>();
    this.#views.set(map, views);
    const key = `${width} ${zoom?.first} ${zoom?.last}`;
    const known = views.get(key);
    const isKnown = known !== undefined && known.frame.palette === palette;
    const view = isKnown ? known : prepareView({ map, palette, zoom }, width, this.#patterns);
    // The one that was used least recently goes.
    views.delete(key);
    views.set(key, view);
    const [oldest] = views.keys();
    if (views.size > MAX_VIEWS && oldest !== undefined) views.delete(oldest);
    return view;
  }

  #drawPicture(
    { map, zoom, marked, selectedCidr }: MapModel,
    { frame, viewport, owners }: PreparedView,
  ): void {
    const { width } = frame;
    const view = zoom ?? map;
    const isMarked = marked !== null && view.first <= marked.address && marked.address <= view.last;
    const state = {
      map,
      viewport,
      marked: isMarked ? marked : null,
      marks: { selectedCidr },
      caption: 'Where traffic goes',
      rowsCaption: rowsCaption(width),
      hasTrueScale: true,
    };
    const { shapes, height } = drawPanel(frame, state, owners);
    this.drawing.setAttribute('width', String(width));
    this.drawing.setAttribute('height', String(height));
    this.drawing.setAttribute('viewBox', `0 0 ${width} ${height}`);
    redraw(this.drawing, shapes);
  }

  /** Draws the breadcrumb, and keeps the focus in the map if it was there. */
  #drawCrumbs(trail: readonly Crumb[]): void {
    const { activeElement } = this.drawing.getRootNode() as Document | ShadowRoot;
    const hadFocus = this.crumbs.contains(activeElement);
    redraw(this.crumbs, breadcrumb(trail));
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
