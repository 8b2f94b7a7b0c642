// The section of the plan: what it is for, and the button that starts the planner.

import type { DraftController } from '../draft/draft-controller.js';
import { aside, button, actions as buttons, el } from '../lib/dom.js';
import type { PageState, Panel } from '../state/page-state.js';
import { createPlanPanel } from './plan-panel.js';

const INTRODUCTION = {
  noChanges: 'No changes to plan yet. Draft one above.',
  changes: 'Works out the API calls, their order, the waits and who is affected. Nothing is sent.',
  planned: 'API calls in order, with waits and affected traffic. Nothing is sent from here.',
} as const;

/** Builds the section in `root`. The panel stays once it is open, and follows the draft. */
export function createPlanSection(root: HTMLElement, controller: DraftController): Panel {
  let state: PageState | null = null;
  let panel: ReturnType<typeof createPlanPanel> | null = null;
  const introduction = aside();
  const body = el('div', { class: 'plan-body' });
  const open = (): void => {
    if (state === null) return;
    panel = createPlanPanel(body);
    introduction.textContent = INTRODUCTION.planned;
    actions.remove();
    panel.update(state);
    panel.focus();
  };
  const actions = buttons(button('Plan', open, 'primary'));
  const title = el('h2', { id: 'plan-title', tabindex: -1 }, 'Plan');
  root.replaceChildren(title, introduction, actions, body);

  return {
    update(next) {
      state = next;
      panel?.update(next);
      if (panel !== null || next.openPrefix.kind !== 'ready') return;
      const hasChanges = controller.changes(next.openPrefix.value).length > 0;
      // A button that is hidden loses the focus.
      if (!hasChanges && root.contains(document.activeElement)) title.focus();
      actions.hidden = !hasChanges;
      introduction.textContent = hasChanges ? INTRODUCTION.changes : INTRODUCTION.noChanges;
    },
  };
}
