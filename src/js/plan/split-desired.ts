// Reads one list of desired bindings for many prefixes.

import { readDesiredByPrefix as rawReadDesiredByPrefix, startPlanner } from 'host/planner.js';
import type { CidrText } from '../types/api.js';
import { callWasm } from '../wasm/call-wasm.js';
import type { Claim } from './aggregate.js';
import { serviceColumns } from './find-service.js';
import type { Desired, DesiredOptions } from './read-desired.js';

/** The part of a list that is about one prefix. */
export interface DesiredPart extends Desired {
  /** The position of the prefix in the given list. */
  readonly prefix: number;
  /** The entries where the list is read as claims; otherwise empty. */
  readonly entries: readonly Claim[];
}

/**
 * Reads a list of addresses and services that covers many prefixes: each entry belongs to the most specific prefix that contains
 * it. Prefixes without an entry are absent. A snapshot is read with `readDesired`. O(bytes + n log n).
 *
 * @throws ByoipError with the codes of `readDesired`; `desired-outside-prefix` with the position of an entry in none of them
 */
export function readDesiredByPrefix(
  list: Uint8Array,
  prefixes: readonly CidrText[],
  { readAs, services }: Pick<DesiredOptions, 'readAs' | 'services'>,
): readonly DesiredPart[] {
  const known = services === undefined ? undefined : serviceColumns(services);
  const text = callWasm(() => {
    startPlanner();
    return rawReadDesiredByPrefix([...prefixes], list, readAs === 'claims', known?.ids, known?.names);
  });
  return JSON.parse(text) as DesiredPart[];
}
