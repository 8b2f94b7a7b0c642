// The draft panel: the form, the actions on the selected binding, and what the draft changes. Nothing is sent to the API.

import { el, setChildren } from '../lib/dom.js';
import { discardChange } from '../state/draft-model.js';
import type { PageState } from '../state/page-state.js';
import type { Aggregate } from './aggregate-draft.js';
import { checkTargets, NOTHING_CHECKED } from './check-targets.js';
import { type DraftContext, draftContext } from './draft-context.js';
import type { DraftController } from './draft-controller.js';
import { createDraftForm, type DraftForm } from './draft-form.js';
import { createDraftNotes } from './draft-notes.js';
import { createDraftResults } from './draft-results.js';
import { createDraftToolbar } from './draft-toolbar.js';
import { exampleChange } from './example-change.js';
import { selectionBar } from './selection-bar.js';

export interface DraftPanel {
  update(state: PageState): void;
}

/** Builds the panel in `root`. */
export function createDraftPanel(
  root: HTMLElement,
  controller: DraftController,
  aggregate: Aggregate,
): DraftPanel {
  let context: DraftContext | null = null;
  const toolbar = createDraftToolbar(controller);
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
  const notes = createDraftNotes((text) => {
    if (context !== null) controller.commit({ ...context.state.draft.present, notes: text });
  });
  setChildren(root, [
    el('div', { class: 'card-head' }, el('h2', { id: 'draft-title' }, 'Draft'), toolbar.root),
    el(
      'p',
      { class: 'aside' },
      'This is a draft; nothing is sent. Picture and table show it. You can undo every step.',
    ),
    form.root,
    selection,
    results.parts,
    notes.root,
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
      notes.update(state.draft.present);
      if (changed.prefix) prepareForm(form, before, context);
      if (changed.bindings || changed.selection) drawSelection(context);
      if (changed.bindings || changed.draft) {
        results.update(context, controller.changes(context.openPrefix), root.getBoundingClientRect().width);
      }
      if (changed.bindings) form.refresh();
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
    draft: old?.draft !== next.draft || old.bgp !== next.bgp,
  };
}

function prepareForm(form: DraftForm, before: DraftContext | null, now: DraftContext): void {
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
