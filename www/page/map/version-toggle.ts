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
      name: 'version',
      value: face,
      'aria-label': name,
      onchange: () => onShow(face),
    });
  const now = choice('current', 'Now');
  const draft = choice('draft', 'With the draft');
  const root = el(
    'fieldset',
    { class: 'version-toggle', hidden: true },
    el('legend', { class: 'visually-hidden' }, 'What picture and table show'),
    el('label', { class: 'radio' }, now, el('span', { class: 'radio-label' }, 'Now')),
    el('label', { class: 'radio' }, draft, el('span', { class: 'radio-label' }, 'With the draft')),
  );
  return {
    root,
    update({ draftPrefix, shownVersion }) {
      root.hidden = draftPrefix === null;
      now.checked = shownVersion === 'current';
      draft.checked = shownVersion === 'draft';
    },
  };
}
