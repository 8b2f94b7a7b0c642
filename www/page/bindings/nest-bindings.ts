// Nests bindings: sorted by address, each with its depth.

import type { ServiceBinding } from '../../../src/js/entry/page.js';
import { type AddressRange, contains, rangeOfCanonicalCidr } from '../lib/address-range.js';
import { mapYielding, type Yielder } from '../lib/yielder.js';

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

type RangedBinding = Omit<NestedBinding, 'depth' | 'descendantCount'>;

function byAddress(one: RangedBinding, other: RangedBinding): number {
  if (one.first !== other.first) return one.first < other.first ? -1 : 1;
  if (one.last !== other.last) return one.last > other.last ? -1 : 1;
  return one.index - other.index;
}

/** All bindings sorted by address, each before those inside it. Of two with the same block the earlier comes first. */
export async function nestBindings(
  bindings: readonly ServiceBinding[],
  yielder: Yielder,
): Promise<readonly NestedBinding[]> {
  const ordered = await mapYielding(
    bindings,
    (binding, index): RangedBinding => ({ binding, index, ...rangeOfCanonicalCidr(binding.cidr) }),
    yielder,
  );
  ordered.sort(byAddress);
  if (yielder.isDue) await yielder.yield();
  // The bindings that contain the current one, outermost first.
  const ancestors: number[] = [];
  const depths: number[] = [];
  // For each binding the index after its last descendant.
  const ends: number[] = ordered.map(() => ordered.length);
  for (const [at, one] of ordered.entries()) {
    for (let top = ancestors.at(-1); top !== undefined; top = ancestors.at(-1)) {
      const ancestor = ordered[top];
      if (ancestor !== undefined && contains(ancestor, one)) break;
      ends[top] = at;
      ancestors.pop();
    }
    depths.push(ancestors.length);
    ancestors.push(at);
    if ((at & 255) === 255 && yielder.isDue) await yielder.yield();
  }
  return mapYielding(
    ordered,
    (one, at): NestedBinding => ({
      ...one,
      depth: depths[at] ?? 0,
      descendantCount: (ends[at] ?? ordered.length) - at - 1,
    }),
    yielder,
  );
}
