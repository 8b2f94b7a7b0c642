// IPv4 without a call into the wasm, which would cost more than the parsing and the look-up together.

/**
 * The number of an IPv4 address in strict dotted decimal (four octets, no leading zeros), or -1 for any other
 * text, which the wasm then looks at. Held equal to the core by a test. O(1).
 */
export function v4(text: string): number {
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

const TAGS = 0xc0000000 | 0;
const OWNER = 0;
const SEARCH = 0x40000000;
const NOBODY = 0x3fffffff;

/** Bits set among 32 (Warren, Hacker's Delight, 5-1). */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Widest range of addresses whose owners stand in a list of their own: a /18, 64 KiB. */
const WIDEST = 1 << 14;

/** The index that the core hands out (`V4::index` of the look-up crate describes its words), with look-ups. */
export class V4Index {
  readonly #words: Uint32Array;
  readonly #base: number;
  /** The owner of each address from the base on, where all boundaries lie close together; else empty. */
  readonly #owners: Int32Array;

  /** O(length of the words), and once for each address of a narrow range. */
  constructor(words: Uint32Array) {
    const [base = 0, top = 0] = words;
    this.#words = words;
    this.#base = base;
    this.#owners = new Int32Array(top - base < WIDEST ? top - base + 1 : 0);
    for (let i = 0; i < this.#owners.length; i++) this.#owners[i] = this.#walk(base + i);
  }

  /** The owner of an address, or -1. Held equal to the core by a test. O(log n). */
  find(address: number): number {
    const distance = address - this.#base;
    if (distance >= 0 && distance < this.#owners.length) return this.#owners[distance] as number;
    return this.#walk(address);
  }

  #walk(address: number): number {
    const words = this.#words;
    const at = (place: number): number => words[place] as number;
    let node = 0;
    for (;;) {
      const base = at(node);
      const top = at(node + 1);
      let word = at(node + 3);
      let entry = at(word + 1);
      if (address >= base) {
        const slot = (Math.min(address, top) - base) >>> at(node + 2);
        word += (slot >>> 5) << 1;
        entry = at(word + 1) + ones(at(word) & (-1 >>> (31 - (slot & 31))));
      }
      const found = at(entry);
      const tag = found & TAGS;
      if (tag === OWNER) return found === NOBODY ? -1 : found;
      if (tag === SEARCH) {
        // Intervals that start after the address are passed over, from the last one back.
        let place = (found & 0x3ffffff) + (((found >>> 26) & 15) << 1);
        while (at(place) > address) place -= 2;
        return at(place + 1) | 0;
      }
      node = found & ~TAGS;
    }
  }
}
