// Bindings placed in rows: a binding inside another one stands one row below it.

import type { ServiceBinding } from '../../src/js/types.js';
import { contains, type Span, spanOfCidr } from './number-line.js';

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

/** All bindings, in address order, each before those inside it. Of two with the same block the earlier comes first. */
export function placeBindings(bindings: readonly ServiceBinding[]): readonly Placed[] {
  const spans = bindings.map((binding, index) => ({ binding, index, ...spanOfCidr(binding.cidr) }));
  spans.sort((one, other) => {
    if (one.first !== other.first) return one.first < other.first ? -1 : 1;
    if (one.last !== other.last) return one.last > other.last ? -1 : 1;
    return one.index - other.index;
  });
  const open: number[] = [];
  const rows: number[] = [];
  const ends: number[] = spans.map(() => spans.length);
  spans.forEach((span, at) => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const holder = spans[top];
      if (holder !== undefined && contains(holder, span)) break;
      ends[top] = at;
      open.pop();
    }
    rows.push(open.length);
    open.push(at);
  });
  return spans.map((span, at) => ({
    ...span,
    row: rows[at] ?? 0,
    inside: (ends[at] ?? spans.length) - at - 1,
  }));
}
