// The section of the plan: what it is for, and the button that loads the planner.

import type { DraftController } from '../draft/draft-controller.js';
import { errorNotice } from '../errors/notice.js';
import { unexpectedError } from '../errors/page-error.js';
import { el, setChildren } from '../lib/dom.js';
import type { PageState } from '../state/page-state.js';
import type { PlanPanel } from './plan-panel.js';

export interface PlanSection {
  update(state: PageState): void;
}

const INTRODUCTION = {
  noChanges: 'No changes to plan yet. Draft one above.',
  changes: 'Works out the API calls, their order, the waits and who is affected. Nothing is sent.',
  planned: 'API calls in order, with waits and affected traffic. Nothing is sent from here.',
} as const;

/** Builds the section in `root`. The panel stays once it is loaded, and follows the draft. */
export function createPlanSection(root: HTMLElement, controller: DraftController): PlanSection {
  let state: PageState | null = null;
  let panel: PlanPanel | null = null;
  const introduction = el('p', { class: 'aside' });
  const feedback = el('div', { class: 'feedback' });
  const body = el('div', { class: 'plan-body' });
  const button = el('button', { type: 'button', class: 'button primary', onclick: () => load() }, 'Plan');
  const actions = el('div', { class: 'actions' }, button);
  const title = el('h2', { id: 'plan-title', tabindex: -1 }, 'Plan');
  root.replaceChildren(title, introduction, actions, feedback, body);

  const loadPanel = async (): Promise<void> => {
    const { createPlanPanel } = await import('./plan-panel.js');
    if (panel !== null || state === null) return;
    panel = createPlanPanel(body);
    introduction.textContent = INTRODUCTION.planned;
    feedback.replaceChildren();
    actions.remove();
    panel.update(state);
    panel.focus();
  };
  const load = (): void => {
    button.setAttribute('aria-disabled', 'true');
    loadPanel().catch((error: unknown) => {
      button.removeAttribute('aria-disabled');
      setChildren(feedback, [errorNotice(unexpectedError(error, 'the planner'), [])]);
    });
  };

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
