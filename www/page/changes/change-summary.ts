// The changes of a draft in one sentence: how many, and which addresses move from which service to which.

import { formatAddressCount, formatCount, isSingular, type Palette } from '../../../src/js/entry/page.js';
import { type OwnershipChange, sumByOwners } from '../../../src/js/entry/page-later.js';
import type { DraftChange } from '../state/draft-model.js';

const MAX_LISTED_MOVES = 4;

export type ChangeVerb = 'add' | 'remove' | 'move';

export function changeVerb({ from, to }: Pick<DraftChange, 'from' | 'to'>): ChangeVerb {
  if (from === null) return 'add';
  return to === null ? 'remove' : 'move';
}

/** `2 changes; 8 addresses move from Magic Transit to CDN.` */
export function summariseChanges(
  changeCount: number,
  changes: readonly OwnershipChange[],
  palette: Pick<Palette, 'of'>,
): string {
  const count = changeCount === 1 ? '1 change' : `${changeCount} changes`;
  return `${count}; ${summariseMoves(changes, palette)}.`;
}

function summariseMoves(changes: readonly OwnershipChange[], palette: Pick<Palette, 'of'>): string {
  const sums = sumByOwners(changes);
  const total = sums.reduce((sum, one) => sum + one.count, 0n);
  const [only] = sums;
  if (only === undefined) return 'no address changes owner';
  const fromTo = ({ from, to }: { from: string | null; to: string | null }): string =>
    `from ${palette.of(from).name} to ${palette.of(to).name}`;
  if (sums.length === 1) {
    return `${formatAddressCount(total)} ${isSingular(total) ? 'moves' : 'move'} ${fromTo(only)}`;
  }
  const listed = sums.slice(0, MAX_LISTED_MOVES).map((sum) => `${formatCount(sum.count)} ${fromTo(sum)}`);
  const rest = sums.length > MAX_LISTED_MOVES ? ', and others' : '';
  return `${formatAddressCount(total)} ${isSingular(total) ? 'changes' : 'change'} owner: ${listed.join(', ')}${rest}`;
}
