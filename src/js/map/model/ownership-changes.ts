// The addresses that change owner between two states of a prefix.

import { type AddressRange, overlap } from './address-range.js';
import type { OwnerSegment } from './owner-segments.js';

/** A range of addresses that moves from one service to another; `null` is no service. */
export interface OwnershipChange extends AddressRange {
  readonly from: string | null;
  readonly to: string | null;
}

/** The ranges in address order, adjacent ones with the same services merged. Both lists cover the same range. O(n + m). */
export function ownershipChanges(
  before: readonly OwnerSegment[],
  after: readonly OwnerSegment[],
): readonly OwnershipChange[] {
  const changes: OwnershipChange[] = [];
  let [b, a] = [0, 0];
  for (;;) {
    const old = before[b];
    const next = after[a];
    if (old === undefined || next === undefined) return changes;
    const { first, last } = overlap(old, next);
    if (old.serviceId !== next.serviceId) {
      const change = { first, last, from: old.serviceId, to: next.serviceId };
      const previous = changes.at(-1);
      if (previous !== undefined && previous.last + 1n === first && sameOwners(previous, change)) {
        changes[changes.length - 1] = { ...previous, last };
      } else changes.push(change);
    }
    if (old.last <= last) b += 1;
    if (next.last <= last) a += 1;
  }
}

function sameOwners(one: OwnershipChange, other: OwnershipChange): boolean {
  return one.from === other.from && one.to === other.to;
}

/** The number of addresses for each pair of services, the largest first. */
export function sumByOwners(changes: readonly OwnershipChange[]): readonly {
  readonly from: string | null;
  readonly to: string | null;
  readonly count: bigint;
}[] {
  const sums = new Map<string, { from: string | null; to: string | null; count: bigint }>();
  for (const { from, to, first, last } of changes) {
    const key = JSON.stringify([from, to]);
    const sum = sums.get(key) ?? { from, to, count: 0n };
    sum.count += last - first + 1n;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((one, other) => (one.count < other.count ? 1 : -1));
}
