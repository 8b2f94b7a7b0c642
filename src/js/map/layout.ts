// The map as numbers: owners of addresses and the bindings behind them, for any view and any width in pixels.

import { Layout as RawLayout, startPlanner } from 'host/planner.js';
import { encodeUtf8 } from '../text/utf8.js';
import type { AddressText, CidrInfo, CidrText } from '../types/api.js';
import { ByoipError, isByoipError } from '../types/errors.js';
import { invalidArgument, optionalString, requireString } from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import { parseCidr } from '../wasm/core.js';

/** A binding in a map. A `ServiceBinding` fits. */
export interface DrawnBinding {
  readonly cidr: CidrText;
  /** `null` for a regional binding, which owns nothing. */
  readonly serviceId: string | null;
  /** State from the API; a binding without one is active. */
  readonly state?: string | null | undefined;
}

/** A range of addresses as numbers, both ends included. */
export interface AddressSpan {
  readonly first: bigint;
  readonly last: bigint;
}

/** The part of the prefix in view, and the resolution. */
export interface ViewOptions {
  /** The addresses in view; the default is the whole prefix. Addresses outside the prefix are cut off. */
  readonly view?: AddressSpan | undefined;
  /** Width in pixels: a rectangle narrower than one pixel is merged with its neighbours. */
  readonly width?: number | undefined;
}

/** The options of `strip`. */
export interface StripOptions extends ViewOptions {
  /** True to keep neighbours of one service separate where different bindings own them. */
  readonly apart?: boolean | undefined;
}

/** In place of a service or a binding: none. */
export const NOTHING = -1;
/** In place of a service or a binding: several. */
export const SEVERAL = -2;

/** Rectangles as columns: element `i` of each column belongs to rectangle `i`. */
export interface Rectangles {
  readonly length: number;
  /** Left edges as fractions of the view, 0 to 1. Adjacent rectangles have equal edges. */
  readonly x0: Float64Array;
  /** Right edges. */
  readonly x1: Float64Array;
  /** Positions in `Layout.services`; -1 for no owner or a regional binding, -2 for several. */
  readonly service: Int32Array;
  /** Positions in the list of bindings; -1 for addresses without an owner, -2 for several. */
  readonly binding: Int32Array;
  /** Roll-out of the binding: 0 active, 1 provisioning, 2 stuck. */
  readonly provisioning: Uint8Array;
  /** Number of runs, or bindings, that the rectangle represents. */
  readonly count: Uint32Array;
  /** The first address of a rectangle, exact. */
  first(index: number): bigint;
  /** The last address of a rectangle, exact. */
  last(index: number): bigint;
}

/** The owners: runs of addresses that cover the view without gaps. */
export type Strip = Rectangles;

/** The bindings, by address, each before the bindings inside it. */
export interface Icicle extends Rectangles {
  /** Nesting depth; 0 for a binding that is not inside another one. */
  readonly row: Uint32Array;
  /** Number of bindings inside that have no rectangle of their own. */
  readonly hidden: Uint32Array;
}

/** A line of a large prefix: one block, or several neighbours that no binding divides. */
export interface PictureLine extends AddressSpan {
  /** Number of blocks. */
  readonly blocks: number;
  /** Length of each block in bits. */
  readonly length: number;
}

/**
 * Bindings prepared for drawing. The constructor costs O(n log n). After that a view costs as much as it contains, with a
 * `width` of w pixels O(w) at best, which is cheap enough for every frame.
 *
 * A layout holds memory outside the JavaScript heap. `dispose()` frees it at once; otherwise the garbage collector frees it
 * some time after the layout is unreachable.
 *
 * @example
 * ```ts
 * new Layout(bindings, '192.0.2.0/24').size; // 1
 * ```
 */
export class Layout {
  /** The prefix. */
  readonly prefix: CidrInfo;
  /** Ids of the services, in the order of their first binding. */
  readonly services: readonly string[];
  /** The addresses of the prefix. */
  readonly whole: AddressSpan;
  readonly #raw: RawLayout;

  /**
   * Prepares the bindings of a prefix, without those outside it. The order of the list matters only between bindings of the
   * same CIDR: an active one wins, then the first one.
   *
   * @throws ByoipError with the codes of `parseCidr`; `pointer` names the binding
   */
  constructor(bindings: readonly DrawnBinding[], prefix: CidrText) {
    if (!Array.isArray(bindings)) throw invalidArgument('bindings', 'an array', bindings);
    this.prefix = parseCidr(requireString(prefix, 'prefix'));
    const list: readonly (DrawnBinding | null)[] = bindings;
    const services = new NameTable(list.length);
    const states = new NameTable(list.length);
    const cidrs = list.map((binding, i) => {
      const cidr = requireString(binding?.cidr, 'binding.cidr');
      services.put(i, optionalString(binding?.serviceId, 'binding.serviceId'));
      states.put(i, optionalString(binding?.state, 'binding.state'));
      // The list crosses as one text separated by spaces, so an empty text or a space would shift the entries.
      if (cidr === '' || cidr.includes(' ')) parseCidr(cidr);
      return cidr;
    });
    this.services = services.names;
    this.#raw = newRawLayout(this.prefix.cidr, cidrs, services, states);
    const [high = 0n, low = 0n, lastHigh = 0n, lastLow = 0n] = this.#raw.whole();
    this.whole = { first: joinHalves(high, low), last: joinHalves(lastHigh, lastLow) };
  }

  /** Number of bindings in the layout. */
  get size(): number {
    return this.#raw.size;
  }

  /**
   * The runs of a view, by address and without gaps; neighbours differ. At most `2n + 1` for n bindings, and at most
   * `2 * width`.
   *
   * @throws ByoipError `call-malformed`
   */
  strip({ view, width, apart = false }: StripOptions = {}): Strip {
    const { first, last } = this.#span(view);
    return rectangles(callForColumns(() => this.#raw.strip(first, last, pixelCount(width), apart)));
  }

  /**
   * The rectangles of the bindings in a view: one for each bound CIDR, so at most n. With a `width`, bindings narrower than a
   * pixel are merged with those of the same row and pixel, and the bindings inside them are only counted: then there are at
   * most `8 * width`, not counting bindings that only begin or end in the view.
   *
   * @throws ByoipError `call-malformed`
   */
  icicle({ view, width }: ViewOptions = {}): Icicle {
    const { first, last } = this.#span(view);
    const found = callForColumns(() => this.#raw.icicle(first, last, pixelCount(width)));
    const [, , , , , , , row, hidden] = found;
    return { ...rectangles(found), row, hidden };
  }

  /**
   * The prefix as at most 16 lines of equal blocks: IPv4 by /24 up to a /20, IPv6 down to a /64. Equal neighbours that no
   * binding divides share one line.
   */
  lines(): readonly PictureLine[] {
    return callWasm(() => this.#raw.lines()) as readonly PictureLine[];
  }

  /**
   * The canonical text of an address of the prefix's family.
   *
   * @throws ByoipError `call-malformed` where the number is not an address of the family
   */
  address(number: bigint): AddressText {
    const found = isAddress(number) ? callWasm(() => this.#raw.address(number)) : '';
    if (found === '') throw invalidArgument('number', 'the number of an address', number);
    return found;
  }

  /** Frees the layout's memory. After that every other method throws. */
  dispose(): void {
    this.#raw.free();
  }

  #span(view: AddressSpan | undefined): AddressSpan {
    if (view === undefined) return this.whole;
    const { first, last } = view ?? {};
    if (!isAddress(first) || !isAddress(last) || first > last) {
      throw invalidArgument('view', 'two addresses in order, as bigint', view);
    }
    return view;
  }
}

/** The answer of the core, one typed array for each column. */
type RectangleColumns = readonly [
  bounds: BigUint64Array,
  x0: Float64Array,
  x1: Float64Array,
  service: Int32Array,
  binding: Int32Array,
  provisioning: Uint8Array,
  count: Uint32Array,
  row: Uint32Array,
  hidden: Uint32Array,
];

/** Calls the core for the columns of rectangles. */
function callForColumns(call: () => unknown): RectangleColumns {
  return callWasm(call) as RectangleColumns;
}

function rectangles([bounds, x0, x1, service, binding, provisioning, count]: RectangleColumns): Rectangles {
  return {
    length: x0.length,
    x0,
    x1,
    service,
    binding,
    provisioning,
    count,
    first: (index) => addressAt(bounds, index, 0),
    last: (index) => addressAt(bounds, index, 2),
  };
}

/** Numbers names in the order of their first use. */
class NameTable {
  readonly names: string[] = [];
  /** For each binding the number of its name; 0xffff_ffff without one. */
  readonly numberOf: Uint32Array;
  readonly #numbers = new Map<string, number>();

  constructor(length: number) {
    this.numberOf = new Uint32Array(length).fill(0xffff_ffff);
  }

  put(at: number, name: string | null): void {
    if (name === null) return;
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    this.numberOf[at] = number;
  }
}

/** Creates the layout in the wasm; an error names the binding. */
function newRawLayout(
  prefix: CidrText,
  cidrs: readonly string[],
  services: NameTable,
  states: NameTable,
): RawLayout {
  // Bytes cross faster than a string.
  const list = encodeUtf8(cidrs.join(' '));
  try {
    return callWasm(() => {
      startPlanner();
      return new RawLayout(prefix, list, services.numberOf, states.numberOf, states.names);
    });
  } catch (error) {
    if (!isByoipError(error)) throw error;
    const { code, message, help, at, pointer = '' } = error;
    const offsets = at === undefined ? {} : { at };
    throw new ByoipError({ code, message, help, ...offsets, pointer: `${pointer}/cidr` });
  }
}

const isAddress = (number: unknown): number is bigint =>
  typeof number === 'bigint' && number >= 0n && number < 1n << 128n;

const joinHalves = (high: bigint, low: bigint): bigint => (high << 64n) | low;

/** An address from a column of 64-bit halves. */
function addressAt(bounds: BigUint64Array, index: number, at: 0 | 2): bigint {
  const high = bounds[index * 4 + at];
  const low = bounds[index * 4 + at + 1];
  if (high === undefined || low === undefined) throw new RangeError(`there is no rectangle ${index}`);
  return joinHalves(high, low);
}

/** A width in pixels, or 0 without one. */
function pixelCount(width: number | undefined): number {
  if (width === undefined) return 0;
  const isValid = typeof width === 'number' && Number.isInteger(width) && width > 0 && width <= 100_000;
  if (!isValid) throw invalidArgument('width', 'a whole number of pixels from 1 to 100000', width);
  return width;
}
