// Nests bindings: sorted by address, each with its depth.

import type { ServiceBinding } from '../../types/api.js';
import { type AddressRange, rangeOfCanonicalCidr } from './address-range.js';

/** A binding with its position in the nesting. */
export interface NestedBinding extends AddressRange {
  /** Position in the API's list. */
  readonly index: number;
  readonly binding: ServiceBinding;
  /** 0 for a binding that no other one contains. */
  readonly depth: number;
  /** Number of bindings inside it, at any depth. */
  readonly descendantCount: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function byAddress(one: NestedBinding, other: NestedBinding): number {
  if (one.first !== other.first) return one.first < other.first ? -1 : 1;
  if (one.last !== other.last) return one.last > other.last ? -1 : 1;
  return one.index - other.index;
}

/**
 * The bindings that are shown, sorted by address, each before those inside it. Of two with the same block the earlier
 * comes first. Can pause at each step.
 */
export function* nestBindings(
  bindings: readonly ServiceBinding[],
  isShown: (binding: ServiceBinding) => boolean = () => true,
): Generator<void, readonly NestedBinding[]> {
  const nested: Mutable<NestedBinding>[] = [];
  for (const [index, binding] of bindings.entries()) {
    if (isShown(binding)) {
      const { first, last } = rangeOfCanonicalCidr(binding.cidr);
      nested.push({ first, last, index, binding, depth: 0, descendantCount: 0 });
    }
    if ((index & 63) === 63) yield;
  }
  nested.sort(byAddress);
  yield;
  // Positions of the bindings that contain the current one, outermost first.
  const ancestors: number[] = [];
  const closeBefore = (end: number, first: bigint | null): void => {
    for (let top = ancestors.at(-1); top !== undefined; top = ancestors.at(-1)) {
      const ancestor = nested[top];
      if (ancestor === undefined || (first !== null && ancestor.last >= first)) return;
      ancestor.descendantCount = end - top - 1;
      ancestors.pop();
    }
  };
  for (const [at, one] of nested.entries()) {
    closeBefore(at, one.first);
    one.depth = ancestors.length;
    ancestors.push(at);
    if ((at & 255) === 255) yield;
  }
  closeBefore(nested.length, null);
  return nested;
}
