// How a list of addresses and services is read, and the bindings in it.

import type { CidrText } from '../types/api.js';
import { invalidArgument } from '../wasm/arguments.js';

/**
 * How a list is read. As `bindings`, a host is its /32 or /128 and the most specific entry wins, in any order; as `claims`
 * the last entry on an address wins.
 */
export type Reading = 'bindings' | 'claims';

/** A block and its service. */
export interface Bound {
  readonly cidr: CidrText;
  readonly serviceId: string;
}

/** True where a caller asks to read a list as claims. */
export function readsAsClaims(readAs: unknown): boolean {
  if (readAs !== undefined && readAs !== 'claims')
    throw invalidArgument('readAs', '`claims`, or left out', readAs);
  return readAs === 'claims';
}
