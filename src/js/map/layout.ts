// The picture in numbers: who owns which addresses, and which bindings say so, for any view and any number of pixels.

import { Layout as RawLayout, startPlanner } from 'host/planner.js';
import type { AddressText, CidrInfo, CidrText } from '../types/api.js';
import { ByoipError, isByoipError } from '../types/errors.js';
import { callWasm, invalidArgument, optionalString, requireString } from '../wasm/call-wasm.js';
import { parseCidr } from '../wasm/core.js';

/** A binding as far as a picture cares; a `ServiceBinding` is one. */
export interface DrawnBinding {
  readonly cidr: CidrText;
  /** `null` for a regional binding, which owns nothing. */
  readonly serviceId: string | null;
  /** As the API sends it; without one the binding counts as active. */
  readonly state?: string | null | undefined;
}

/** A run of addresses, both ends included, as numbers. */
export interface AddressSpan {
  readonly first: bigint;
  readonly last: bigint;
}

/** What of the prefix is drawn, and how finely. */
export interface ViewOptions {
  /** The addresses in view; the whole prefix without it. What is outside the prefix is cut off. */
  readonly view?: AddressSpan | undefined;
  /** Pixels from the left edge to the right one: what is narrower than one of them is drawn with its neighbours. */
  readonly width?: number | undefined;
}

/** What `strip` takes. */
export interface StripOptions extends ViewOptions {
  /** True to keep neighbours apart that two bindings of one service own. */
  readonly apart?: boolean | undefined;
}

/** In place of a service or a binding: there is none. */
export const NOTHING = -1;
/** In place of a service or a binding: there are several. */
export const SEVERAL = -2;

/** Rectangles as columns: entry `i` of each is about rectangle `i`. */
export interface Rectangles {
  readonly length: number;
  /** Left edges, as a part of the view: 0 to 1. Where two rectangles touch, their edges are equal. */
  readonly x0: Float64Array;
  /** Right edges. */
  readonly x1: Float64Array;
  /** Positions in `Layout.services`; -1 for nobody or a regional binding, -2 for several. */
  readonly service: Int32Array;
  /** Positions in the list of bindings; -1 where nobody owns the addresses, -2 for several. */
  readonly binding: Int32Array;
  /** How far the roll-out of the binding is: 0 active, 1 on the way, 2 stuck. */
  readonly provisioning: Uint8Array;
  /** How many runs, or bindings, the rectangle stands for. */
  readonly count: Uint32Array;
  /** The first address of a rectangle, exact. */
  first(index: number): bigint;
  /** The last address of a rectangle, exact. */
  last(index: number): bigint;
}

/** What traffic does: runs that tile the view. */
export type Strip = Rectangles;

/** What is configured: bindings by address, each in front of those inside it. */
export interface Icicle extends Rectangles {
  /** Depth of nesting; 0 for a binding inside no other one. */
  readonly row: Uint32Array;
  /** Bindings inside that have no rectangle of their own. */
  readonly hidden: Uint32Array;
}

/** A line of a large prefix: a block, or several neighbours in which nothing begins or ends. */
export interface PictureLine extends AddressSpan {
  /** How many blocks. */
  readonly blocks: number;
  /** Length of each block in bits. */
  readonly length: number;
}

/**
 * Bindings that are ready to be drawn. Making one costs O(n log n); after it a view costs what is seen in it, with a
 * `width` of w pixels at best O(w), so that a page can ask for each frame.
 *
 * It holds memory outside the JavaScript heap; `dispose()` gives it back at once, the garbage collector some
 * time after the layout is unreachable.
 */
export class Layout {
  /** The prefix. */
  readonly prefix: CidrInfo;
  /** Ids of the services, in the order in which the list first names them. */
  readonly services: readonly string[];
  /** The addresses of the prefix. */
  readonly whole: AddressSpan;
  readonly #raw: RawLayout;

  /**
   * Lays out the bindings of a prefix. Those that have no address of it are left out. The order of the list decides
   * between bindings of one CIDR only: an active one wins, then the one listed first.
   *
   * @throws ByoipError with the codes of `parseCidr`; `pointer` says which binding it is
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
      // Of spaces and nothing the core would make another list: they are refused here.
      if (cidr === '' || cidr.includes(' ')) parseCidr(cidr);
      return cidr;
    });
    this.services = services.names;
    this.#raw = newRawLayout(this.prefix.cidr, cidrs, services, states);
    const [high = 0n, low = 0n, lastHigh = 0n, lastLow = 0n] = this.#raw.whole();
    this.whole = { first: whole(high, low), last: whole(lastHigh, lastLow) };
  }

  /** Number of bindings in the picture. */
  get size(): number {
    return this.#raw.size;
  }

  /**
   * The runs of a view: by address, without a gap, and no two neighbours alike. At most `2n + 1` for n bindings, and at
   * most `2 * width`.
   *
   * @throws ByoipError `call-malformed`
   */
  strip({ view, width, apart = false }: StripOptions = {}): Strip {
    const { first, last } = this.#span(view);
    return rectangles(callForColumns(() => this.#raw.strip(first, last, pixelCount(width), apart)));
  }

  /**
   * The rectangles of the bindings in a view: one for each CIDR that is bound, so at most n. With a `width`, what is
   * narrower than a pixel is one with its neighbours of the same row and pixel, and what is inside it is only counted:
   * then there are at most `8 * width`, beside those bindings that only begin or end in the view.
   *
   * @throws ByoipError `call-malformed`
   */
  icicle({ view, width }: ViewOptions = {}): Icicle {
    const { first, last } = this.#span(view);
    const found = callForColumns<RectangleColumns>(() => this.#raw.icicle(first, last, pixelCount(width)));
    const [, , , , , , , row, hidden] = found;
    return { ...rectangles(found), row, hidden };
  }

  /**
   * The prefix as lines of equal blocks, at most 16: IPv4 by /24 up to a /20, IPv6 down to a /64. Neighbouring blocks in
   * which nothing begins or ends, and that are alike, are one line.
   */
  lines(): readonly PictureLine[] {
    const [bounds, , , blocks, lengths] = callForColumns<LineColumns>(() => this.#raw.lines());
    return Array.from(blocks, (count, i) => ({
      first: addressAt(bounds, i, 0),
      last: addressAt(bounds, i, 2),
      blocks: count,
      length: lengths[i] ?? 0,
    }));
  }

  /**
   * The canonical text of an address of the prefix's family.
   *
   * @throws ByoipError `call-malformed` where the family has no address of this number
   */
  address(number: bigint): AddressText {
    const found = isAddress(number) ? callWasm(() => this.#raw.address(number)) : '';
    if (found === '') throw invalidArgument('number', 'the number of an address', number);
    return found;
  }

  /** Gives the layout's memory back. Any other method throws afterwards. */
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

/** What the core answers, a typed array for each column. */
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
type LineColumns = readonly [
  bounds: BigUint64Array,
  x0: Float64Array,
  x1: Float64Array,
  blocks: Uint32Array,
  lengths: Uint32Array,
];

/** A call that the core answers with columns. */
function callForColumns<T extends RectangleColumns | LineColumns>(call: () => unknown): T {
  return callWasm(call) as T;
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

/** Names by number, in the order of their first use. */
class NameTable {
  readonly names: string[] = [];
  readonly of: Uint32Array;
  readonly #places = new Map<string, number>();

  constructor(length: number) {
    this.of = new Uint32Array(length).fill(0xffff_ffff);
  }

  put(at: number, name: string | null): void {
    if (name === null) return;
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.names.push(name) - 1;
      this.#places.set(name, place);
    }
    this.of[at] = place;
  }
}

/** Makes the raw layout; of an error it is said which binding it is about. */
function newRawLayout(
  prefix: CidrText,
  cidrs: readonly string[],
  services: NameTable,
  states: NameTable,
): RawLayout {
  // A text would cross character by character.
  const list = new TextEncoder().encode(cidrs.join(' '));
  try {
    return callWasm(() => {
      startPlanner();
      return new RawLayout(prefix, list, services.of, states.of, states.names);
    });
  } catch (error) {
    if (!isByoipError(error)) throw error;
    const { code, message, help, at, pointer = '' } = error;
    const place = at === undefined ? {} : { at };
    throw new ByoipError({ code, message, help, ...place, pointer: `${pointer}/cidr` });
  }
}

const isAddress = (number: unknown): number is bigint =>
  typeof number === 'bigint' && number >= 0n && number < 1n << 128n;

const whole = (high: bigint, low: bigint): bigint => (high << 64n) | low;

/** An address out of a column of halves. */
function addressAt(bounds: BigUint64Array, index: number, at: 0 | 2): bigint {
  const high = bounds[index * 4 + at];
  const low = bounds[index * 4 + at + 1];
  if (high === undefined || low === undefined) throw new RangeError(`there is no rectangle ${index}`);
  return whole(high, low);
}

/** A number of pixels, or 0 for none. */
function pixelCount(width: number | undefined): number {
  if (width === undefined) return 0;
  const whole = typeof width === 'number' && Number.isInteger(width) && width > 0 && width <= 100_000;
  if (!whole) throw invalidArgument('width', 'a whole number of pixels from 1 to 100000', width);
  return width;
}
