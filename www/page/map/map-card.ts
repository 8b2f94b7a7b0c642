// The map in its card, with the choice of the version beside its title.

import {
  type AddressRange,
  addressNumber,
  addressText,
  MapView,
  type MarkedAddress,
  type NestedBinding,
  type Palette,
  type Resolution,
} from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { el } from '../lib/dom.js';
import { pagePatterns } from '../services/fill-patterns.js';

export interface MapCardHandlers {
  onZoom(range: AddressRange | null): void;
  /** The user activated a binding. */
  onSelect(nested: NestedBinding): void;
  onLookUp(address: string): void;
}

/** What the map shows. */
export interface MapCardModel {
  readonly prefix: OpenPrefix;
  readonly palette: Palette;
  /** The addresses in view; `null` for the whole prefix. */
  readonly zoom: AddressRange | null;
  /** The answer that the marker shows. */
  readonly resolution: Resolution | null;
  readonly selectedCidr: string | null;
  /** True where no traffic arrives. */
  readonly isWithdrawn: boolean;
}

export interface MapCard {
  update(model: MapCardModel): void;
}

/** The address that the marker shows. */
export function markedAddress(resolution: Resolution | null): MarkedAddress | null {
  if (resolution === null || resolution.reason === 'outside-prefix') return null;
  return { address: addressNumber(resolution.address), owner: resolution.owner?.index ?? null };
}

/** Builds the map in `root`, with `toggle` beside its title. */
export function createMapCard(root: HTMLElement, handlers: MapCardHandlers, toggle: HTMLElement): MapCard {
  let family: 4 | 6 = 4;
  const view = new MapView(
    {
      onZoom: handlers.onZoom,
      onBlock: ({ nested, first, last }) =>
        nested === null ? handlers.onZoom({ first, last }) : handlers.onSelect(nested),
      onRun: ({ first }) => handlers.onLookUp(addressText(first, family)),
    },
    pagePatterns,
    ['map-title', 'map-keys'],
  );
  const keys = el(
    'p',
    { id: 'map-keys', class: 'visually-hidden' },
    'Click a binding to zoom in; click the top strip to look up an address. Keys: arrows, Enter, Esc.',
  );
  const title = el('h2', { id: 'map-title' });
  root.replaceChildren(
    el('div', { class: 'card-head' }, title, view.legend, toggle, view.crumbs),
    view.stage,
    keys,
    view.announcement,
  );
  return {
    update({ prefix, palette, zoom, resolution, selectedCidr, isWithdrawn }) {
      title.textContent = isWithdrawn
        ? 'Who would get the traffic: the prefix is withdrawn'
        : 'Who gets the traffic';
      family = prefix.family;
      view.update({ map: prefix, palette, zoom, marked: markedAddress(resolution), selectedCidr });
    },
  };
}
