// The changes of a draft as a list, and what they come to in addresses.

import { formatAddressCount } from '../lib/address-range.js';
import { el } from '../lib/dom.js';
import type { Palette } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import type { DraftChange } from '../state/draft-model.js';
import { type OwnershipChange, sumByOwners } from './ownership-changes.js';

const MAX_LISTED_CHANGES = 60;

function changeVerb({ from, to }: DraftChange): string {
  if (from === null) return 'bind';
  return to === null ? 'unbind' : 'rebind';
}

/** The sentence: how many addresses change hands, from whom to whom. */
export function changeSentence(changes: number, runs: readonly OwnershipChange[], palette: Palette): string {
  const head = changes === 1 ? '1 change' : `${changes} changes`;
  const sums = sumByOwners(runs);
  if (sums.length === 0) return `${head}; no address changes hands.`;
  const total = sums.reduce((sum, { count }) => sum + count, 0n);
  const parts = sums
    .slice(0, 4)
    .map(
      ({ from, to, count }) =>
        `${formatAddressCount(count).replace(/ address(es)?$/, '')} from ${palette.of(from).name} to ${palette.of(to).name}`,
    );
  const rest = sums.length > 4 ? ', and others' : '';
  const verb = total === 1n ? 'changes' : 'change';
  return `${head}; ${formatAddressCount(total)} ${verb} hands: ${parts.join(', ')}${rest}.`;
}

/** The list. `onTakeBack` gets the CIDR of a change. */
export function changeList(
  changes: readonly DraftChange[],
  palette: Palette,
  onDiscard: (cidr: string) => void,
): HTMLElement {
  return el(
    'ul',
    { class: 'changes' },
    changes.slice(0, MAX_LISTED_CHANGES).map((change) =>
      el(
        'li',
        { class: `change is-${changeVerb(change)}` },
        el('span', { class: 'verb' }, changeVerb(change)),
        el('code', {}, change.cidr),
        el(
          'span',
          { class: 'fate' },
          change.from !== null && serviceLabel(palette.of(change.from)),
          change.to !== null && el('span', { class: 'arrow', 'aria-label': 'to' }, '→'),
          change.to !== null && serviceLabel(palette.of(change.to)),
        ),
        el(
          'button',
          {
            type: 'button',
            class: 'link',
            'aria-label': `Take back: ${changeVerb(change)} ${change.cidr}`,
            onclick: () => onDiscard(change.cidr),
          },
          'Take back',
        ),
      ),
    ),
    changes.length > MAX_LISTED_CHANGES &&
      el('li', { class: 'aside' }, `and ${changes.length - MAX_LISTED_CHANGES} more`),
  );
}
