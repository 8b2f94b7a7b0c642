// A prefix with its bindings, nested and with their owners: all that the map draws.

import type { BindingTable } from '../../lookup/table.js';
import type { CidrText, ServiceBinding } from '../../types/api.js';
import { type AddressRange, rangeOfCanonicalCidr } from './address-range.js';
import { type NestedBinding, nestBindings } from './nest-bindings.js';
import { type OwnerSegment, ownerSegments } from './owner-segments.js';

/** The content of a map. */
export interface MapData extends AddressRange {
  /** The prefix. */
  readonly cidr: CidrText;
  readonly family: 4 | 6;
  /** Sorted by address, with their depths. */
  readonly nestedBindings: readonly NestedBinding[];
  readonly segments: readonly OwnerSegment[];
}

/** Prepares the bindings of a prefix, as work that can pause at each step. O(n log n). */
export function* prepareMap(
  cidr: CidrText,
  bindings: readonly ServiceBinding[],
  table: Pick<BindingTable, 'findManyV4' | 'findManyV6'>,
  isShown: (binding: ServiceBinding) => boolean = () => true,
): Generator<void, MapData> {
  const range = rangeOfCanonicalCidr(cidr);
  const family = cidr.includes(':') ? 6 : 4;
  const nestedBindings = yield* nestBindings(bindings, isShown);
  const segments = yield* ownerSegments(range, family, nestedBindings, { table, bindings });
  return { ...range, cidr, family, nestedBindings, segments };
}

/** Does all of the work at once. */
export function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** The map of a table, without the bindings outside the prefix. */
export function mapOf(cidr: CidrText, table: BindingTable): MapData {
  const { first, last } = rangeOfCanonicalCidr(cidr);
  const isInside = (binding: ServiceBinding): boolean => {
    if (binding.cidr.includes(':') !== cidr.includes(':')) return false;
    const range = rangeOfCanonicalCidr(binding.cidr);
    return range.first <= last && range.last >= first;
  };
  return finish(prepareMap(cidr, table.bindings(), table, isInside));
}
