// The draft panel: the form, the actions on the selected binding, and what the draft changes. Nothing is sent to the API.

import { aside, el, setChildren } from '../lib/dom.js';
import { discardChange, isEmptyDraft } from '../state/draft-model.js';
import type { Panel } from '../state/page-state.js';
import type { Aggregate } from './aggregate-draft.js';
import { isDefaultOnly } from './check-draft.js';
import type { DraftBar } from './draft-bar.js';
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
  bar: DraftBar,
  aggregate: Aggregate,
): Panel {
  let context: DraftContext | null = null;
  const form = createDraftForm({
    check: (cidrs, serviceId) =>
      context === null ? NOTHING_CHECKED : checkTargets(context, cidrs, serviceId),
    isDefaultOnly(cidrs, serviceId) {
      const part = cidrs.find((cidr) => cidr !== context?.openPrefix.prefix.cidr);
      return context !== null && part !== undefined && isDefaultOnly(context, part, serviceId);
    },
    onAdd: (cidrs, serviceId) => controller.edit(cidrs.map((cidr) => ({ cidr, serviceId }))),
  });
  const { selection } = bar;
  const results = createDraftResults(bar.summary, aggregate, {
    onEdit: controller.edit,
    onDiscard(cidr) {
      if (context !== null) controller.commit(discardChange(context.state.draft.present, cidr));
    },
    onFocusLost: () => bar.focus(),
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
    el('h2', { id: 'draft-title' }, 'Draft'),
    aside(
      'This is a draft; nothing is sent. Picture and table show it. You can undo every step. ',
      'Select a binding to remove it, split it or move it.',
    ),
    form.root,
    results.parts,
    notesField,
  ]);

  const drawSelection = (now: DraftContext): void => {
    const selected = now.bindings.find(({ cidr }) => cidr === now.state.selectedCidr) ?? null;
    const hadFocus = selection.contains(document.activeElement);
    setChildren(selection, [selectionBar(selected, now, controller.edit)]);
    // The button that had the focus is gone with its binding.
    if (hadFocus && !focusButton(selection)) bar.focus();
  };

  let drawn: DraftContext | null = null;
  return {
    update(state) {
      context = draftContext(state);
      if (context === null) {
        setChildren(selection, []);
        bar.update(state, false);
        return;
      }
      const before = drawn;
      drawn = context;
      const changed = whatChanged(before, context);
      notesField.hidden = isEmptyDraft(state.draft.present);
      if (document.activeElement !== notes) notes.value = state.draft.present.notes;
      if (changed.prefix) prepareForm(form, before, context);
      if (changed.bindings || changed.selection) drawSelection(context);
      if (changed.bindings || changed.draft) {
        results.update(context, controller.changes(context.openPrefix), root.getBoundingClientRect().width);
      }
      if (changed.bindings) form.refresh();
      bar.update(state, true);
    },
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
  form.setExample(exampleChange(now.openPrefix, now.rules), services);
  if (before?.openPrefix.prefix.id !== now.openPrefix.prefix.id) form.clear();
}

function focusButton(place: HTMLElement): boolean {
  const button = place.querySelector<HTMLElement>('button');
  button?.focus();
  return button !== null;
}
