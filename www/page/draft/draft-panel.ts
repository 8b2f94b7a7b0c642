// The draft panel: the form, the actions on the selected binding, and what the draft changes. Nothing is sent to the API.

import { actions, aside, button, el, setChildren } from '../lib/dom.js';
import { type DraftHistory, discardChange, isEmptyDraft } from '../state/draft-model.js';
import type { Panel } from '../state/page-state.js';
import type { Aggregate } from './aggregate-draft.js';
import { type DraftContext, draftContext } from './draft-context.js';
import type { DraftController } from './draft-controller.js';
import { createDraftForm } from './draft-form.js';
import { checkTargets, NOTHING_CHECKED } from './draft-form-feedback.js';
import { createDraftResults } from './draft-results.js';
import { exampleChange } from './example-change.js';
import { selectionBar } from './selection-bar.js';

/** The limit of a link. */
const MAX_NOTES_LENGTH = 4000;

/** Builds the panel in `root`. */
export function createDraftPanel(
  root: HTMLElement,
  controller: DraftController,
  aggregate: Aggregate,
): Panel {
  let context: DraftContext | null = null;
  const toolbar = createToolbar(controller);
  const form = createDraftForm({
    check: (cidrs, serviceId) =>
      context === null ? NOTHING_CHECKED : checkTargets(context, cidrs, serviceId),
    onAdd: (cidrs, serviceId) => controller.edit(cidrs.map((cidr) => ({ cidr, serviceId }))),
  });
  const selection = el('div', { class: 'selection-place' });
  const results = createDraftResults(aggregate, {
    onEdit: controller.edit,
    onDiscard(cidr) {
      if (context !== null) controller.commit(discardChange(context.state.draft.present, cidr));
    },
    onFocusLost: toolbar.focus,
  });
  const notes = el('textarea', {
    id: 'notes',
    rows: 2,
    maxlength: MAX_NOTES_LENGTH,
    onchange() {
      if (context !== null) controller.commit({ ...context.state.draft.present, notes: notes.value });
    },
  });
  // Notes that are being typed are part of the draft too when the page is left.
  addEventListener('pagehide', () => notes.dispatchEvent(new Event('change')));
  const notesField = el(
    'div',
    { class: 'field' },
    el('label', { for: 'notes' }, 'Notes (saved with the draft)'),
    notes,
  );
  setChildren(root, [
    el('div', { class: 'card-head' }, el('h2', { id: 'draft-title' }, 'Draft'), toolbar.root),
    aside('This is a draft; nothing is sent. Picture and table show it. You can undo every step.'),
    form.root,
    selection,
    results.parts,
    notesField,
  ]);

  const drawSelection = (now: DraftContext): void => {
    const selected = now.bindings.find(({ cidr }) => cidr === now.state.selectedCidr) ?? null;
    selection.hidden = now.bindings.length === 0;
    const hadFocus = selection.contains(document.activeElement);
    selection.replaceChildren(selectionBar(selected, now, controller.edit));
    // The button that had the focus is gone with its binding.
    if (hadFocus && !focusButton(selection)) toolbar.focus();
  };

  let drawn: DraftContext | null = null;
  return {
    update(state) {
      context = draftContext(state);
      if (context === null) return;
      const before = drawn;
      drawn = context;
      const changed = whatChanged(before, context);
      toolbar.update(state.draft);
      notesField.hidden = isEmptyDraft(state.draft.present);
      if (document.activeElement !== notes) notes.value = state.draft.present.notes;
      if (changed.prefix) prepareForm(form, before, context);
      if (changed.bindings || changed.selection) drawSelection(context);
      if (changed.bindings || changed.draft) {
        results.update(context, controller.changes(context.openPrefix), root.getBoundingClientRect().width);
      }
      if (changed.bindings) form.refresh();
    },
  };
}

/** Undo, redo, and discarding the whole draft. */
function createToolbar({ undo, redo, clear }: DraftController) {
  const undoButton = button('Undo', undo, 'small');
  const redoButton = button('Redo', redo, 'small');
  const discardButton = button('Discard draft', clear, 'small');
  return {
    root: actions(undoButton, redoButton, discardButton),
    update({ past, present, future }: DraftHistory): void {
      undoButton.disabled = past.length === 0;
      redoButton.disabled = future.length === 0;
      discardButton.disabled = isEmptyDraft(present);
    },
    focus: () => undoButton.focus(),
  };
}

/** Which parts have to be drawn again. */
function whatChanged(before: DraftContext | null, now: DraftContext) {
  const [old, next] = [before?.state, now.state];
  return {
    prefix: old?.openPrefix !== next.openPrefix || old.account !== next.account,
    bindings: old?.openPrefix !== next.openPrefix || old.draftPrefix !== next.draftPrefix,
    selection: old?.selectedCidr !== next.selectedCidr,
    draft: old?.draft !== next.draft || old.draftDrift !== next.draftDrift || old.bgp !== next.bgp,
  };
}

function prepareForm(
  form: ReturnType<typeof createDraftForm>,
  before: DraftContext | null,
  now: DraftContext,
): void {
  const { services } = now.account;
  form.setServices(services);
  form.setExample(exampleChange(now.openPrefix, now.rules), services);
  if (before?.openPrefix.prefix.id !== now.openPrefix.prefix.id) form.clear();
}

function focusButton(place: HTMLElement): boolean {
  const button = place.querySelector<HTMLElement>('button');
  button?.focus();
  return button !== null;
}
