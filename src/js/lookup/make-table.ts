// Creates tables from an answer of the API, from bindings, or from columns of numbers.

import type { ServiceBinding } from '../types/api.js';
import { isUint8Array, isUint32Array } from '../types/realm.js';
import {
  invalidArgument,
  malformedCall,
  optionalString,
  requireBytes,
  requireObject,
  toJson,
} from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import { type BlockColumns, type RawResolver, BindingTable as Table, type TableOptions } from './table.js';

/** The constructors of the wasm. */
export interface RawResolverClass {
  new (bytes: Uint8Array, prefix: string | undefined): RawResolver;
  fromColumns(
    addresses: Uint8Array,
    wide: boolean,
    lengths: Uint8Array,
    prefix: string | undefined,
  ): RawResolver;
}

/** A table of a host with `Symbol.dispose` works with `using`. */
export type DisposableTable = Table & {
  readonly [Key in DisposeKey]: () => void;
};
type DisposeKey = typeof Symbol extends { readonly dispose: infer Key extends symbol } ? Key : never;

/** The class of tables: `table instanceof BindingTable` holds for those that it has made. */
export type BindingTableClass = (abstract new (made: never) => DisposableTable) & BindingTables;

/** The constructors of tables. */
export interface BindingTables {
  /**
   * From the answer of `list-bindings` as bytes or text, or as parsed JSON, whose errors have no position and whose unknown
   * numbers lose the digits that a double cannot hold; or from a bare JSON array of bindings, with the API's names or those of this
   * package, ids optional; or, except in `byoip/resolve`, from a snapshot, with the bindings of all its prefixes in one
   * list. O(n log n).
   *
   * @throws ByoipError `json-…` and `envelope-…` for anything else, `envelope-refused` for a failure envelope, which is
   * not an empty list, and the codes of a CIDR
   */
  fromEnvelope(body: Uint8Array | ArrayBuffer | string | object, options?: TableOptions): DisposableTable;
  /**
   * From bindings that were read before, about three million at most. O(n log n).
   *
   * @throws ByoipError where a CIDR is invalid; `json-too-large` where the bindings are more than 512 MiB as JSON
   */
  fromBindings(bindings: readonly ServiceBinding[], options?: TableOptions): DisposableTable;
  /**
   * From blocks as numbers, without writing or parsing text. Each block is an active binding with an empty `id`, and its
   * `serviceId` is its row. O(n log n).
   *
   * @throws ByoipError the codes of `parseCidr` for a row that is not a block, with the row as `pointer`, such as `/17`;
   * `call-malformed` where a column is missing, of another type, or of another length
   */
  fromColumns(columns: BlockColumns, options?: TableOptions): DisposableTable;
}

/** The class of tables with one build of the wasm, which `start` starts. */
export function bindingTables(raw: RawResolverClass, start: () => void): BindingTableClass {
  const made = (make: () => RawResolver): DisposableTable => {
    const resolver = callWasm(() => {
      start();
      return make();
    });
    return new OwnTable(resolver) as DisposableTable;
  };
  const OwnTable = class BindingTable extends Table {
    // A bundler may rename the class.
    static override readonly name = 'BindingTable';

    static fromEnvelope(body: unknown, options: TableOptions = {}): DisposableTable {
      const read = requireBytes(parsedJson(body) ?? body, 'body', EXPECTED);
      const prefix = prefixOf(options);
      return made(() => new raw(read, prefix));
    }

    static fromBindings(bindings: readonly ServiceBinding[], options?: TableOptions): DisposableTable {
      if (!Array.isArray(bindings)) throw invalidArgument('bindings', 'an array', bindings);
      return BindingTable.fromEnvelope(toJson(bindings, 'bindings'), options);
    }

    static fromColumns(columns: BlockColumns, options: TableOptions = {}): DisposableTable {
      const { packed, wide, lengths } = readColumns(columns);
      const prefix = prefixOf(options);
      return made(() => raw.fromColumns(packed, wide, lengths, prefix));
    }
  };
  // Older hosts have no such symbol.
  const { dispose } = Symbol as { readonly dispose?: symbol };
  if (dispose !== undefined)
    Object.defineProperty(OwnTable.prototype, dispose, { value: OwnTable.prototype.dispose });
  return OwnTable as unknown as BindingTableClass;
}

const EXPECTED = 'bytes, text or parsed JSON: await a response and its text';

/** The text of parsed JSON; null for anything else, such as a response. */
function parsedJson(body: unknown): string | null {
  const isPlain = Array.isArray(body) || 'success' in Object(body) || 'byoip_snapshot' in Object(body);
  return isPlain ? toJson(body, 'body') : null;
}

function prefixOf(options: TableOptions): string | undefined {
  // A CIDR in place of the options would be ignored silently, and every address would be inside.
  return optionalString(requireObject(options, 'options').prefix, 'options.prefix') ?? undefined;
}

function readColumns(columns: BlockColumns) {
  const { addresses, lengths }: Partial<BlockColumns> = columns ?? {};
  const wide = isUint8Array(addresses);
  if (!wide && !isUint32Array(addresses))
    throw invalidArgument('columns.addresses', 'a Uint32Array or a Uint8Array', addresses);
  if (!isUint8Array(lengths)) throw invalidArgument('columns.lengths', 'a Uint8Array', lengths);
  const rows = addresses.length / (wide ? 16 : 1);
  if (rows % 1 > 0)
    throw malformedCall(
      `columns.addresses has length ${addresses.length}, which is not a multiple of 16`,
      'give 16 bytes for each IPv6 address, or a Uint32Array of IPv4 addresses',
    );
  if (lengths.length !== rows)
    throw malformedCall(
      `columns.lengths has length ${lengths.length}, not ${rows}`,
      'give one length for each address',
    );
  const packed = new Uint8Array(addresses.buffer, addresses.byteOffset, addresses.byteLength);
  return { packed, wide, lengths };
}
