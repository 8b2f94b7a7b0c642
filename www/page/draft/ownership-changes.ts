// What changes hands between two states of a prefix: the runs of addresses whose owner differs.

import type { OwnerSegment } from '../bindings/owner-segments.js';
import { type AddressRange, overlap } from '../lib/address-range.js';

/** A run of addresses that goes from one owner to another; `null` is nobody. */
export interface OwnershipChange extends AddressRange {
  readonly from: string | null;
  readonly to: string | null;
}

/** The runs, in address order, neighbours of one fate merged. Both lists cover the same span. O(n + m). */
export function ownershipChanges(
  before: readonly OwnerSegment[],
  after: readonly OwnerSegment[],
): readonly OwnershipChange[] {
  const runs: OwnershipChange[] = [];
  let [b, a] = [0, 0];
  for (;;) {
    const old = before[b];
    const next = after[a];
    if (old === undefined || next === undefined) return runs;
    const { first, last } = overlap(old, next);
    if (old.serviceId !== next.serviceId) {
      const run = { first, last, from: old.serviceId, to: next.serviceId };
      const previous = runs.at(-1);
      if (previous !== undefined && previous.last + 1n === first && sameOwners(previous, run)) {
        runs[runs.length - 1] = { ...previous, last };
      } else runs.push(run);
    }
    if (old.last <= last) b += 1;
    if (next.last <= last) a += 1;
  }
}

function sameOwners(one: OwnershipChange, other: OwnershipChange): boolean {
  return one.from === other.from && one.to === other.to;
}

/** Addresses that change hands, summed for each pair of owners, the most first. */
export function sumByOwners(runs: readonly OwnershipChange[]): readonly {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: bigint;
}[] {
  const sums = new Map<string, { from: string | null; to: string | null; count: bigint }>();
  for (const { from, to, first, last } of runs) {
    const key = JSON.stringify([from, to]);
    const sum = sums.get(key) ?? { from, to, count: 0n };
    sum.count += last - first + 1n;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((one, other) => (one.count < other.count ? 1 : -1));
}
