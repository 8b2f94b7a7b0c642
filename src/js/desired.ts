// What should be, from a file: hosts, ranges and blocks with services, as JSON or CSV.

import { readDesired as rawReadDesired } from 'host/planner.js';
import type { Bound } from './aggregate.js';
import { bytes, fields, guard } from './guard.js';
import { prefixText } from './prefix-text.js';
import type { CidrText } from './types.js';

/** A list of addresses and services, read. */
export interface Desired {
  /** The entries in their order, where each of them is a block; else null, and only `aggregate` makes bindings of them. */
  readonly bindings: readonly Bound[] | null;
  /** Entries that were read, regional ones aside. */
  readonly claims: number;
  /** Entries without a service: regional bindings, which nobody here makes. */
  readonly regional: number;
}

/**
 * Reads a list of addresses and services as `aggregate` does, and says whether it may be meant as the bindings
 * themselves. Whether the addresses lie in the prefix is not asked here. O(bytes).
 *
 * @throws ByoipError `json-…`, `envelope-…`, `desired-…`, `csv-…`, `id-…`, `range-…`, the codes of `parseCidr` and
 *   `parseAddress`, `snapshot-prefix-missing`, with the place
 */
export function readDesired(
  list: string | Uint8Array | ArrayBuffer,
  options: { readonly prefix: CidrText },
): Desired {
  const cidr = prefixText(fields(options, 'options').prefix);
  const file = bytes(list, 'list');
  return JSON.parse(
    guard(() => rawReadDesired(cidr, file), typeof list === 'string' ? list : undefined),
  ) as Desired;
}
