// A list of bindings that answers who owns an address: one address, or millions.

import { textEncoder } from '../text/utf8.js';
import type { Owner, Resolution, ResolutionReason, ServiceBinding } from '../types/api.js';
import { ByoipError } from '../types/errors.js';
import { isInt32Array, isUint8Array, isUint32Array } from '../types/realm.js';
import { invalidArgument, malformedCall, requireString } from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import { Ipv4Table, MAX_INTERVALS, parseIpv4 } from './ipv4-table.js';
import { parseIpv6 } from './parse-ipv6.js';

/** The resolver of the wasm, in either build. */
export interface RawResolver {
  readonly size: number;
  bindings(from: number, count: number): string;
  resolve(address: string): string;
  find(address: string): number;
  findV4(address: number): number;
  findV6(a: number, b: number, c: number, d: number): number;
  intervalsV4(most: number): Uint32Array;
  findManyV4(addresses: Uint32Array, owners: Int32Array): void;
  findManyV6(packed: Uint8Array, owners: Int32Array): void;
  findManyText(text: Uint8Array, lengths: Uint8Array): Int32Array;
  free(): void;
  /** In the wasm of the whole package only. */
  head?(): string | undefined;
  /** In the wasm of the whole package only. */
  withoutService?(): Uint32Array;
}

/** Blocks of one family in columns, one row for each. */
export interface BlockColumns {
  /** First addresses: IPv4 as numbers, or IPv6 as 16 bytes each in network order. */
  readonly addresses: Uint32Array | Uint8Array;
  /** Prefix lengths. */
  readonly lengths: Uint8Array;
}

/** Options of a table. */
export interface TableOptions {
  /** CIDR of the prefix: addresses outside it have no owner, and their reason is `outside-prefix`. */
  readonly prefix?: string;
}

interface RawResolution {
  readonly address: string;
  readonly owner: number | null;
  readonly reason: ResolutionReason;
  readonly message: string;
  readonly shadowed: readonly number[];
  readonly regional: readonly number[];
  readonly fallback: number | null;
  readonly conflicts: readonly number[];
}

/** In the result of `findMany`: no binding owns the address. */
export const NO_OWNER = -1;
/** In the result of `findMany` with text: the entry is not an address. */
export const NOT_AN_ADDRESS = -2;

/** Without lengths the text has one address per line. */
const LINES = new Uint8Array(0);
/** Building a table costs about as much as this many calls into the wasm per binding. */
const CALLS_PER_BINDING = 16;
/** Bindings that cross the boundary in one JSON text. */
const BINDINGS_PER_CALL = 1 << 16;
/** Texts of an array that cross the boundary at once: together they fit into the first-level cache. */
const TEXTS_PER_CALL = 1 << 10;
/** For a table of this size larger batches pay, since the wasm sorts each batch into the order of its index. */
const LARGE = { bindings: 1 << 16, textsPerCall: 1 << 17 };

/** The IPv6 address that was parsed last; reused, so that `find` allocates nothing. */
const words = new Int32Array(4);

/** The error of `structuredClone` shows this source. */
const CANNOT_CLONE = () =>
  'a table stays where it is: post table.bindings(), and call BindingTable.fromBindings there';

/** In place of the resolver of a table that was disposed of: `find` need not ask first. */
const DISPOSED = /* @__PURE__ */ new Proxy({} as RawResolver, {
  get() {
    throw new ByoipError({
      code: 'disposed',
      message: 'the table was disposed of',
      help: 'make another table, or call `dispose` after the last look-up',
    });
  },
});

/**
 * Longest-prefix match over a list of bindings. Positions are positions in that list.
 *
 * A table holds memory outside the JavaScript heap. `dispose()` frees it at once; otherwise the garbage collector frees it
 * some time after the table is unreachable.
 *
 * @example
 * ```ts
 * const table = BindingTable.fromEnvelope([{ cidr: '192.0.2.0/24', service_id: 'a' }]);
 * table.find('192.0.2.77'); // 0
 * ```
 */
export class BindingTable {
  #raw: RawResolver;
  #bindings: readonly ServiceBinding[] | undefined;
  /** Null before the table is built, and where it would be too large: then `find` calls the wasm. */
  #table: Ipv4Table | null = null;
  /** Calls into the wasm until the table is built: until then they have cost as much as building it. */
  #callsLeft: number;

  /** @internal Use `BindingTable.fromEnvelope` or `BindingTable.fromBindings`. */
  constructor(raw: RawResolver) {
    if (typeof raw?.findV4 !== 'function')
      throw malformedCall(
        'a table is not made with `new`',
        'call `BindingTable.fromEnvelope(body)` or `BindingTable.fromBindings(list)`',
      );
    this.#raw = raw;
    this.#callsLeft = CALLS_PER_BINDING * raw.size;
  }

  /** @internal What `structuredClone` and `postMessage` refuse, with this text; without it they would make an empty object. */
  readonly clone = CANNOT_CLONE;

  /** The bindings, in the order of the list: a table can be spread, and read in a loop. */
  [Symbol.iterator](): Iterator<ServiceBinding> {
    return this.bindings()[Symbol.iterator]();
  }

  /** Number of bindings. */
  get size(): number {
    return this.#raw.size;
  }

  /** The bindings, in the order of the list. O(n) the first time, then cached. */
  bindings(): readonly ServiceBinding[] {
    if (this.#bindings === undefined) {
      const all: ServiceBinding[] = [];
      for (let from = 0; from < this.size; from += BINDINGS_PER_CALL) {
        for (const one of this.bindingsFrom(from, BINDINGS_PER_CALL)) all.push(one);
      }
      this.#bindings = all;
    }
    return this.#bindings;
  }

  /** @internal At most `count` bindings from a position on: the JSON text of a long list would be longer than a string can be. */
  bindingsFrom(from: number, count: number): readonly ServiceBinding[] {
    return JSON.parse(callWasm(() => this.#raw.bindings(from, count)));
  }

  /** @internal The text of a snapshot with a number in place of the bindings of each prefix; undefined for any other list. */
  head(): string | undefined {
    return this.#raw.head?.();
  }

  /** @internal The positions of the bindings without a service. */
  withoutService(): Uint32Array {
    return this.#raw.withoutService?.() ?? new Uint32Array();
  }

  /**
   * Who owns an address, and why. O(log n + depth).
   *
   * @throws ByoipError with the codes of `parseAddress`
   */
  resolve(address: string): Resolution {
    const input = requireString(address, 'address');
    const raw = JSON.parse(callWasm(() => this.#raw.resolve(input), input)) as RawResolution;
    const one = (index: number | null): Owner | null => (index === null ? null : this.#owner(index));
    const all = (indices: readonly number[]): readonly Owner[] => indices.map((index) => this.#owner(index));
    return {
      address: raw.address,
      owner: one(raw.owner),
      reason: raw.reason,
      message: raw.message,
      shadowed: all(raw.shadowed),
      regional: all(raw.regional),
      fallback: one(raw.fallback),
      conflicts: all(raw.conflicts),
    };
  }

  #owner(index: number): Owner {
    const binding = this.bindings()[index];
    if (binding === undefined) throw new RangeError(`there is no binding ${index}`);
    const { cidr, serviceId, serviceName, id, state } = binding;
    return { index, cidr, serviceId, serviceName, bindingId: id, state };
  }

  /**
   * The position of the binding that owns an address, or -1. O(log n), no allocation. After many calls for IPv4 addresses
   * (sixteen per binding) the table builds an index of at most 1 MiB in JavaScript, where the bindings fit into one.
   *
   * @throws ByoipError with the codes of `parseAddress`
   */
  find(address: string): number {
    if (typeof address === 'string') {
      const number = parseIpv4(address);
      if (number >= 0) return this.#find(number);
      if (parseIpv6(address, words)) {
        const word = (i: number): number => words[i] as number;
        return this.#raw.findV6(word(0), word(1), word(2), word(3));
      }
    }
    return callWasm(() => this.#raw.find(requireString(address, 'address')), address);
  }

  #find(address: number): number {
    return this.#table === null ? this.#findInWasm(address) : this.#table.find(address);
  }

  #findInWasm(address: number): number {
    if (--this.#callsLeft === 0) this.#table = Ipv4Table.of(this.#raw.intervalsV4(MAX_INTERVALS));
    return this.#raw.findV4(address);
  }

  /**
   * The position of the binding that owns an IPv4 address given as a number from 0 to 2^32 - 1, or -1.
   * Any other number is taken modulo 2^32.
   */
  findV4(address: number): number {
    return this.#find(address >>> 0);
  }

  /**
   * Owners of many addresses, in order: -1 for an address without an owner, -2 for an entry that `find` refuses, such as an
   * address with white space around it. A string has one address per line. All lines of a string cross into the wasm in one
   * call, an array in batches.
   */
  findMany(addresses: string | readonly string[]): Int32Array {
    if (typeof addresses === 'string')
      return callWasm(() => this.#raw.findManyText(textEncoder.encode(addresses), LINES));
    if (!Array.isArray(addresses))
      throw invalidArgument('addresses', 'a string or an array of strings', addresses);
    const list: readonly unknown[] = addresses;
    const owners = new Int32Array(list.length);
    const textsPerCall = this.size < LARGE.bindings ? TEXTS_PER_CALL : LARGE.textsPerCall;
    const lengths = new Uint8Array(Math.min(textsPerCall, list.length));
    for (let from = 0; from < list.length; from += textsPerCall) {
      const part = lengths.subarray(0, list.length - from);
      const text = concatenate(list, from, part);
      const found =
        text === null
          ? this.#raw.findManyText(textEncoder.encode(toLines(list.slice(from, from + part.length))), LINES)
          : this.#raw.findManyText(text, part);
      owners.set(found, from);
    }
    return owners;
  }

  /**
   * Owners of IPv4 addresses as numbers. Fills and returns `owners`, or a new array.
   *
   * @throws ByoipError `call-malformed` where `owners` is shorter than `addresses`
   */
  findManyV4(addresses: Uint32Array, owners: Int32Array = new Int32Array(addresses.length)): Int32Array {
    if (!isUint32Array(addresses)) throw invalidArgument('addresses', 'a Uint32Array', addresses);
    requireCapacity(owners, addresses.length);
    callWasm(() => this.#raw.findManyV4(addresses, owners));
    return owners;
  }

  /**
   * Owners of IPv6 addresses, 16 bytes each in network order; -2 for an IPv4-mapped one, which `find` refuses. Fills and
   * returns `owners`, or a new array.
   *
   * @throws ByoipError `packed-length` where the number of bytes is not a multiple of 16, `call-malformed` where `owners`
   * is too short
   */
  findManyV6(packed: Uint8Array, owners?: Int32Array): Int32Array {
    if (!isUint8Array(packed)) throw invalidArgument('packed', 'a Uint8Array', packed);
    const out = owners ?? new Int32Array(Math.floor(packed.length / 16));
    requireCapacity(out, Math.floor(packed.length / 16));
    callWasm(() => this.#raw.findManyV6(packed, out));
    return out;
  }

  /** Frees the table's memory. After that every other method throws `disposed`; a second call does nothing. */
  dispose(): void {
    if (this.#raw === DISPOSED) return;
    this.#table = null;
    this.#bindings = undefined;
    this.#raw.free();
    this.#raw = DISPOSED;
  }
}

/**
 * The texts of an array from a position on, one for each element of `lengths`, as one byte sequence; null where one of them
 * is not a string, is too long, is not ASCII, or has a line break, which the wasm would ignore at the end of a text.
 */
function concatenate(list: readonly unknown[], from: number, lengths: Uint8Array): Uint8Array | null {
  let text = '';
  for (let i = 0; i < lengths.length; i++) {
    const one = list[from + i];
    if (typeof one !== 'string' || one.length > 255) return null;
    lengths[i] = one.length;
    text += one;
  }
  if (text.includes('\n') || text.includes('\r')) return null;
  const bytes = new Uint8Array(text.length);
  const { read, written } = textEncoder.encodeInto(text, bytes);
  return read === text.length && written === read ? bytes : null;
}

/** One line for each entry; `-`, which is not an address, for an entry that is not one line of text. */
function toLines(list: readonly unknown[]): string {
  const line = (one: unknown): string => (typeof one === 'string' && !/[\r\n]/.test(one) ? one : '-');
  return `${Array.from(list, line).join('\n')}\n`;
}

function requireCapacity(owners: unknown, needed: number): void {
  if (!isInt32Array(owners)) throw invalidArgument('owners', 'an Int32Array', owners);
  if (owners.length < needed)
    throw malformedCall(
      `owners has length ${owners.length}, not ${needed} or more`,
      'give one element for each address, or omit it',
    );
}
