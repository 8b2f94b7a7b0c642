// The best look-up table that we can write in plain JavaScript: the same algorithm as src/table, in typed arrays.

import { parseIpv4 } from '../target/bench/ipv4-table.mjs';

/** Order of blocks by first address, then length: a radix sort, which no comparing sort comes near. */
function order(columns, lengths) {
  const n = lengths.length;
  let from = new Uint32Array(n).map((_, i) => i);
  let to = new Uint32Array(n);
  const pass = (keys, shift, bits) => {
    const size = 1 << bits;
    const ends = new Uint32Array(size);
    for (let i = 0; i < n; i++) ends[(keys[i] >>> shift) & (size - 1)]++;
    if (ends.includes(n)) return;
    for (let i = 1; i < size; i++) ends[i] += ends[i - 1];
    for (let i = n - 1; i >= 0; i--) {
      const at = from[i];
      to[--ends[(keys[at] >>> shift) & (size - 1)]] = at;
    }
    [from, to] = [to, from];
  };
  pass(lengths, 0, 8);
  for (const column of columns.toReversed ? columns.toReversed() : [...columns].reverse()) {
    pass(column, 0, 11);
    pass(column, 11, 11);
    pass(column, 22, 10);
  }
  return from;
}

/** IPv4: sorted starts of disjoint intervals, the block of each, and an index over the bits that differ. */
export class V4Table {
  constructor(firsts, lengths) {
    const n = firsts.length;
    const sorted = order([firsts], lengths);
    const starts = new Uint32Array(2 * n + 1);
    const owners = new Int32Array(2 * n + 1);
    let count = 0;
    const open = (at, owner) => {
      if (count > 0 && starts[count - 1] === at) count--;
      if (count > 0 && owners[count - 1] === owner) return;
      starts[count] = at;
      owners[count++] = owner;
    };
    const lasts = new Float64Array(34);
    const nested = new Int32Array(34);
    let depth = 0;
    const close = () => {
      const last = lasts[--depth];
      if (last < 0xffffffff) open(last + 1, depth > 0 ? nested[depth - 1] : -1);
    };
    for (let i = 0; i < n; i++) {
      const block = sorted[i];
      const first = firsts[block];
      while (depth > 0 && lasts[depth - 1] < first) close();
      open(first, block);
      lasts[depth] = first + 2 ** (32 - lengths[block]) - 1;
      nested[depth++] = block;
    }
    while (depth > 0) close();

    this.starts = starts.slice(0, count);
    this.owners = owners.slice(0, count);
    this.base = count > 0 ? starts[0] : 1;
    this.top = count === 0 ? 0 : owners[count - 1] === -1 ? starts[count - 1] : 0xffffffff;
    const buckets = Math.min(22, Math.max(2, 32 - Math.clz32(2 * count - 1)));
    this.shift = Math.max(0, 32 - Math.clz32((this.top - this.base) >>> 0) - buckets);
    const used = ((this.top - this.base) >>> this.shift) + 1;
    this.index = new Uint32Array(used + 1);
    let filled = 0;
    for (let i = 1; i < count && starts[i] <= this.top; i++) {
      const bucket = (starts[i] - this.base) >>> this.shift;
      while (filled <= bucket) this.index[filled++] = i - 1;
    }
    this.index.fill(Math.max(0, count - 1), filled);
  }

  findNumber(address) {
    if (address < this.base || address > this.top) return -1;
    const bucket = (address - this.base) >>> this.shift;
    let low = this.index[bucket];
    let size = this.index[bucket + 1] - low + 1;
    const starts = this.starts;
    while (size > 1) {
      const half = size >>> 1;
      if (starts[low + half] <= address) low += half;
      size -= half;
    }
    return this.owners[low];
  }

  find(text) {
    return this.findNumber(parseIpv4(text));
  }

  findMany(addresses, owners) {
    const { base, top, shift, index, starts, owners: of } = this;
    for (let i = 0; i < addresses.length; i++) {
      const address = addresses[i];
      if (address < base || address > top) {
        owners[i] = -1;
        continue;
      }
      const bucket = (address - base) >>> shift;
      let low = index[bucket];
      let size = index[bucket + 1] - low + 1;
      while (size > 1) {
        const half = size >>> 1;
        if (starts[low + half] <= address) low += half;
        size -= half;
      }
      owners[i] = of[low];
    }
    return owners;
  }
}

/** The address that `parseV6` read last: four words. */
const parsed = new Uint32Array(4);
const groups = new Uint16Array(8);

/** Reads an IPv6 address into `parsed`; false where the text is none. RFC 4291, without embedded IPv4. */
function parseV6(text) {
  const length = text.length;
  let count = 0;
  let gap = -1;
  let i = 0;
  if (length >= 2 && text.charCodeAt(0) === 58 && text.charCodeAt(1) === 58) {
    gap = 0;
    i = 2;
  }
  while (i < length) {
    let value = 0;
    const start = i;
    for (; i < length; i++) {
      const code = text.charCodeAt(i);
      let digit = code - 48;
      if (digit < 0) return false;
      if (digit > 9) {
        if (code === 58) break;
        digit = (code | 32) - 87;
        if (digit < 10 || digit > 15) return false;
      }
      value = (value << 4) | digit;
    }
    if (i === start || i - start > 4 || count === 8) return false;
    groups[count++] = value;
    if (i === length) break;
    i++;
    if (i === length) return false;
    if (text.charCodeAt(i) === 58) {
      if (gap >= 0) return false;
      gap = count;
      i++;
    }
  }
  if (gap < 0 ? count !== 8 : count >= 8) return false;
  if (gap >= 0) {
    groups.copyWithin(8 - (count - gap), gap, count);
    groups.fill(0, gap, 8 - (count - gap));
  }
  for (let word = 0; word < 4; word++) parsed[word] = (groups[2 * word] << 16) | groups[2 * word + 1];
  return true;
}

/** -1, 0 or 1, like a comparison of two 128-bit numbers. */
function compare(a, b) {
  for (let i = 0; i < 4; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

const lastOf = (words, length) =>
  words.map((word, i) => {
    const fixed = Math.min(32, Math.max(0, length - 32 * i));
    return fixed === 32 ? word : (word | (0xffffffff >>> fixed)) >>> 0;
  });

/** The address after this one; null after the last. */
function after(words) {
  const next = [...words];
  for (let i = 3; i >= 0; i--) {
    next[i] = (next[i] + 1) >>> 0;
    if (next[i] !== 0) return next;
  }
  return null;
}

/** IPv6: as above, with four columns of 32 bits; the index is over a window of 32 bits after the common ones. */
export class V6Table {
  constructor(list) {
    const n = list.length;
    const columns = [0, 1, 2, 3].map((at) => Uint32Array.from(list, ({ words }) => words[at]));
    const sorted = order(
      columns,
      Uint32Array.from(list, ({ length }) => length),
    );
    const starts = [0, 1, 2, 3].map(() => new Uint32Array(2 * n + 1));
    const owners = new Int32Array(2 * n + 1);
    let count = 0;
    const open = (at, owner) => {
      if (count > 0 && starts.every((column, i) => column[count - 1] === at[i])) count--;
      if (count > 0 && owners[count - 1] === owner) return;
      starts.forEach((column, i) => {
        column[count] = at[i];
      });
      owners[count++] = owner;
    };
    const stack = [];
    const close = () => {
      const next = after(stack.pop().last);
      if (next !== null) open(next, stack.at(-1)?.block ?? -1);
    };
    for (const block of sorted) {
      const { words, length } = list[block];
      while (stack.length > 0 && compare(stack.at(-1).last, words) < 0) close();
      open(words, block);
      stack.push({ last: lastOf(words, length), block });
    }
    while (stack.length > 0) close();
    [this.s0, this.s1, this.s2, this.s3] = starts.map((column) => column.slice(0, count));
    this.owners = owners.slice(0, count);
    const at = (i) => starts.map((column) => column[i]);
    this.base = at(0);
    this.top = this.owners[count - 1] === -1 ? at(count - 1) : [~0 >>> 0, ~0 >>> 0, ~0 >>> 0, ~0 >>> 0];
    const differs = [0, 1, 2, 3].find((i) => this.base[i] !== this.top[i]) ?? 3;
    this.word = differs;
    this.skip = Math.clz32(this.base[differs] ^ this.top[differs]);
    this.low = this.window(...this.base);
    const high = this.window(...this.top);
    const buckets = Math.min(22, Math.max(2, 32 - Math.clz32(2 * count - 1)));
    this.shift = Math.max(0, 32 - Math.clz32((high - this.low) >>> 0) - buckets);
    const used = ((high - this.low) >>> this.shift) + 1;
    this.index = new Uint32Array(used + 1);
    let filled = 0;
    for (let i = 1; i < count && compare(at(i), this.top) <= 0; i++) {
      const bucket = (this.window(...at(i)) - this.low) >>> this.shift;
      while (filled <= bucket) this.index[filled++] = i - 1;
    }
    this.index.fill(count - 1, filled);
  }

  /** The 32 bits after those that base and top have in common. */
  window(a, b, c, d) {
    const word = this.word;
    const here = word === 0 ? a : word === 1 ? b : word === 2 ? c : d;
    const next = word === 0 ? b : word === 1 ? c : word === 2 ? d : 0;
    return this.skip === 0 ? here : ((here << this.skip) | (next >>> (32 - this.skip))) >>> 0;
  }

  /** True where the interval `i` starts after the address. */
  startsAfter(i, a, b, c, d) {
    const s0 = this.s0[i];
    if (s0 !== a) return s0 > a;
    const s1 = this.s1[i];
    if (s1 !== b) return s1 > b;
    const s2 = this.s2[i];
    if (s2 !== c) return s2 > c;
    return this.s3[i] > d;
  }

  findWords(a, b, c, d) {
    const count = this.owners.length;
    if (count === 0 || this.startsAfter(0, a, b, c, d)) return -1;
    if (!this.startsAfter(count - 1, a, b, c, d)) return this.owners[count - 1];
    const bucket = (this.window(a, b, c, d) - this.low) >>> this.shift;
    let low = this.index[bucket];
    let size = this.index[bucket + 1] - low + 1;
    while (size > 1) {
      const half = size >>> 1;
      if (!this.startsAfter(low + half, a, b, c, d)) low += half;
      size -= half;
    }
    return this.owners[low];
  }

  find(text) {
    if (!parseV6(text)) return -1;
    return this.findWords(parsed[0], parsed[1], parsed[2], parsed[3]);
  }

  /** Addresses are packed, 16 bytes each in network order. */
  findMany(packed, owners) {
    const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    for (let i = 0; i < owners.length; i++) {
      const at = 16 * i;
      owners[i] = this.findWords(
        view.getUint32(at),
        view.getUint32(at + 4),
        view.getUint32(at + 8),
        view.getUint32(at + 12),
      );
    }
    return owners;
  }
}

/** The IPv4 table of blocks as `draw.mjs` makes them. */
export function v4Table(list) {
  return new V4Table(
    Uint32Array.from(list, ({ words }) => words[0]),
    Uint32Array.from(list, ({ length }) => length),
  );
}

/** The table of the bindings of a parsed envelope, IPv4 only. */
export function v4TableOfResult(result) {
  const firsts = new Uint32Array(result.length);
  const lengths = new Uint32Array(result.length);
  for (let i = 0; i < result.length; i++) {
    const { cidr } = result[i];
    const slash = cidr.indexOf('/');
    const first = parseIpv4(cidr.slice(0, slash));
    const length = Number(cidr.slice(slash + 1));
    if (first < 0 || !(length <= 32)) throw new Error(`${cidr} is no IPv4 block`);
    firsts[i] = first;
    lengths[i] = length;
  }
  return new V4Table(firsts, lengths);
}
