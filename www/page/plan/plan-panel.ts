// The plan panel: plans the draft whenever it or the options change.

import { type DraftContext, draftContext } from '../draft/draft-context.js';
import { el, setChildren } from '../lib/dom.js';
import type { PlanOptions } from '../planner/plan-request.js';
import type { PageState } from '../state/page-state.js';
import { createPlanDetails, type PlanFollower } from './plan-details.js';
import { DEFAULT_OPTIONS, planOptionsForm } from './plan-options.js';
import { createPlanPreparation, hasSamePlan } from './plan-preparation.js';
import { createPlanRunner, EDIT_DELAY_MS } from './plan-runner.js';
import { createPlanProgress, createPlanStatus } from './plan-status.js';
import { planDuration } from './plan-time.js';
import { planVerdict } from './plan-verdict.js';

/** Builds the panel in `root`; `onDuration` gets the steps and hours of each plan as a sentence, `apply` carries it out. */
export function createPlanPanel(root: HTMLElement, onDuration: (text: string) => void, apply: PlanFollower) {
  let context: DraftContext | null = null;
  let options: PlanOptions = DEFAULT_OPTIONS;
  const status = createPlanStatus();
  const details = createPlanDetails({ onFocusLost: status.focus, onBlocked: status.showBlocked }, apply);
  const progress = createPlanProgress(() => {
    runner.cancel();
    details.hide();
    status.showCanceled(planNow);
    endProgress();
  });
  const endProgress = (): void => {
    root.removeAttribute('aria-busy');
    if (progress.end()) status.focus();
  };
  const prepare = createPlanPreparation();
  const runner = createPlanRunner({
    prepare: async () => (context === null ? null : prepare(context, options)),
    onStart() {
      root.setAttribute('aria-busy', 'true');
      progress.start(context?.openPrefix.bindings.length ?? 0);
    },
    onPlan(request, summary) {
      if (context === null) return;
      const { account, rules } = context;
      status.showSummary(summary, planVerdict(summary, rules.prefix.advertised ?? null, account.palette));
      details.show(context, request, summary);
      onDuration(summary.steps === 0 ? '' : planDuration(summary));
    },
    onError(error) {
      details.hide();
      status.showError(error, planNow);
    },
    onEnd: endProgress,
  });
  const planNow = (): void => runner.schedule(0);
  const optionsForm = planOptionsForm((next) => {
    options = next;
    planNow();
  });
  const optionsPart = el(
    'details',
    { class: 'plan-options-part' },
    el('summary', {}, 'Options'),
    optionsForm,
  );
  setChildren(root, [status.summaryParts, progress.root, optionsPart, status.errorPart, details.root]);

  const startOver = (): void => {
    details.clearOverrides();
    runner.cancel();
    endProgress();
    details.hide();
    status.clear('Planning…');
  };
  let lastState: PageState | null = null;
  let planned: PageState | null = null;
  return {
    /** Focuses the summary. */
    focus: status.focus,
    update(state: PageState): void {
      const before = lastState;
      lastState = state;
      context = draftContext(state);
      if (state.openPrefix.kind !== 'ready') return;
      if (before?.openPrefix !== state.openPrefix) startOver();
      if (planned === null || !hasSamePlan(planned, state)) {
        planned = state;
        runner.schedule(EDIT_DELAY_MS);
      } else if (before?.draftPrefix !== state.draftPrefix && context !== null) details.redraw(context);
    },
  };
}
