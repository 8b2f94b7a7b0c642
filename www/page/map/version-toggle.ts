// The choice between the current bindings and the draft, for picture and table.

import { el } from '../lib/dom.js';
import type { PageState } from '../state/page-state.js';

export interface VersionToggle {
  readonly root: HTMLElement;
  update(state: PageState): void;
}

/** Builds the choice. It is hidden while there is no draft. */
export function createVersionToggle(onShow: (version: PageState['shownVersion']) => void): VersionToggle {
  const choice = (version: PageState['shownVersion'], name: string): HTMLInputElement =>
    el('input', {
      type: 'radio',
      name: 'version',
      value: version,
      'aria-label': name,
      onchange: () => onShow(version),
    });
  const current = choice('current', 'Current');
  const draft = choice('draft', 'With the draft');
  const root = el(
    'fieldset',
    { class: 'segmented', hidden: true },
    el('legend', { class: 'visually-hidden' }, 'What picture and table show'),
    el('label', { class: 'radio' }, current, el('span', { class: 'radio-label' }, 'Current')),
    el('label', { class: 'radio' }, draft, el('span', { class: 'radio-label' }, 'With the draft')),
  );
  return {
    root,
    update({ draftPrefix, shownVersion }) {
      root.hidden = draftPrefix === null;
      current.checked = shownVersion === 'current';
      draft.checked = shownVersion === 'draft';
    },
  };
}
