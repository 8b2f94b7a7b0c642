// The section of the plan: beside the prefix where there is room, and a screen of its own elsewhere.

import { aside, button, el } from '../lib/dom.js';
import { setSidePanel } from '../lib/side-panel.js';
import type { PageState } from '../state/page-state.js';
import { createDurationEstimate } from './duration-estimate.js';
import type { PlanFollower } from './plan-details.js';
import { createPlanPanel } from './plan-panel.js';

/** What the section tells the rest of the page. */
export interface PlanSectionHandlers {
  /** A plan was made; how long it takes, as a sentence. */
  onDuration(text: string): void;
  /** The section was closed, and the focus has to go elsewhere. */
  onClose(): void;
}

/** Builds the section in `root`, closed. The panel follows the draft while it is open. */
export function createPlanSection(root: HTMLElement, handlers: PlanSectionHandlers, apply: PlanFollower) {
  let state: PageState | null = null;
  let panel: ReturnType<typeof createPlanPanel> | null = null;
  const body = el('div', { class: 'plan-body' });
  const estimate = createDurationEstimate(handlers.onDuration);
  const setOpen = (isOpen: boolean): void => setSidePanel(root, isOpen);
  const close = (): void => {
    setOpen(false);
    handlers.onClose();
  };
  root.replaceChildren(
    el(
      'div',
      { class: 'card-head' },
      el('h2', { id: 'plan-title', tabindex: -1 }, 'Plan'),
      button('Close plan', close, 'small'),
    ),
    aside('API calls in order, with waits and affected traffic. Nothing is sent until you confirm.'),
    body,
  );
  return {
    /** Shows the plan of the draft, and focuses its summary. */
    open(): void {
      if (state === null) return;
      estimate.stop();
      setOpen(true);
      panel ??= createPlanPanel(body, handlers.onDuration, apply);
      panel.update(state);
      panel.focus();
      root.scrollIntoView({ block: 'nearest' });
    },
    update(next: PageState): void {
      const isOther = state?.openPrefix !== next.openPrefix;
      state = next;
      if (root.hidden) {
        estimate.update(next);
        return;
      }
      estimate.stop();
      // Another prefix without a draft has nothing to plan.
      if (isOther && next.openPrefix.kind === 'ready' && next.draft.present.changes.size === 0)
        setOpen(false);
      else panel?.update(next);
    },
  };
}
