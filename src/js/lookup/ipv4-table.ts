// Parses and looks up IPv4 addresses in JavaScript: a call into the wasm costs more than both together.

/**
 * The number of an IPv4 address in strict dotted decimal (four octets, no leading zeros); -1 for any other text, which the
 * wasm then parses. A test compares it with the core. O(1).
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

/** In place of an owner: the address has none. */
const NO_OWNER = -1;
/** Address bits that each table after the first one decides. */
const BITS_PER_STEP = 8;
/** Slots of the first table: this many per interval, within these limits. */
const SLOTS_PER_INTERVAL = 64;
const MIN_SLOTS = 1 << 12;
const MAX_SLOTS = 1 << 16;
/** Most elements of a table: 1 MiB. */
const MAX_LENGTH = 1 << 18;

/** More intervals hardly ever fit into a table of that size, so they are not copied out of the wasm. */
export const MAX_INTERVALS = MAX_LENGTH >> 2;

/**
 * A multibit trie for IPv4. The first bits of an address select a slot, which holds the owner or points to a table for the
 * next eight bits. (DIR-24-8, Gupta, Lin and McKeown, INFOCOM 1998; here the first table covers only the range that has owners.)
 */
export class Ipv4Table {
  /** Right shift of an address for the first table. */
  readonly #shift: number;
  /** Number of the first slot, and the count of slots. */
  readonly #first: number;
  readonly #slots: number;
  /** All tables, one after the other. An entry is an owner, -1, or the negated offset of a table. */
  #entries: Int32Array;
  #length: number;

  private constructor(low: number, high: number, intervals: number) {
    const most = Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, SLOTS_PER_INTERVAL * intervals));
    let shift = 0;
    while ((high >>> shift) - (low >>> shift) >= most) shift += BITS_PER_STEP;
    this.#shift = shift;
    this.#first = low >>> shift;
    this.#slots = (high >>> shift) - this.#first + 1;
    this.#entries = new Int32Array(this.#slots).fill(NO_OWNER);
    this.#length = this.#slots;
  }

  /**
   * Builds the table from intervals of the core (`V4::list` of the look-up crate): start, owner, start, owner. Null where no
   * address has an owner, and where the table would be larger than 1 MiB. O(intervals + length of the table).
   */
  static of(intervals: Uint32Array): Ipv4Table | null {
    const at = (i: number): number => intervals[i] as number;
    const owner = (i: number): number => at(i + 1) | 0;
    const end = intervals.length;
    // Skip the addresses without an owner before the first block and after the last one.
    const begin = end > 0 && owner(0) === NO_OWNER ? 2 : 0;
    if (begin === end) return null;
    const high = owner(end - 2) === NO_OWNER ? at(end - 2) - 1 : 0xffffffff;
    const table = new Ipv4Table(at(begin), high, end / 2);
    for (let i = begin; i < end; i += 2) {
      const last = i + 2 < end ? at(i + 2) - 1 : 0xffffffff;
      if (owner(i) !== NO_OWNER) table.#fill(0, table.#first, table.#shift, at(i), last, owner(i));
      if (table.#length > MAX_LENGTH) return null;
    }
    table.#entries = table.#entries.slice(0, table.#length);
    return table;
  }

  /** Sets the owner of a range of addresses without one, in a table and its subtables. */
  #fill(offset: number, first: number, shift: number, low: number, high: number, owner: number): void {
    const rest = (1 << shift) - 1;
    let from = low >>> shift;
    let to = high >>> shift;
    // The range may cover only a part of the first and the last slot.
    if ((low & rest) !== 0 || (from === to && (high & rest) !== rest)) {
      const last = Math.min(high, (low | rest) >>> 0);
      this.#fill(
        this.#subtable(offset + from - first),
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
        this.#subtable(offset + to - first),
        (to << BITS_PER_STEP) >>> 0,
        shift - BITS_PER_STEP,
        start,
        high,
        owner,
      );
      to--;
    }
    // Most ranges are one or two slots, for which a call of `fill` is slower than this loop.
    const list = this.#entries;
    for (let slot = offset + from - first; slot <= offset + to - first; slot++) list[slot] = owner;
  }

  /** The offset of the table that a slot points to; creates the table where there is none. */
  #subtable(slot: number): number {
    const entry = this.#entries[slot] as number;
    if (entry !== NO_OWNER) return -entry;
    const table = this.#length;
    this.#length += 1 << BITS_PER_STEP;
    if (this.#length > this.#entries.length) {
      const list = new Int32Array(2 * this.#length).fill(NO_OWNER);
      list.set(this.#entries);
      this.#entries = list;
    }
    this.#entries[slot] = -table;
    return table;
  }

  /** The owner of an address, or -1. A test compares it with the core. O(1): at most four steps. */
  find(address: number): number {
    let shift = this.#shift;
    const slot = (address >>> shift) - this.#first;
    if (slot < 0 || slot >= this.#slots) return NO_OWNER;
    const list = this.#entries;
    let entry = list[slot] as number;
    while (entry < NO_OWNER) {
      shift -= BITS_PER_STEP;
      entry = list[((address >>> shift) & 255) - entry] as number;
    }
    return entry;
  }
}
