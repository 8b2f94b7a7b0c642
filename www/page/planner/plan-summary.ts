// The part of a plan that the page shows: bounded lists, with the reason of each step. The exports have all of it.

import { explain, type PlanFinding, plan, type Refusal, renderLines } from '../../../src/js/entry/page.js';
import { type BatchSummary, summariseBatches } from './plan-batches.js';
import { type PlanRequest, planTask } from './plan-request.js';
import {
  type ExposureSummary,
  type MoveSummary,
  type Truncated,
  truncate,
  truncateRows,
} from './truncate.js';

/** A plan for the screen. */
export interface PlanSummary {
  /** `3 creates, 2 deletes; …`, without a full stop. */
  readonly sentence: string;
  /** What the plan assumes about the current bindings, in sentences. */
  readonly assumptions: readonly string[];
  readonly steps: number;
  readonly batches: Truncated<BatchSummary>;
  /** Hours from the first call to the end, and the number of waits. */
  readonly hours: { readonly earliest: number; readonly latest: number; readonly waits: number };
  readonly moves: Truncated<MoveSummary>;
  readonly exposures: Truncated<ExposureSummary>;
  readonly findings: Truncated<PlanFinding>;
  readonly refusals: readonly Refusal[];
  /** Numbers of the steps that rely on the option about the default binding. */
  readonly profileDependentSteps: Truncated<number>;
  readonly fingerprint: string;
}

const MAX_FINDINGS = 40;
const MAX_LISTED_STEPS = 12;

/** Plans, and summarises the plan in bounded space. O(n log n). */
export function summarise(request: PlanRequest): PlanSummary {
  const task = planTask(request);
  const result = plan(task);
  const [head] = renderLines(task);
  const { impact, finish } = result;
  return {
    // The first line begins with the prefix.
    sentence: (head?.text ?? '').slice(result.prefix.length + 2),
    assumptions: result.assumptions.map(({ message }) => message),
    steps: result.steps.length,
    batches: summariseBatches(result, result.steps.length === 0 ? [] : explain(task)),
    hours: { earliest: finish.earliestHours, latest: finish.latestHours, waits: finish.gates },
    moves: truncateRows(impact.moves),
    exposures: truncateRows(impact.exposures),
    findings: truncate(result.findings, MAX_FINDINGS),
    refusals: result.refusals,
    profileDependentSteps: truncate(
      result.reliesOnProfile.map((index) => index + 1),
      MAX_LISTED_STEPS,
    ),
    fingerprint: result.fingerprint,
  };
}
