// The place of the plan: what it is for, and the button that brings the planner.

import type { DraftController } from '../draft/draft-controller.js';
import { errorNotice } from '../errors/notice.js';
import { unexpectedError } from '../errors/page-error.js';
import { el } from '../lib/dom.js';
import { listChanges } from '../state/draft-model.js';
import type { PageState } from '../state/page-state.js';
import type { PlanPanel } from './plan-panel.js';

/** Builds the place in `root`. Once a plan was asked for, the panel stays and follows the draft. */
export function createPlanSection(
  root: HTMLElement,
  drafting: DraftController,
): { update(state: PageState): void } {
  let state: PageState | null = null;
  let panel: PlanPanel | null = null;
  const words = el('p', { class: 'aside' });
  const says = el('div', { class: 'says' });
  const body = el('div', { class: 'plan-body' });
  const begin = el('button', { type: 'button', class: 'button primary', onclick: () => bring() }, 'Plan it');
  const actions = el('div', { class: 'actions' }, begin);
  root.replaceChildren(el('h2', { id: 'plan-title', tabindex: -1 }, 'Plan it'), words, actions, says, body);

  const bring = (): void => {
    const made = async (): Promise<void> => {
      begin.setAttribute('aria-disabled', 'true');
      const { createPlanPanel } = await import('./plan-panel.js');
      if (panel !== null || state === null) return;
      panel = createPlanPanel(body);
      words.textContent =
        'What has to be sent, in which order, and who is hit meanwhile. Nothing is sent from here.';
      says.replaceChildren();
      actions.remove();
      panel.update(state);
      panel.focus();
    };
    made().catch((error: unknown) => {
      begin.removeAttribute('aria-disabled');
      says.replaceChildren(errorNotice(unexpectedError(error, 'the planner'), []));
    });
  };

  return {
    update(next) {
      state = next;
      panel?.update(next);
      if (panel !== null || next.openPrefix.kind !== 'ready') return;
      const changes = listChanges(next.draft.present, drafting.currentServices(next.openPrefix.value)).length;
      // A hidden button would take the focus with it.
      if (changes === 0 && root.contains(document.activeElement)) root.querySelector('h2')?.focus();
      actions.hidden = changes === 0;
      words.textContent =
        changes === 0
          ? 'No changes to plan yet. Draft one above: the plan says what has to be sent, in which order, and who is hit meanwhile.'
          : 'Which writes, in which order, with which hours of waiting, and who is hit meanwhile? Nothing is sent.';
    },
  };
}
