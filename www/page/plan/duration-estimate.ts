// Plans a draft while its plan is closed, so that the bar of the draft says how long it takes.

import { draftContext } from '../draft/draft-context.js';
import { callPlanner } from '../planner/planner-client.js';
import type { PageState } from '../state/page-state.js';
import { DEFAULT_OPTIONS } from './plan-options.js';
import { createPlanPreparation, hasSamePlan } from './plan-preparation.js';
import { planDuration } from './plan-time.js';

/** Longer lists can take seconds: their draft is planned when the person asks for it. */
const MAX_BINDINGS = 500;
/** Edits in a row are one plan, ms. */
const DELAY = 400;

/** `onDuration` gets the steps and hours as a sentence, and an empty one while they are unknown. */
export function createDurationEstimate(onDuration: (text: string) => void) {
  const prepare = createPlanPreparation();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let planned: PageState | null = null;

  const plan = async (state: PageState): Promise<void> => {
    const context = draftContext(state);
    if (context === null || context.openPrefix.bindings.length > MAX_BINDINGS) return;
    try {
      const summary = await callPlanner('summarise', await prepare(context, DEFAULT_OPTIONS));
      if (planned === state) onDuration(summary.steps === 0 ? '' : planDuration(summary));
    } catch {
      // The plan itself says why there is none; a newer call may have taken the place of this one.
    }
  };
  return {
    update(state: PageState): void {
      if (planned !== null && hasSamePlan(planned, state)) return;
      planned = state;
      clearTimeout(timer);
      onDuration('');
      if (state.draft.present.changes.size > 0) timer = setTimeout(plan, DELAY, state);
    },
    /** The plan is open, and says it. */
    stop(): void {
      clearTimeout(timer);
      planned = null;
    },
  };
}
