// Which of the two picture and table show: what is bound now, or what the draft makes of it.

import type { State } from '../app/state.js';
import { el } from '../lib/dom.js';

export interface Faces {
  readonly root: HTMLElement;
  update(state: State): void;
}

/** Builds the choice; it is hidden as long as there is no draft to show. */
export function createFaces(onShow: (face: State['face']) => void): Faces {
  const choice = (face: State['face'], name: string): HTMLInputElement =>
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
    update({ drafted, face }) {
      root.hidden = drafted === null;
      now.checked = face === 'now';
      draft.checked = face === 'draft';
    },
  };
}
