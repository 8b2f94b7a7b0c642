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
import { BindingTable, type BlockColumns, type RawResolver, type TableOptions } from './table.js';

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

/** The constructors of tables. */
export interface BindingTables {
  /**
   * From the answer of `list-bindings`; or from a bare JSON array of bindings, with the API's names or those of this
   * package, ids optional; or, except in `byoip/resolve`, from a snapshot, with the bindings of all its prefixes in one
   * list. O(n log n).
   *
   * @throws ByoipError `json-…` and `envelope-…` for anything else, `envelope-refused` for a failure envelope, which is
   * not an empty list, and the codes of a CIDR
   */
  fromEnvelope(body: Uint8Array | ArrayBuffer | string, options?: TableOptions): BindingTable;
  /**
   * From bindings that were read before, about three million at most. O(n log n).
   *
   * @throws ByoipError where a CIDR is invalid; `json-too-large` where the bindings are more than 512 MiB as JSON
   */
  fromBindings(bindings: readonly ServiceBinding[], options?: TableOptions): BindingTable;
  /**
   * From blocks as numbers, without writing or parsing text. Each block is an active binding with an empty `id`, and its
   * `serviceId` is its row. O(n log n).
   *
   * @throws ByoipError the codes of `parseCidr` for a row that is not a block, with the row as `pointer`, such as `/17`;
   * `call-malformed` where a column is missing, of another type, or of another length
   */
  fromColumns(columns: BlockColumns, options?: TableOptions): BindingTable;
}

/** The constructors of tables with one build of the wasm, which `start` starts. */
export function bindingTables(raw: RawResolverClass, start: () => void): BindingTables {
  const prefixOf = (options: TableOptions): string | undefined => {
    // A CIDR in place of the options would be ignored silently, and every address would be inside.
    return optionalString(requireObject(options, 'options').prefix, 'options.prefix') ?? undefined;
  };
  const made = (make: () => RawResolver): BindingTable => {
    const resolver = callWasm(() => {
      start();
      return make();
    });
    return new BindingTable(resolver);
  };
  const fromEnvelope: BindingTables['fromEnvelope'] = (body, options = {}) => {
    const read = requireBytes(body, 'body');
    const prefix = prefixOf(options);
    return made(() => new raw(read, prefix));
  };
  return {
    fromEnvelope,
    fromBindings(bindings, options) {
      if (!Array.isArray(bindings)) throw invalidArgument('bindings', 'an array', bindings);
      return fromEnvelope(toJson(bindings, 'bindings'), options);
    },
    fromColumns(columns, options = {}) {
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
      const prefix = prefixOf(options);
      return made(() => raw.fromColumns(packed, wide, lengths, prefix));
    },
  };
}
