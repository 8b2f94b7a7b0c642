// Bindings placed in rows: a binding inside another one stands one row below it.

import type { ServiceBinding } from '../../../src/js/entry/page.js';
import { contains, type Span, spanOfBlock } from '../lib/address-range.js';
import { sorted } from '../lib/merge-sort.js';
import { type Breath, mapped } from '../lib/yielder.js';

/** A binding with its place. */
export interface Placed extends Span {
  /** Position in the API's list. */
  readonly index: number;
  readonly binding: ServiceBinding;
  /** 0 for a binding inside no other one. */
  readonly row: number;
  /** Number of bindings inside this one, at any depth. */
  readonly inside: number;
}

type Unplaced = Omit<Placed, 'row' | 'inside'>;

function inOrder(one: Unplaced, other: Unplaced): boolean {
  if (one.first !== other.first) return one.first < other.first;
  if (one.last !== other.last) return one.last > other.last;
  return one.index <= other.index;
}

/** All bindings, in address order, each before those inside it. Of two with the same block the earlier comes first. */
export async function placeBindings(
  bindings: readonly ServiceBinding[],
  breath: Breath,
): Promise<readonly Placed[]> {
  const found = await mapped(
    bindings,
    (binding, index): Unplaced => ({ binding, index, ...spanOfBlock(binding.cidr) }),
    breath,
  );
  const spans = await sorted(found, inOrder, breath);
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
    if ((at & 255) === 255 && breath.due) await breath.take();
  }
  return mapped(
    spans,
    (span, at): Placed => ({ ...span, row: rows[at] ?? 0, inside: (ends[at] ?? spans.length) - at - 1 }),
    breath,
  );
}
