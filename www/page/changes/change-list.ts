// The changes of a draft as a list; each can be discarded.

import type { Palette } from '../../../src/js/entry/page.js';
import { type Child, el, shortList } from '../lib/dom.js';
import { truncate } from '../lib/truncate.js';
import { serviceLabel } from '../services/service-label.js';
import type { DraftChange } from '../state/draft-model.js';
import { type ChangeVerb, changeVerb } from './change-summary.js';

const MAX_LISTED_CHANGES = 60;

/** `onDiscard` gets the CIDR of the change. */
export function changeList(
  changes: readonly DraftChange[],
  palette: Palette,
  onDiscard: (cidr: string) => void,
): HTMLElement {
  return shortList('changes', truncate(changes, MAX_LISTED_CHANGES), (change) => {
    const { cidr, from, to } = change;
    const verb = changeVerb(change);
    const [before, after] = [from, to].map((id) => id !== null && serviceLabel(palette.of(id)));
    const discard = el(
      'button',
      {
        type: 'button',
        class: 'link',
        'aria-label': `Discard: ${verb} ${cidr}`,
        onclick: () => onDiscard(cidr),
      },
      'Discard',
    );
    return changeItem(verb, verb, cidr, before, after, discard);
  });
}

/** One change: the service before, where there is one, and the service after it. */
export function changeItem(
  style: ChangeVerb,
  verb: string,
  cidr: string,
  before: Child,
  after: Child,
  ...more: Child[]
): HTMLElement {
  return el(
    'li',
    { class: `change is-${style}` },
    el('span', { class: 'verb' }, verb),
    el('code', {}, cidr),
    fromTo(before, after),
    more,
  );
}

/** An arrow from one service to another. */
export function fromTo(before: Child, after: Child): HTMLElement {
  const arrow = after && el('span', { class: 'arrow', 'aria-label': 'to', role: 'img' }, '→');
  return el('span', { class: 'from-to' }, before, arrow, after);
}
