// Cuts a prefix into segments with one owner each. The core resolves every boundary between bindings, in batches.

import { type Progress, progressOf } from '../../bindings/rollout-progress.js';
import type { BindingTable } from '../../lookup/table.js';
import type { ServiceBinding } from '../../types/api.js';
import type { AddressRange } from './address-range.js';

/** A range of addresses with one owner and one rollout state. */
export interface OwnerSegment extends AddressRange {
  /** `null` where there is no owner. */
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  /** The rollout state of the owner. */
  readonly progress: Progress;
}

/** The core's table, and the list it was built from. */
interface OwnerTable {
  readonly table: Pick<BindingTable, 'findManyV4' | 'findManyV6'>;
  readonly bindings: readonly ServiceBinding[];
}

/** Boundaries resolved in one call into the core. */
const BATCH = 2048;

function canMerge(one: OwnerSegment, other: OwnerSegment): boolean {
  return one.serviceId === other.serviceId && one.progress === other.progress;
}

/** The first addresses of the parts that blocks cut a prefix into. The blocks are nested, each before those inside it. */
function boundaries(prefix: AddressRange, blocks: readonly AddressRange[]): readonly bigint[] {
  const starts = [prefix.first];
  const put = (start: bigint): void => {
    if (start > prefix.first && start <= prefix.last && start !== starts.at(-1)) starts.push(start);
  };
  // The last addresses of the blocks around the current one, the innermost last.
  const open: bigint[] = [];
  const closeBefore = (first: bigint | null): void => {
    for (let last = open.at(-1); last !== undefined && (first === null || last < first); last = open.at(-1)) {
      put(last + 1n);
      open.pop();
    }
  };
  for (const { first, last } of blocks) {
    closeBefore(first);
    put(first);
    open.push(last);
  }
  closeBefore(null);
  return starts;
}

function owners(table: OwnerTable['table'], family: 4 | 6, addresses: readonly bigint[]): Int32Array {
  if (family === 4) return table.findManyV4(Uint32Array.from(addresses, Number));
  const packed = new DataView(new ArrayBuffer(addresses.length * 16));
  addresses.forEach((address, at) => {
    packed.setBigUint64(at * 16, address >> 64n);
    packed.setBigUint64(at * 16 + 8, address & 0xffff_ffff_ffff_ffffn);
  });
  return table.findManyV6(new Uint8Array(packed.buffer));
}

/**
 * The segments of a prefix, neighbours with the same owner merged: at most twice as many as bindings, plus one. Can pause
 * at each step.
 */
export function* ownerSegments(
  prefix: AddressRange,
  family: 4 | 6,
  ranges: readonly AddressRange[],
  { table, bindings }: OwnerTable,
): Generator<void, readonly OwnerSegment[]> {
  const starts = boundaries(prefix, ranges);
  yield;
  const segments: OwnerSegment[] = [];
  for (let from = 0; from < starts.length; from += BATCH) {
    const batch = starts.slice(from, from + BATCH);
    const found = owners(table, family, batch);
    batch.forEach((first, at) => {
      const next = starts[from + at + 1];
      const owner = bindings[found[at] ?? -1] ?? null;
      const segment: OwnerSegment = {
        first,
        last: next === undefined ? prefix.last : next - 1n,
        serviceId: owner?.serviceId ?? null,
        serviceName: owner?.serviceName ?? null,
        progress: progressOf(owner?.state),
      };
      const before = segments.at(-1);
      if (before !== undefined && canMerge(before, segment)) {
        segments[segments.length - 1] = { ...before, last: segment.last };
      } else segments.push(segment);
    });
    yield;
  }
  return segments;
}

/** The segments that overlap `range`, cut to it. O(log n) for n segments, plus the result. */
export function segmentsWithin(
  segments: readonly OwnerSegment[],
  range: AddressRange,
): readonly OwnerSegment[] {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.last ?? 0n) < range.first) low = middle + 1;
    else high = middle;
  }
  const found: OwnerSegment[] = [];
  for (let at = low; at < segments.length; at += 1) {
    const segment = segments[at];
    if (segment === undefined || segment.first > range.last) break;
    const inside = segment.first >= range.first && segment.last <= range.last;
    found.push(inside ? segment : cut(segment, range));
  }
  return found;
}

function cut(segment: OwnerSegment, range: AddressRange): OwnerSegment {
  const cut: { -readonly [K in keyof OwnerSegment]: OwnerSegment[K] } = { ...segment };
  if (cut.first < range.first) cut.first = range.first;
  if (cut.last > range.last) cut.last = range.last;
  return cut;
}
