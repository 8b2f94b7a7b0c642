// Which service each run of addresses belongs to: the core is asked about every boundary between bindings, in batches.

import {
  type BindingTable,
  type Progress,
  progressOf,
  type ServiceBinding,
} from '../../../src/js/entry/page.js';
import type { AddressRange } from '../lib/address-range.js';
import { mergeSort } from '../lib/merge-sort.js';
import type { Yielder } from '../lib/yielder.js';

/** A run of addresses with one fate. */
export interface OwnerSegment extends AddressRange {
  /** `null` where no service owns it. */
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  /** How far the roll-out of the owner is. */
  readonly progress: Progress;
}

/** What is asked: the core's table, and the list that it was made from. */
export interface Asked {
  readonly table: Pick<BindingTable, 'findManyV4' | 'findManyV6'>;
  readonly bindings: readonly ServiceBinding[];
}

/** Boundaries asked about in one call into the core. */
const BATCH = 2048;

function sameFate(one: OwnerSegment, other: OwnerSegment): boolean {
  return one.serviceId === other.serviceId && one.progress === other.progress;
}

async function boundaries(
  prefix: AddressRange,
  spans: readonly AddressRange[],
  breath: Yielder,
): Promise<readonly bigint[]> {
  const starts = new Set<bigint>([prefix.first]);
  let at = 0;
  for (const { first, last } of spans) {
    if (first > prefix.first && first <= prefix.last) starts.add(first);
    if (last >= prefix.first && last < prefix.last) starts.add(last + 1n);
    at += 1;
    if ((at & 255) === 255 && breath.isDue) await breath.yield();
  }
  return mergeSort([...starts], (one, other) => one <= other, breath);
}

function owners(table: Asked['table'], family: 4 | 6, addresses: readonly bigint[]): Int32Array {
  if (family === 4) return table.findManyV4(Uint32Array.from(addresses, Number));
  const packed = new DataView(new ArrayBuffer(addresses.length * 16));
  addresses.forEach((address, at) => {
    packed.setBigUint64(at * 16, address >> 64n);
    packed.setBigUint64(at * 16 + 8, address & 0xffff_ffff_ffff_ffffn);
  });
  return table.findManyV6(new Uint8Array(packed.buffer));
}

/** The prefix cut into runs of one owner, neighbours of one owner merged: at most twice the bindings, plus one. */
export async function ownerSegments(
  prefix: AddressRange,
  family: 4 | 6,
  spans: readonly AddressRange[],
  { table, bindings }: Asked,
  breath: Yielder,
): Promise<readonly OwnerSegment[]> {
  const starts = await boundaries(prefix, spans, breath);
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
      if (before !== undefined && sameFate(before, segment)) {
        segments[segments.length - 1] = { ...before, last: segment.last };
      } else segments.push(segment);
    });
    if (breath.isDue) await breath.yield();
  }
  return segments;
}

/** The segments that overlap `span`, cut to it. Logarithmic in the number of segments, plus the answer. */
export function segmentsWithin(
  segments: readonly OwnerSegment[],
  span: AddressRange,
): readonly OwnerSegment[] {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.last ?? 0n) < span.first) low = middle + 1;
    else high = middle;
  }
  const found: OwnerSegment[] = [];
  for (let at = low; at < segments.length; at += 1) {
    const segment = segments[at];
    if (segment === undefined || segment.first > span.last) break;
    const inside = segment.first >= span.first && segment.last <= span.last;
    found.push(inside ? segment : cut(segment, span));
  }
  return found;
}

function cut(segment: OwnerSegment, span: AddressRange): OwnerSegment {
  const cut: { -readonly [K in keyof OwnerSegment]: OwnerSegment[K] } = { ...segment };
  if (cut.first < span.first) cut.first = span.first;
  if (cut.last > span.last) cut.last = span.last;
  return cut;
}
