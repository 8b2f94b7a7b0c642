// What of the state shows at a time: BGP prefixes that have appeared, and bindings that were deleted and linger.

import type { PrefixLists } from './list-lag.js';
import type { BgpPrefixRecord, BindingRecord } from './state.js';

/**
 * What becomes of a deleted binding in lists and answers while its deletion rolls out: it is gone at once, or it
 * lingers. Nobody has written down which.
 */
export type Deletions = 'at-once' | 'linger';

/** The bindings that show at `now`; those that linger come last. A block that is bound again lingers no longer. */
export function bindingsAt(
  { bindings, leaving }: Pick<PrefixLists, 'bindings' | 'leaving'>,
  now: number,
  deletions: Deletions,
): readonly BindingRecord[] {
  if (deletions === 'at-once' || leaving.length === 0) return bindings;
  const bound = new Set(bindings.map(({ cidr }) => cidr));
  return [...bindings, ...leaving.filter(({ cidr, goneAt }) => goneAt > now && !bound.has(cidr))];
}

/** The BGP prefixes that show at `now`. */
export function bgpPrefixesAt(records: readonly BgpPrefixRecord[], now: number): readonly BgpPrefixRecord[] {
  return records.filter((record) => hasAppeared(record, now));
}

/** True unless it is one that its default binding will bring along later. */
export function hasAppeared({ appearsAt = Number.NEGATIVE_INFINITY }: BgpPrefixRecord, now: number): boolean {
  return appearsAt <= now;
}
