// The owners during a change, at worst: the ones before it, except where a plan affects addresses.

import { type AddressRange, addressNumber, type OwnerSegment, overlap } from '../../../src/js/entry/page.js';
import type { TransientOwners } from '../../../src/js/entry/page-later.js';
import type { Truncated } from '../lib/truncate.js';
import type { ExposureSummary } from '../planner/plan-summary.js';

interface AffectedRange extends AddressRange {
  readonly serviceId: string | null;
}

function affectedRanges({ shown }: Truncated<ExposureSummary>): readonly AffectedRange[] {
  const ranges = shown.flatMap(({ serviceId, ranges }) =>
    ranges.shown.map((range): AffectedRange => {
      const [first = '', last = first] = range.split('-');
      return { first: addressNumber(first), last: addressNumber(last), serviceId };
    }),
  );
  return ranges.sort((one, other) => (one.first < other.first ? -1 : 1));
}

/** `null` where no address is affected, or where the summary does not have all affected ranges. O(n + m log m). */
export function transientOwners(
  before: readonly OwnerSegment[],
  exposures: Truncated<ExposureSummary>,
): TransientOwners | null {
  const isTruncated = exposures.more > 0 || exposures.shown.some(({ ranges }) => ranges.more > 0);
  const affected = affectedRanges(exposures);
  if (isTruncated || affected.length === 0) return null;
  const segments: OwnerSegment[] = [];
  let next = 0;
  for (const segment of before) {
    let from = segment.first;
    for (let hit = affected[next]; hit !== undefined && hit.first <= segment.last; hit = affected[next]) {
      if (hit.last >= from) {
        const { first, last } = overlap({ first: from, last: segment.last }, hit);
        if (first > from) segments.push({ ...segment, first: from, last: first - 1n });
        segments.push({ first, last, serviceId: hit.serviceId, serviceName: null, progress: 'active' });
        from = last + 1n;
      }
      // The rest of this range is in the next segment.
      if (hit.last > segment.last) break;
      next += 1;
    }
    if (from <= segment.last) segments.push({ ...segment, first: from });
  }
  return { segments, affected };
}
