// Which service each run of addresses belongs to: the core is asked once for every boundary between bindings.

import type { Resolution } from '../../src/js/types.js';
import { addressText, type Span } from './number-line.js';

/** A run of addresses with one fate. */
export interface Segment extends Span {
  /** Canonical text of the first address. */
  readonly firstText: string;
  /** `null` where no service owns it. */
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  /** True while the owner is being rolled out. */
  readonly provisioning: boolean;
}

function sameFate(one: Segment, other: Segment): boolean {
  return one.serviceId === other.serviceId && one.provisioning === other.provisioning;
}

/** The prefix cut into runs of one owner, neighbours of one owner merged: at most twice the bindings, plus one. */
export function ownership(
  prefix: Span,
  family: 4 | 6,
  bindings: readonly Span[],
  resolve: (address: string) => Resolution,
): readonly Segment[] {
  const starts = new Set<bigint>([prefix.first]);
  for (const { first, last } of bindings) {
    if (first > prefix.first && first <= prefix.last) starts.add(first);
    if (last >= prefix.first && last < prefix.last) starts.add(last + 1n);
  }
  const ordered = [...starts].sort((one, other) => (one < other ? -1 : 1));
  const segments: Segment[] = [];
  ordered.forEach((first, at) => {
    const next = ordered[at + 1];
    const { address, owner, reason } = resolve(addressText(first, family));
    const segment: Segment = {
      first,
      last: next === undefined ? prefix.last : next - 1n,
      firstText: address,
      serviceId: owner?.serviceId ?? null,
      serviceName: owner?.serviceName ?? null,
      provisioning: reason === 'provisioning',
    };
    const before = segments.at(-1);
    if (before !== undefined && sameFate(before, segment)) {
      segments[segments.length - 1] = { ...before, last: segment.last };
    } else segments.push(segment);
  });
  return segments;
}

/** The segments that overlap `span`, cut to it. Logarithmic in the number of segments, plus the answer. */
export function segmentsWithin(segments: readonly Segment[], span: Span): readonly Segment[] {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.last ?? 0n) < span.first) low = middle + 1;
    else high = middle;
  }
  const found: Segment[] = [];
  for (let at = low; at < segments.length; at += 1) {
    const segment = segments[at];
    if (segment === undefined || segment.first > span.last) break;
    const cut: { -readonly [K in keyof Segment]: Segment[K] } = { ...segment };
    if (cut.first < span.first) cut.first = span.first;
    if (cut.last > span.last) cut.last = span.last;
    found.push(cut);
  }
  return found;
}
