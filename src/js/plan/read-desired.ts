// What should be, from a file: hosts, ranges and blocks with services, as JSON or CSV.

import { readDesired as rawReadDesired } from 'host/planner.js';
import type { CidrText } from '../types/api.js';
import { callWasm, invalidArgument, requireBytes, requireObject } from '../wasm/call-wasm.js';
import { canonicalPrefix } from '../wasm/planner/canonical-prefix.js';
import type { Bound } from './aggregate.js';

/**
 * How a list is read. As `bindings`, a host is its /32 or /128, and the most specific entry wins, in any order; as `claims`
 * the last entry on an address wins.
 */
export type Reading = 'bindings' | 'claims';

/** A binding that a list wants. */
export interface WantedBinding extends Bound {
  /** The name of the service, where the list says it. */
  readonly serviceName?: string;
}

/** A list of addresses and services, read. */
export interface Desired {
  /** `claims` where a range is in it, or where it was asked for. */
  readonly readAs: Reading;
  /** The entries in their order, equal ones once; null for claims, of which only `aggregate` makes bindings. */
  readonly bindings: readonly WantedBinding[] | null;
  /** Entries that were read, regional ones aside. */
  readonly claims: number;
  /** Entries without a service: regional bindings, which nobody here makes. */
  readonly regional: number;
  /** The blocks of these. */
  readonly regionalBlocks: readonly CidrText[];
  /** Services that the list names. */
  readonly services: readonly { readonly id: string; readonly name: string }[];
}

/** What `readDesired` needs. */
export interface DesiredOptions {
  readonly prefix: CidrText;
  /** `claims` for a list of blocks or hosts in which the last entry wins. */
  readonly readAs?: 'claims' | undefined;
}

/** True where claims are asked for. */
export function readsAsClaims(readAs: unknown): boolean {
  if (readAs !== undefined && readAs !== 'claims')
    throw invalidArgument('readAs', '`claims`, or left out', readAs);
  return readAs === 'claims';
}

/**
 * Reads a list of addresses and services as `aggregate` does, and says how it is read. Whether the addresses lie in the
 * prefix is not asked here. O(bytes + n log n).
 *
 * @throws ByoipError `json-…`, `envelope-…`, `desired-…`, `csv-…`, `id-…`, `range-…`, the codes of `parseCidr` and
 *   `parseAddress`, `service-name-conflict`, `snapshot-prefix-missing`, with the place
 */
export function readDesired(list: string | Uint8Array | ArrayBuffer, options: DesiredOptions): Desired {
  const { prefix, readAs } = requireObject(options, 'options');
  const cidr = canonicalPrefix(prefix);
  const claims = readsAsClaims(readAs);
  const file = requireBytes(list, 'list');
  return JSON.parse(
    callWasm(() => rawReadDesired(cidr, file, claims), typeof list === 'string' ? list : undefined),
  ) as Desired;
}
