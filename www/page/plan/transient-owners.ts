// The owners on the way through a plan, at worst: those at the start, save where somebody is hit.

import type { OwnerSegment } from '../bindings/owner-segments.js';
import type { TransientOwners } from '../draft/before-after-strips.js';
import { type AddressRange, addressNumber, overlap } from '../lib/address-range.js';
import type { ExposureSummary, Truncated } from './plan-summary.js';

interface AffectedRange extends AddressRange {
  readonly serviceId: string | null;
}

function affectedRanges({ shown }: Truncated<ExposureSummary>): readonly AffectedRange[] {
  return shown.flatMap(({ serviceId, ranges }) =>
    ranges.shown.map((range) => {
      const [first = '', last = first] = range.split('-');
      return { first: addressNumber(first), last: addressNumber(last), serviceId };
    }),
  );
}

/** `null` where nobody is hit, or more are than a strip shows. O(n + m log m). */
export function transientOwners(
  before: readonly OwnerSegment[],
  exposures: Truncated<ExposureSummary>,
): TransientOwners | null {
  const isCut = exposures.more > 0 || exposures.shown.some(({ ranges }) => ranges.more > 0);
  const hits = [...affectedRanges(exposures)].sort((one, other) => (one.first < other.first ? -1 : 1));
  if (isCut || hits.length === 0) return null;
  const segments: OwnerSegment[] = [];
  let next = 0;
  for (const segment of before) {
    let from = segment.first;
    for (let hit = hits[next]; hit !== undefined && hit.first <= segment.last; hit = hits[next]) {
      if (hit.last >= from) {
        const { first, last } = overlap({ first: from, last: segment.last }, hit);
        if (first > from) segments.push({ ...segment, first: from, last: first - 1n });
        segments.push({ first, last, serviceId: hit.serviceId, serviceName: null, progress: 'active' });
        from = last + 1n;
      }
      // The rest of it lies in the next segment.
      if (hit.last > segment.last) break;
      next += 1;
    }
    if (from <= segment.last) segments.push({ ...segment, first: from });
  }
  return { segments, affected: hits };
}
