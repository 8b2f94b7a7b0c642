// Reads the desired bindings from a file: hosts, ranges and blocks with services, as JSON or CSV.

import { readDesired as rawReadDesired } from 'host/planner.js';
import type { CidrText } from '../types/api.js';
import { requireBytes, requireObject } from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import type { NamedService } from '../wasm/plain-facts.js';
import { canonicalPrefix } from '../wasm/planner/canonical-prefix.js';
import { serviceColumns } from './find-service.js';
import { type Bound, type Reading, readsAsClaims } from './list-format.js';

/** A desired binding. */
export interface WantedBinding extends Bound {
  /** The name of the service, where the list has it. */
  readonly serviceName?: string;
}

/** Which columns of a CSV file were read, by their names in its first row. */
export interface ColumnUse {
  /** Addresses, lengths and netmasks. */
  readonly addresses: readonly string[];
  readonly service: readonly string[];
  /** Columns that cannot change the meaning of an entry. */
  readonly ignored: readonly string[];
}

/** A parsed list of addresses and services. */
export interface Desired {
  /** `claims` where the list contains a range, or the caller asked for it. */
  readonly readAs: Reading;
  /** The entries in their order, without duplicates; null for claims, which only `aggregate` turns into bindings. */
  readonly bindings: readonly WantedBinding[] | null;
  /** The line of each entry, counted from 1, in the order of `bindings`. */
  readonly lines: readonly number[];
  /** The columns of CSV whose first row names them; null for any other list. */
  readonly columns: ColumnUse | null;
  /** Number of entries, without the regional ones. */
  readonly claims: number;
  /** Number of entries without a service: regional bindings, which this package does not create. */
  readonly regional: number;
  /** The blocks of the regional bindings. */
  readonly regionalBlocks: readonly CidrText[];
  /** Services whose names are in the list. */
  readonly services: readonly { readonly id: string; readonly name: string }[];
}

/** The parameters of `readDesired`. */
export interface DesiredOptions {
  readonly prefix: CidrText;
  /** `claims` for a list of blocks or hosts in which the last entry wins. */
  readonly readAs?: 'claims' | undefined;
  /** The account's services: then a list may name a service wherever an id may stand, as `findService` reads it. */
  readonly services?: readonly NamedService[] | undefined;
}

/**
 * Reads a list of addresses and services as `aggregate` does, and tells how it was read: JSON, or CSV as spreadsheets and address
 * managers (NetBox, Nautobot, phpIPAM, Infoblox) write it, in UTF-8 or UTF-16. It does not check that the addresses are in the
 * prefix. O(bytes + n log n).
 *
 * @throws ByoipError `json-…`, `envelope-…`, `desired-…`, `csv-…`, `utf16-invalid`, `id-…`, `range-…`, the codes of `parseCidr` and
 *   `parseAddress`, `service-name-…`, `service-names-missing`, `snapshot-prefix-missing`, with the position
 *
 * @example
 * ```ts
 * const services = [{ id: 'c0', name: 'CDN' }];
 * readDesired('192.0.2.0/24,CDN', { prefix: '192.0.2.0/24', services }).bindings?.[0]?.serviceId; // 'c0'
 * ```
 */
export function readDesired(list: string | Uint8Array | ArrayBuffer, options: DesiredOptions): Desired {
  const { prefix, readAs, services } = requireObject(options, 'options');
  const cidr = canonicalPrefix(prefix);
  const claims = readsAsClaims(readAs);
  const file = requireBytes(list, 'list');
  const known = services === undefined ? undefined : serviceColumns(services);
  const source = typeof list === 'string' ? list : undefined;
  return JSON.parse(
    callWasm(() => rawReadDesired(cidr, file, claims, known?.ids, known?.names), source),
  ) as Desired;
}
