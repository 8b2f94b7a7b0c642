// IPv4 without a call into the wasm, which would cost more than the parsing and the look-up together.

/**
 * The number of an IPv4 address in strict dotted decimal (four octets, no leading zeros), or -1 for any other
 * text, which the wasm then looks at. Held equal to the core by a test. O(1).
 */
export function parseIpv4(text: string): number {
  const length = text.length;
  if (length < 7 || length > 15) return -1;
  let address = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) {
      if (octet === 0) return -1;
      octet = octet < 0 ? digit : octet * 10 + digit;
      if (octet > 255) return -1;
    } else {
      if (digit !== -2 || octet < 0 || ++dots > 3) return -1;
      address = (address << 8) | octet;
      octet = -1;
    }
  }
  return dots === 3 && octet >= 0 ? ((address << 8) | octet) >>> 0 : -1;
}

/** The number of an owner that is none. */
const NO_OWNER = -1;
/** Bits of an address that each table after the first one tells apart. */
const BITS_PER_STEP = 8;
/** Slots of the first table: so many for each interval, but it may have the least, and has not more than the most. */
const SLOTS_PER_INTERVAL = 64;
const MIN_SLOTS = 1 << 12;
const MAX_SLOTS = 1 << 16;
/** Most numbers of an index: a megabyte. */
const MAX_LENGTH = 1 << 18;

/** A list of more intervals hardly ever comes to an index of that size, and is not copied out of the wasm. */
export const MAX_INTERVALS = MAX_LENGTH >> 2;

/**
 * Owners of IPv4 addresses in tables. An address is a place in a table, which names its owner, or the table for the next
 * eight bits. (DIR-24-8, Gupta, Lin and McKeown, INFOCOM 1998; here the first table has the range that is owned.)
 */
export class Ipv4Table {
  /** By so many bits an address is shifted for the first table. */
  readonly #shift: number;
  /** The number of the first slot, and how many there are. */
  readonly #first: number;
  readonly #slots: number;
  /** All tables: an owner, -1, or minus the place of a table. */
  #list: Int32Array;
  #length: number;

  private constructor(low: number, high: number, intervals: number) {
    const most = Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, SLOTS_PER_INTERVAL * intervals));
    let shift = 0;
    while ((high >>> shift) - (low >>> shift) >= most) shift += BITS_PER_STEP;
    this.#shift = shift;
    this.#first = low >>> shift;
    this.#slots = (high >>> shift) - this.#first + 1;
    this.#list = new Int32Array(this.#slots).fill(NO_OWNER);
    this.#length = this.#slots;
  }

  /**
   * Makes the index of intervals as the core hands them out (`V4::list` of the look-up crate), starts and owners; null where
   * nothing is owned, and where the index would be larger than a megabyte. O(intervals and length of the index).
   */
  static of(intervals: Uint32Array): Ipv4Table | null {
    const at = (place: number): number => intervals[place] as number;
    const owner = (place: number): number => at(place + 1) | 0;
    const end = intervals.length;
    // What is nobody's before and after all blocks is left out.
    const begin = end > 0 && owner(0) === NO_OWNER ? 2 : 0;
    if (begin === end) return null;
    const high = owner(end - 2) === NO_OWNER ? at(end - 2) - 1 : 0xffffffff;
    const index = new Ipv4Table(at(begin), high, end / 2);
    for (let place = begin; place < end; place += 2) {
      const last = place + 2 < end ? at(place + 2) - 1 : 0xffffffff;
      if (owner(place) !== NO_OWNER)
        index.#fill(0, index.#first, index.#shift, at(place), last, owner(place));
      if (index.#length > MAX_LENGTH) return null;
    }
    index.#list = index.#list.slice(0, index.#length);
    return index;
  }

  /** Gives addresses that nobody has to an owner, in a table and those below it. */
  #fill(place: number, first: number, shift: number, low: number, high: number, owner: number): void {
    const rest = (1 << shift) - 1;
    let from = low >>> shift;
    let to = high >>> shift;
    // The first and the last slot may be owned in part.
    if ((low & rest) !== 0 || (from === to && (high & rest) !== rest)) {
      const last = Math.min(high, (low | rest) >>> 0);
      this.#fill(
        this.#subtable(place + from - first),
        (from << BITS_PER_STEP) >>> 0,
        shift - BITS_PER_STEP,
        low,
        last,
        owner,
      );
      from++;
    }
    if (from <= to && (high & rest) !== rest) {
      const start = (high & ~rest) >>> 0;
      this.#fill(
        this.#subtable(place + to - first),
        (to << BITS_PER_STEP) >>> 0,
        shift - BITS_PER_STEP,
        start,
        high,
        owner,
      );
      to--;
    }
    // Most are a slot or two, for which a call of `fill` takes longer than all of this.
    const list = this.#list;
    for (let slot = place + from - first; slot <= place + to - first; slot++) list[slot] = owner;
  }

  /** The place of the table that a slot leads to; it is made where there is none. */
  #subtable(slot: number): number {
    const entry = this.#list[slot] as number;
    if (entry !== NO_OWNER) return -entry;
    const table = this.#length;
    this.#length += 1 << BITS_PER_STEP;
    if (this.#length > this.#list.length) {
      const list = new Int32Array(2 * this.#length).fill(NO_OWNER);
      list.set(this.#list);
      this.#list = list;
    }
    this.#list[slot] = -table;
    return table;
  }

  /** The owner of an address, or -1. Held equal to the core by a test. O(1): at most four steps. */
  find(address: number): number {
    let shift = this.#shift;
    const slot = (address >>> shift) - this.#first;
    if (slot < 0 || slot >= this.#slots) return NO_OWNER;
    const list = this.#list;
    let entry = list[slot] as number;
    while (entry < NO_OWNER) {
      shift -= BITS_PER_STEP;
      entry = list[((address >>> shift) & 255) - entry] as number;
    }
    return entry;
  }
}
