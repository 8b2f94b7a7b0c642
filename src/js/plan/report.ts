// A plan as a program that only prints it needs it: its sums, its text, and its data where they are asked for.

import type { Plan, PlanTask } from '../types/plan.js';
import type { PlanForm, PlanLine } from './plan.js';
import { callPlanner, plainTask } from './plan-call.js';

/** What a report has. */
export interface ReportParts {
  /** The form of the text; null for none. */
  readonly form: PlanForm | null;
  /** Ids of services in place of their names, in the text. */
  readonly ids?: boolean;
  /** True for the plan itself. */
  readonly data: boolean;
}

/** A plan, planned once. */
export interface PlanReport extends Pick<Plan, 'prefix' | 'finish' | 'fingerprint' | 'refusals'> {
  readonly creates: number;
  readonly deletes: number;
  /** Addresses whose owner changes, in decimal. */
  readonly changed: string;
  /** Null where it was not asked for. Refusals are not in it. */
  readonly text: PlanText | null;
  /** Null where it was not asked for. */
  readonly plan: Plan | null;
}

/** The text of a plan. */
export interface PlanText {
  /** A letter for each line: see {@link LINE_KINDS}. */
  readonly kinds: string;
  /** Without control characters and invisible characters. */
  readonly lines: string;
}

/** The kinds of lines by their letters. */
export const LINE_KINDS: Readonly<Record<string, PlanLine['kind']>> = {
  h: 'head',
  c: 'create',
  d: 'delete',
  w: 'wait',
  e: 'error',
  a: 'warning',
  m: 'dim',
  p: 'plain',
};

/** The call for a report. */
export function reportCall(task: PlanTask, { form, ids = false, data }: ReportParts): object {
  return { report: { task: plainTask(task), form, ids, data } };
}

/** Plans a task. O(n log n). @throws ByoipError with the codes of `plan` */
export function planReport(task: PlanTask, parts: ReportParts): PlanReport {
  return callPlanner(task, reportCall(task, parts));
}
