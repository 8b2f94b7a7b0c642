// Requests plans from the planner: the newest request counts, and the results of older ones are dropped.

import type { PlanRequest } from '../planner/plan-request.js';
import type { PlanSummary } from '../planner/plan-summary.js';
import { callPlanner, cancelPlanner, Superseded } from '../planner/planner-client.js';

export interface PlanRunnerHandlers {
  /** `null` where there is nothing to plan. */
  prepare(): Promise<PlanRequest | null>;
  onStart(): void;
  onPlan(request: PlanRequest, summary: PlanSummary): void;
  onError(error: unknown): void;
  onEnd(): void;
}

/** Edits in a row are one request. */
export const EDIT_DELAY_MS = 120;

export function createPlanRunner(handlers: PlanRunnerHandlers) {
  let latest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async (): Promise<void> => {
    latest += 1;
    const mine = latest;
    const isLatest = (): boolean => mine === latest;
    try {
      handlers.onStart();
      const request = await handlers.prepare();
      if (!isLatest() || request === null) return;
      const summary = await callPlanner('summarise', request);
      if (!isLatest()) return;
      handlers.onPlan(request, summary);
    } catch (error) {
      if (!isLatest()) return;
      if (error instanceof Superseded) {
        // An export has taken the place of the plan in the queue.
        schedule(EDIT_DELAY_MS);
        return;
      }
      handlers.onError(error);
    }
    handlers.onEnd();
  };
  /** Plans when nothing else is scheduled for `delay` ms. */
  const schedule = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(run, delay);
  };
  return {
    schedule,
    /** Drops the plan that is being made. */
    cancel(): void {
      latest += 1;
      cancelPlanner();
    },
  };
}
