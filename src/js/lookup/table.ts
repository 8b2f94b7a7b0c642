// A list of bindings that answers who owns an address: one address, or millions.

import type { Owner, Resolution, ResolutionReason, ServiceBinding } from '../types/api.js';
import {
  callWasm,
  invalidArgument,
  malformedCall,
  optionalString,
  requireBytes,
  requireObject,
  requireString,
  toJson,
} from '../wasm/call-wasm.js';
import { Ipv4Table, MAX_INTERVALS, parseIpv4 } from './ipv4-table.js';
import { parseIpv6 } from './parse-ipv6.js';

/** The resolver of the wasm, of either build. */
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
}

/** How the wasm makes one. */
export interface RawResolverClass {
  new (bytes: Uint8Array, prefix: string | undefined): RawResolver;
  fromColumns(
    addresses: Uint8Array,
    wide: boolean,
    lengths: Uint8Array,
    prefix: string | undefined,
  ): RawResolver;
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
  /** CIDR of the prefix: addresses outside it then have no owner, and answers say that they lie outside. */
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

/** In an answer of `findMany`: no binding owns the address. */
export const NO_OWNER = -1;
/** In an answer of `findMany` with text: this is not an address. */
export const NOT_AN_ADDRESS = -2;

const utf8 = new TextEncoder();
/** No lengths: the text has one address a line. */
const LINES = new Uint8Array(0);
/** Calls of the wasm for each binding that take as long as to make an index. */
const CALLS_PER_BINDING = 16;
/** So many bindings cross at once as JSON. */
const BINDINGS_PER_CALL = 1 << 16;
/** So many texts of an array cross at once: as one string they fit into the nearest cache. */
const TEXTS_PER_CALL = 1 << 10;
/** A table of so many bindings is asked for more at once, which the wasm then puts in the order of its index. */
const LARGE = { bindings: 1 << 16, together: 1 << 17 };

/** The IPv6 address that was read last. */
const words = new Int32Array(4);

/**
 * Longest-prefix match over a list of bindings. Positions are those of the list.
 *
 * It holds memory outside the JavaScript heap; `dispose()` gives it back at once, the garbage collector some
 * time after the table is unreachable.
 */
export class BindingTable {
  readonly #raw: RawResolver;
  #bindings: readonly ServiceBinding[] | undefined;
  /** Null where the wasm is to be asked: before the index is made, and of a table that is too large for one. */
  #table: Ipv4Table | null = null;
  /** Look-ups until the index is made: so many that it takes no longer than they did. */
  #callsLeft: number;

  /** @internal Use `BindingTable.fromEnvelope` or `BindingTable.fromBindings`. */
  constructor(raw: RawResolver) {
    this.#raw = raw;
    this.#callsLeft = CALLS_PER_BINDING * raw.size;
  }

  /** Number of bindings. */
  get size(): number {
    return this.#raw.size;
  }

  /** The bindings, in the order of the list. O(n) the first time, then kept. */
  bindings(): readonly ServiceBinding[] {
    this.#bindings ??= callWasm(() => readBindings(this.#raw));
    return this.#bindings;
  }

  /**
   * Who owns an address, and why. O(log n + depth).
   *
   * @throws ByoipError with the codes of `parseAddress`
   */
  resolve(address: string): Resolution {
    const asked = requireString(address, 'address');
    const raw = JSON.parse(callWasm(() => this.#raw.resolve(asked), asked)) as RawResolution;
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
   * The position of the binding that owns an address, or -1. O(log n), no allocation. After many calls for IPv4 addresses,
   * sixteen for each binding, an index of at most a megabyte is made on this side of the boundary, where that is enough.
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
   * Owners of many addresses, in order: -1 where nobody owns one, -2 where an entry is not an address, with white space
   * around it too: what `find` refuses. A string has one address a line. One call into the wasm for all lines, and one for each thousand entries of an array.
   */
  findMany(addresses: string | readonly string[]): Int32Array {
    if (typeof addresses === 'string')
      return callWasm(() => this.#raw.findManyText(utf8.encode(addresses), LINES));
    if (!Array.isArray(addresses))
      throw invalidArgument('addresses', 'a string or an array of strings', addresses);
    const list: readonly unknown[] = addresses;
    const owners = new Int32Array(list.length);
    const together = this.size < LARGE.bindings ? TEXTS_PER_CALL : LARGE.together;
    const lengths = new Uint8Array(Math.min(together, list.length));
    for (let from = 0; from < list.length; from += together) {
      const part = lengths.subarray(0, list.length - from);
      const text = concatenate(list, from, part);
      const found =
        text === null
          ? this.#raw.findManyText(utf8.encode(toLines(list.slice(from, from + part.length))), LINES)
          : this.#raw.findManyText(text, part);
      owners.set(found, from);
    }
    return owners;
  }

  /**
   * Owners of IPv4 addresses as numbers. `owners` is filled and returned; it is made where it is not given.
   *
   * @throws ByoipError `call-malformed` where `owners` is shorter than `addresses`
   */
  findManyV4(addresses: Uint32Array, owners: Int32Array = new Int32Array(addresses.length)): Int32Array {
    if (!(addresses instanceof Uint32Array)) throw invalidArgument('addresses', 'a Uint32Array', addresses);
    requireCapacity(owners, addresses.length);
    callWasm(() => this.#raw.findManyV4(addresses, owners));
    return owners;
  }

  /**
   * Owners of IPv6 addresses, 16 bytes each in network order; -2 for an IPv4-mapped one, which `find` refuses. `owners` is
   * filled and returned.
   *
   * @throws ByoipError `packed-length` where the bytes are no multiple of 16, `call-malformed` where `owners`
   * is too short
   */
  findManyV6(packed: Uint8Array, owners?: Int32Array): Int32Array {
    if (!(packed instanceof Uint8Array)) throw invalidArgument('packed', 'a Uint8Array', packed);
    const out = owners ?? new Int32Array(Math.floor(packed.length / 16));
    requireCapacity(out, Math.floor(packed.length / 16));
    callWasm(() => this.#raw.findManyV6(packed, out));
    return out;
  }

  /** Gives the table's memory back. Any other method throws afterwards. */
  dispose(): void {
    this.#table = null;
    this.#raw.free();
  }
}

/** All bindings of a table, some at a time: the text of a long list would be longer than a string can be. */
function readBindings(raw: RawResolver): readonly ServiceBinding[] {
  const all: ServiceBinding[] = [];
  const { size } = raw;
  for (let from = 0; from < size; from += BINDINGS_PER_CALL) {
    for (const one of JSON.parse(raw.bindings(from, BINDINGS_PER_CALL)) as readonly ServiceBinding[])
      all.push(one);
  }
  return all;
}

/**
 * The texts of an array from a place on, as many as there are lengths to fill, one after the other; null where one of them
 * is no string, or too long, or not ASCII, or has a line break, which would be passed over at its end.
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
  const { read, written } = utf8.encodeInto(text, bytes);
  return read === text.length && written === read ? bytes : null;
}

/** A line for each; what is no string, or would be more than one line, is no address. */
function toLines(list: readonly unknown[]): string {
  const line = (one: unknown): string => (typeof one === 'string' && !/[\r\n]/.test(one) ? one : '-');
  return `${Array.from(list, line).join('\n')}\n`;
}

function requireCapacity(owners: unknown, needed: number): void {
  if (!(owners instanceof Int32Array)) throw invalidArgument('owners', 'an Int32Array', owners);
  if (owners.length < needed)
    throw malformedCall(
      `owners has length ${owners.length}, not ${needed} or more`,
      'give one element for each address, or leave it out',
    );
}

/** The ways to make a table. */
export interface BindingTables {
  /**
   * From the answer of `list-bindings`; or from a bare JSON array of bindings, with the API's names or those of this
   * package, ids optional; or, but for `byoip/resolve`, from a snapshot, whose bindings of all prefixes become one
   * list. O(n log n).
   *
   * @throws ByoipError `json-…` and `envelope-…` for what is no such answer, `envelope-refused` for a failure
   * envelope, which is no empty list, and the codes of a CIDR
   */
  fromEnvelope(body: Uint8Array | ArrayBuffer | string, options?: TableOptions): BindingTable;
  /**
   * From bindings that were read before, some three million at most. O(n log n).
   *
   * @throws ByoipError where a binding's CIDR is none; `json-too-large` where they are more than 512 MiB as JSON
   */
  fromBindings(bindings: readonly ServiceBinding[], options?: TableOptions): BindingTable;
  /**
   * From blocks as numbers, where somebody has them so: no text is written and none is read. A block stands for a
   * binding that is active; as nothing else is known of it, its `id` is empty and its `serviceId` is its row. O(n log n).
   *
   * @throws ByoipError the codes of `parseCidr` for a row that is no block, with the row as `pointer`, such as `/17`;
   * `call-malformed` where a column is missing, of another type, or of another length
   */
  fromColumns(columns: BlockColumns, options?: TableOptions): BindingTable;
}

/** A list as JSON: as text where it is short, else as bytes that were written some bindings at a time. */
function encodeBindings(bindings: readonly unknown[]): string | Uint8Array {
  if (bindings.length <= BINDINGS_PER_CALL) return toJson(bindings, 'bindings');
  const parts: Uint8Array[] = [];
  let size = 1;
  for (let from = 0; from < bindings.length; from += BINDINGS_PER_CALL) {
    const part = utf8.encode(toJson(bindings.slice(from, from + BINDINGS_PER_CALL), 'bindings'));
    // A comma stands for the bracket that closes all parts but the last, and none begins with one.
    part[part.length - 1] = 0x2c;
    parts.push(part.subarray(1));
    size += part.length - 1;
  }
  const all = new Uint8Array(size);
  all[0] = 0x5b;
  let at = 1;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  all[size - 1] = 0x5d;
  return all;
}

/** The ways to make a table with one build of the wasm. */
export function bindingTables(raw: RawResolverClass): BindingTables {
  const prefixOf = (options: TableOptions): string | undefined => {
    // A prefix by itself would be passed over in silence, and every address would be inside.
    return optionalString(requireObject(options, 'options').prefix, 'options.prefix') ?? undefined;
  };
  const fromEnvelope: BindingTables['fromEnvelope'] = (body, options = {}) => {
    const read = requireBytes(body, 'body');
    const prefix = prefixOf(options);
    return new BindingTable(callWasm(() => new raw(read, prefix)));
  };
  return {
    fromEnvelope,
    fromBindings(bindings, options) {
      if (!Array.isArray(bindings)) throw invalidArgument('bindings', 'an array', bindings);
      return fromEnvelope(encodeBindings(bindings), options);
    },
    fromColumns(columns, options = {}) {
      const { addresses, lengths }: Partial<BlockColumns> = columns ?? {};
      const wide = addresses instanceof Uint8Array;
      if (!wide && !(addresses instanceof Uint32Array))
        throw invalidArgument('columns.addresses', 'a Uint32Array or a Uint8Array', addresses);
      if (!(lengths instanceof Uint8Array)) throw invalidArgument('columns.lengths', 'a Uint8Array', lengths);
      const rows = addresses.length / (wide ? 16 : 1);
      if (rows % 1 > 0)
        throw malformedCall(
          `columns.addresses has length ${addresses.length}, which is no multiple of 16`,
          'give 16 bytes for each IPv6 address, or a Uint32Array of IPv4 addresses',
        );
      if (lengths.length !== rows)
        throw malformedCall(
          `columns.lengths has length ${lengths.length}, not ${rows}`,
          'give one length for each address',
        );
      const packed = new Uint8Array(addresses.buffer, addresses.byteOffset, addresses.byteLength);
      const prefix = prefixOf(options);
      return new BindingTable(callWasm(() => raw.fromColumns(packed, wide, lengths, prefix)));
    },
  };
}
