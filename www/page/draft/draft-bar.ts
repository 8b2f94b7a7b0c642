// The bar at the bottom, in sight while there is a draft or a selected binding: what the draft changes, and what can be done.

import { actions, button, el, setChildren } from '../lib/dom.js';
import { isEmptyDraft } from '../state/draft-model.js';
import type { PageState } from '../state/page-state.js';
import type { DraftController } from './draft-controller.js';

export type DraftBar = ReturnType<typeof createDraftBar>;

/** Builds the bar in `root`; `onPlan` opens the plan. */
export function createDraftBar(
  root: HTMLElement,
  { undo, redo, clear }: DraftController,
  onPlan: () => void,
) {
  const selection = el('div', { class: 'selection-place' });
  const summary = el('p', { class: 'summary', 'aria-live': 'polite' });
  const hours = el('span', { class: 'aside' });
  const undoButton = button('Undo', undo, 'small');
  const redoButton = button('Redo', redo, 'small');
  const discardButton = button('Discard draft', clear, 'small');
  const planButton = button('Plan', onPlan, 'small primary');
  const tools = el(
    'div',
    { class: 'draft-tools' },
    el('div', { class: 'draft-summary' }, summary, hours),
    actions(undoButton, redoButton, discardButton, planButton),
  );
  setChildren(root, [selection, tools]);
  return {
    /** The place of the actions on the selected binding. */
    selection,
    summary,
    update({ draft: { past, present, future } }: PageState, isOpen: boolean): void {
      const hasDraft = past.length > 0 || future.length > 0 || !isEmptyDraft(present);
      tools.hidden = !hasDraft;
      root.hidden = !isOpen || (!hasDraft && !selection.hasChildNodes());
      if (!root.hidden) keepFocusInSight(root);
      const hadFocus = tools.contains(document.activeElement);
      undoButton.disabled = past.length === 0;
      redoButton.disabled = future.length === 0;
      discardButton.disabled = isEmptyDraft(present);
      planButton.disabled = present.changes.size === 0;
      if (planButton.disabled) hours.textContent = '';
      // A button that is disabled loses the focus.
      if (hadFocus && document.activeElement === document.body) this.focus();
    },
    /** Says how long the plan takes. */
    showHours(text: string): void {
      hours.textContent = text;
    },
    focus(): void {
      const [first] = [undoButton, redoButton].filter(({ disabled }) => !disabled);
      (first ?? undoButton).focus();
    },
    focusPlan: () => planButton.focus(),
  };
}

/** Scrolls where the field that has the focus is under the bar: the table above it grows with a draft. */
function keepFocusInSight(bar: HTMLElement): void {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLTextAreaElement)) return;
  const isUnder = activeElement.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
  if (isUnder) activeElement.scrollIntoView({ block: 'nearest' });
}
