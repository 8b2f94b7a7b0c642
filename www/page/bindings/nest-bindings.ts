// Bindings placed in rows: a binding inside another one stands one row below it.

import type { ServiceBinding } from '../../../src/js/entry/page.js';
import { type AddressRange, contains, rangeOfCanonicalCidr } from '../lib/address-range.js';
import { mergeSort } from '../lib/merge-sort.js';
import { mapYielding, type Yielder } from '../lib/yielder.js';

/** A binding with its place. */
export interface NestedBinding extends AddressRange {
  /** Position in the API's list. */
  readonly index: number;
  readonly binding: ServiceBinding;
  /** 0 for a binding inside no other one. */
  readonly depth: number;
  /** Number of bindings inside this one, at any depth. */
  readonly descendantCount: number;
}

type RangedBinding = Omit<NestedBinding, 'depth' | 'descendantCount'>;

function inOrder(one: RangedBinding, other: RangedBinding): boolean {
  if (one.first !== other.first) return one.first < other.first;
  if (one.last !== other.last) return one.last > other.last;
  return one.index <= other.index;
}

/** All bindings, in address order, each before those inside it. Of two with the same block the earlier comes first. */
export async function nestBindings(
  bindings: readonly ServiceBinding[],
  breath: Yielder,
): Promise<readonly NestedBinding[]> {
  const found = await mapYielding(
    bindings,
    (binding, index): RangedBinding => ({ binding, index, ...rangeOfCanonicalCidr(binding.cidr) }),
    breath,
  );
  const spans = await mergeSort(found, inOrder, breath);
  const open: number[] = [];
  const rows: number[] = [];
  const ends: number[] = spans.map(() => spans.length);
  for (const [at, span] of spans.entries()) {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const holder = spans[top];
      if (holder !== undefined && contains(holder, span)) break;
      ends[top] = at;
      open.pop();
    }
    rows.push(open.length);
    open.push(at);
    if ((at & 255) === 255 && breath.isDue) await breath.yield();
  }
  return mapYielding(
    spans,
    (span, at): NestedBinding => ({
      ...span,
      depth: rows[at] ?? 0,
      descendantCount: (ends[at] ?? spans.length) - at - 1,
    }),
    breath,
  );
}
