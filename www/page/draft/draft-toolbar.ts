// Undo, redo, and discarding the whole draft.

import { el } from '../lib/dom.js';
import type { DraftHistory } from '../state/draft-model.js';
import { isEmptyDraft } from '../state/draft-model.js';
import type { DraftController } from './draft-controller.js';

export interface DraftToolbar {
  readonly root: HTMLElement;
  update(history: DraftHistory): void;
  /** Focuses Undo. */
  focus(): void;
}

export function createDraftToolbar({
  undo,
  redo,
  clear,
}: Pick<DraftController, 'undo' | 'redo' | 'clear'>): DraftToolbar {
  const button = (label: string, run: () => void): HTMLButtonElement =>
    el('button', { type: 'button', class: 'button small', onclick: run }, label);
  const undoButton = button('Undo', undo);
  const redoButton = button('Redo', redo);
  const discardButton = button('Discard draft', clear);
  return {
    root: el('div', { class: 'actions' }, undoButton, redoButton, discardButton),
    update({ past, present, future }) {
      undoButton.disabled = past.length === 0;
      redoButton.disabled = future.length === 0;
      discardButton.disabled = isEmptyDraft(present);
    },
    focus: () => undoButton.focus(),
  };
}
