// What is visible at a time: BGP prefixes that have appeared, and deleted bindings that linger.

import type { PrefixLists } from './list-lag.js';
import type { BgpPrefixRecord, BindingRecord } from './state/state.js';

/**
 * Whether a deleted binding disappears from responses at once, or lingers while its deletion rolls out. The API does not
 * document this.
 */
export type Deletions = 'at-once' | 'linger';

/** The visible bindings at `now`, lingering ones last. A deleted binding is hidden once its block is bound again. */
export function bindingsAt(
  { bindings, leaving }: Pick<PrefixLists, 'bindings' | 'leaving'>,
  now: number,
  deletions: Deletions,
): readonly BindingRecord[] {
  if (deletions === 'at-once' || leaving.length === 0) return bindings;
  const bound = new Set(bindings.map(({ cidr }) => cidr));
  return [...bindings, ...leaving.filter(({ cidr, goneAt }) => goneAt > now && !bound.has(cidr))];
}

/** The visible BGP prefixes at `now`. */
export function bgpPrefixesAt(records: readonly BgpPrefixRecord[], now: number): readonly BgpPrefixRecord[] {
  return records.filter((record) => hasAppeared(record, now));
}

/** False for a BGP prefix that its default binding creates later. */
export function hasAppeared({ appearsAt = Number.NEGATIVE_INFINITY }: BgpPrefixRecord, now: number): boolean {
  return appearsAt <= now;
}
