// Which of the two picture and table show: what is bound now, or what the draft makes of it.

import { el } from '../lib/dom.js';
import type { PageState } from '../state/page-state.js';

export interface VersionToggle {
  readonly root: HTMLElement;
  update(state: PageState): void;
}

/** Builds the choice; it is hidden as long as there is no draft to show. */
export function createVersionToggle(onShow: (face: PageState['shownVersion']) => void): VersionToggle {
  const choice = (face: PageState['shownVersion'], name: string): HTMLInputElement =>
    el('input', {
      type: 'radio',
      name: 'face',
      value: face,
      'aria-label': name,
      onchange: () => onShow(face),
    });
  const now = choice('now', 'Now');
  const draft = choice('draft', 'With the draft');
  const root = el(
    'fieldset',
    { class: 'faces', hidden: true },
    el('legend', { class: 'unheard' }, 'What picture and table show'),
    el('label', { class: 'pick' }, now, el('span', { class: 'pick-face' }, 'Now')),
    el('label', { class: 'pick' }, draft, el('span', { class: 'pick-face' }, 'With the draft')),
  );
  return {
    root,
    update({ draftPrefix, shownVersion }) {
      root.hidden = draftPrefix === null;
      now.checked = shownVersion === 'now';
      draft.checked = shownVersion === 'draft';
    },
  };
}
