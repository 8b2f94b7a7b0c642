// The changes of a draft as a list; each can be discarded.

import { el } from '../lib/dom.js';
import type { Palette } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import type { DraftChange } from '../state/draft-model.js';
import { changeVerb } from './change-summary.js';

const MAX_LISTED_CHANGES = 60;

/** `onDiscard` gets the CIDR of the change. */
export function changeList(
  changes: readonly DraftChange[],
  palette: Palette,
  onDiscard: (cidr: string) => void,
): HTMLElement {
  const rest = changes.length - MAX_LISTED_CHANGES;
  return el(
    'ul',
    { class: 'changes' },
    changes.slice(0, MAX_LISTED_CHANGES).map((change) => changeItem(change, palette, onDiscard)),
    rest > 0 && el('li', { class: 'aside' }, `and ${rest} more`),
  );
}

function changeItem(change: DraftChange, palette: Palette, onDiscard: (cidr: string) => void): HTMLElement {
  const { cidr, from, to } = change;
  const verb = changeVerb(change);
  return el(
    'li',
    { class: `change is-${verb}` },
    el('span', { class: 'verb' }, verb),
    el('code', {}, cidr),
    el(
      'span',
      { class: 'from-to' },
      from !== null && serviceLabel(palette.of(from)),
      to !== null && el('span', { class: 'arrow', 'aria-label': 'to' }, '→'),
      to !== null && serviceLabel(palette.of(to)),
    ),
    el(
      'button',
      {
        type: 'button',
        class: 'link',
        'aria-label': `Discard: ${verb} ${cidr}`,
        onclick: () => onDiscard(cidr),
      },
      'Discard',
    ),
  );
}
