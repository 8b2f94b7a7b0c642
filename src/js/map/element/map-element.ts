// `<byoip-map>`: bindings in, an accessible picture out.

import { ByoipError, isByoipError } from '../../types/errors.js';
import { type AddressRange, addressText } from '../model/address-range.js';
import { FillPatterns } from '../picture/fill-patterns.js';
import type { OwnerRun } from '../picture/owner-strip.js';
import { elementOf, shape, svgElementOf } from '../picture/shapes.js';
import { liveStyles } from '../picture/style.js';
import type { MapBlock } from '../picture/viewport.js';
import { type ElementInput, markedIn, readInput } from './element-input.js';
import { MapView, zoomOf } from './map-view.js';

/** A binding to draw. A `ServiceBinding` fits, and so does a binding as the API writes it. */
export interface ElementBinding {
  readonly cidr: string;
  /** `null` for a regional binding, which owns nothing. */
  readonly serviceId?: string | null | undefined;
  readonly serviceName?: string | null | undefined;
  /** State from the API; a binding without one is active. */
  readonly state?: string | null | undefined;
}

/** A service of the account. */
export interface ElementService {
  readonly id: string;
  readonly name: string;
}

/** What the user chose. */
export interface ChosenBlock {
  /** A binding, several that are too close together to draw; a run of addresses of one owner, or of several. */
  readonly kind: 'binding' | 'bindings' | 'owner' | 'owners';
  /** First and last address. */
  readonly first: string;
  readonly last: string;
  /** The CIDR of a binding; `null` for the other kinds. */
  readonly cidr: string | null;
  /** The service of a binding or an owner; `null` without one. */
  readonly serviceId: string | null;
}

/** The events of the element, by name. */
export interface ByoipMapEventMap {
  /** Before the map zooms to what was chosen; `preventDefault()` keeps the view. */
  readonly 'byoip-choose': CustomEvent<ChosenBlock>;
  /** The input cannot be drawn. The element says why in place of the map. */
  readonly error: CustomEvent<ByoipError>;
}

const ATTRIBUTES = ['cidr', 'bindings', 'services', 'address', 'selected', 'label'] as const;
const STYLES = `
:host{display:block;color:var(--text);font-family:var(--byoip-map-font,system-ui,sans-serif)}
:host([hidden]){display:none}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:4px 18px;margin-bottom:10px}
.visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.error{margin:0;color:var(--bad);overflow-wrap:anywhere}
[hidden]{display:none}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
`;
const HELP = 'Choose a binding to zoom in. Keys: arrows move, Enter zooms in, Escape zooms out.';

/** On a server there are no elements; the class can be imported there, not created. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * The map of a prefix as a custom element. Its properties can be set at any time and in any order; it draws once they are
 * complete. Each has an attribute of the same name: a text, or JSON for `bindings` and `services`.
 *
 * Colours and fonts are custom properties, `--byoip-map-text`, `--byoip-map-hue-0-tint`, `--byoip-map-font` and others;
 * light and dark follow the `color-scheme` of the page around it.
 *
 * @example
 * ```ts
 * // In a page:
 * const map = () => Object.assign(new ByoipMapElement(), { bindings });
 * ```
 */
export class ByoipMapElement extends Base {
  static readonly observedAttributes: readonly string[] = ATTRIBUTES;

  readonly #given: Partial<Record<(typeof ATTRIBUTES)[number], unknown>> = {};
  #view: MapView | null = null;
  #parts: MapParts | null = null;
  #read: ElementInput | null = null;
  #zoom: AddressRange | null = null;
  #isDue = false;
  /** The input was changed since it was read. */
  #isStale = true;

  /** The prefix as a CIDR; without one, the binding that contains all others. */
  get cidr(): string | null {
    return textOrNull(this.#given.cidr);
  }
  set cidr(value: string | null) {
    this.#set('cidr', value);
  }

  /** The bindings: a list of objects, or the JSON text of one or of a response of the API. */
  get bindings(): readonly ElementBinding[] | string | null {
    return (this.#given.bindings ?? null) as readonly ElementBinding[] | string | null;
  }
  set bindings(value: readonly ElementBinding[] | string | null) {
    this.#set('bindings', value);
  }

  /** All services of the account, so that each looks the same in every map. */
  get services(): readonly ElementService[] | string | null {
    return (this.#given.services ?? null) as readonly ElementService[] | string | null;
  }
  set services(value: readonly ElementService[] | string | null) {
    this.#set('services', value);
  }

  /** An address to mark in the map. */
  get address(): string | null {
    return textOrNull(this.#given.address);
  }
  set address(value: string | null) {
    this.#set('address', value);
  }

  /** The CIDR of the binding that is selected. */
  get selected(): string | null {
    return textOrNull(this.#given.selected);
  }
  set selected(value: string | null) {
    this.#set('selected', value);
  }

  /** The name of the map for assistive technology; by default the prefix. */
  get label(): string | null {
    return textOrNull(this.#given.label);
  }
  set label(value: string | null) {
    this.#set('label', value);
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    this.#set(name as (typeof ATTRIBUTES)[number], value);
  }

  connectedCallback(): void {
    // A property that was set before the class was defined hides its accessor.
    for (const name of ATTRIBUTES) {
      if (!Object.hasOwn(this, name)) continue;
      const own = this as { [K in (typeof ATTRIBUTES)[number]]?: unknown };
      const value = own[name];
      delete own[name];
      this.#set(name, value);
    }
    this.#schedule();
  }

  #set(name: (typeof ATTRIBUTES)[number], value: unknown): void {
    this.#given[name] = value;
    if (name === 'cidr' || name === 'bindings' || name === 'services') this.#isStale = true;
    this.#schedule();
  }

  /** Several properties are usually set in one task, and drawn once after it. */
  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      if (this.isConnected) this.#draw();
    });
  }

  #draw(): void {
    this.#view ??= this.#build();
    const view = this.#view;
    const parts = this.#parts;
    if (parts === null) return;
    try {
      if (this.#isStale) {
        this.#isStale = false;
        this.#readAgain();
      }
      const hasMap = this.#read !== null;
      parts.picture.hidden = !hasMap;
      if (this.#read === null) return;
      const { map, palette } = this.#read;
      parts.error.hidden = true;
      parts.title.textContent = this.label ?? `Who gets the traffic of ${map.cidr}`;
      const marked = markedIn(this.#read, this.#given.address);
      view.update({ map, palette, zoom: this.#zoom, marked, selectedCidr: this.selected });
    } catch (error) {
      this.#fail(error, parts);
    }
  }

  /** Reads the input. The view stays where the prefix does, since lists are read again and again. */
  #readAgain(): void {
    const before = this.#read;
    this.#read = null;
    before?.table.dispose();
    this.#read = readInput(this.#given);
    if (before?.map.cidr !== this.#read?.map.cidr) this.#zoom = null;
  }

  #fail(error: unknown, { error: place, picture }: MapParts): void {
    const found = isByoipError(error)
      ? error
      : new ByoipError({ code: 'call-malformed', message: String(error), help: '' });
    picture.hidden = true;
    place.hidden = false;
    const where = found.pointer ? ` (at ${found.pointer})` : '';
    place.textContent = `This map cannot be drawn: ${found.message}${where}.`;
    this.dispatchEvent(new CustomEvent('error', { detail: found }));
  }

  #build(): MapView {
    const root = this.attachShadow({ mode: 'open' });
    const definitions = elementOf(
      shape('svg', { class: 'visually-hidden', 'aria-hidden': 'true' }, shape('defs')),
    );
    const patterns = new FillPatterns('byoip', (pattern) =>
      definitions.firstElementChild?.append(svgElementOf(pattern)),
    );
    const view = new MapView(
      {
        onZoom: (range) => this.#zoomTo(range),
        onBlock: (block) => this.#choose(chosenBlock(block, this.#family), block),
        onRun: (run) => this.#choose(chosenRun(run, this.#family), null),
      },
      patterns,
      ['title', 'help'],
    );
    const title = elementOf(shape('p', { id: 'title', class: 'visually-hidden' })) as HTMLElement;
    const error = elementOf(shape('p', { class: 'error', role: 'alert', hidden: '' })) as HTMLElement;
    const picture = elementOf(shape('div', { hidden: '' })) as HTMLElement;
    const help = elementOf(shape('p', { id: 'help', class: 'keys' }, HELP));
    const head = elementOf(shape('div', { class: 'head' }));
    head.append(view.legend, view.crumbs);
    picture.append(title, head, view.stage, help, view.announcement, definitions);
    root.append(error, picture);
    root.adoptedStyleSheets = [styleSheet()];
    this.#parts = { error, picture, title };
    return view;
  }

  #zoomTo(range: AddressRange | null): void {
    this.#zoom = range;
    this.#schedule();
  }

  #choose(detail: ChosenBlock, range: AddressRange | null): void {
    const event = new CustomEvent('byoip-choose', {
      detail,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    if (!this.dispatchEvent(event) || range === null || this.#read === null) return;
    this.#zoomTo(zoomOf(this.#read.map, range));
  }

  get #family(): 4 | 6 {
    return this.#read?.map.family ?? 4;
  }
}

function ends({ first, last }: AddressRange, family: 4 | 6): Pick<ChosenBlock, 'first' | 'last'> {
  return { first: addressText(first, family), last: addressText(last, family) };
}

function chosenBlock(block: MapBlock, family: 4 | 6): ChosenBlock {
  const binding = block.nested?.binding;
  return {
    kind: binding === undefined ? 'bindings' : 'binding',
    ...ends(block, family),
    cidr: binding?.cidr ?? null,
    serviceId: binding?.serviceId ?? null,
  };
}

function chosenRun(run: OwnerRun, family: 4 | 6): ChosenBlock {
  const one = run.ranges === 1;
  const serviceId = one ? run.segment.serviceId : null;
  return { kind: one ? 'owner' : 'owners', ...ends(run, family), cidr: null, serviceId };
}

/** The parts of the element. */
interface MapParts {
  readonly error: HTMLElement;
  readonly picture: HTMLElement;
  readonly title: HTMLElement;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

let sheet: CSSStyleSheet | null = null;

/** One sheet for all elements of the document. */
function styleSheet(): CSSStyleSheet {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(liveStyles(':host') + STYLES);
  }
  return sheet;
}

/**
 * Registers the element, as `byoip-map` where no other name is given. Does nothing on a server, and where the name is taken.
 *
 * @example
 * ```ts
 * // In a page: another name for the element.
 * const define = () => defineMapElement('my-map');
 * ```
 */
export function defineMapElement(name = 'byoip-map'): void {
  if (typeof customElements === 'undefined' || customElements.get(name) !== undefined) return;
  // A class can be registered once.
  customElements.define(name, name === 'byoip-map' ? ByoipMapElement : class extends ByoipMapElement {});
}
