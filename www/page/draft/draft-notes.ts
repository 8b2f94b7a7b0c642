// The notes of a draft.

import { el } from '../lib/dom.js';
import { type Draft, isEmptyDraft } from '../state/draft-model.js';

export interface DraftNotes {
  readonly root: HTMLElement;
  update(draft: Draft): void;
}

/** The limit of a link. */
const MAX_LENGTH = 4000;

export function createDraftNotes(onChange: (notes: string) => void): DraftNotes {
  const field = el('textarea', {
    id: 'notes',
    rows: 2,
    maxlength: MAX_LENGTH,
    onchange: () => onChange(field.value),
  });
  const root = el(
    'div',
    { class: 'field' },
    el('label', { for: 'notes' }, 'Notes (saved with the draft)'),
    field,
  );
  return {
    root,
    update(draft) {
      root.hidden = isEmptyDraft(draft);
      if (document.activeElement !== field) field.value = draft.notes;
    },
  };
}
