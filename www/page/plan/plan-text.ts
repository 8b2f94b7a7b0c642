// A plan as a file: for people, for programs, as a program.

import { exportPlan, type PlanPlace, plan, render } from '../../../src/js/entry/page.js';
import { type OverrideFlag, type PlanRequest, taskWithOverrides } from './plan-request.js';

/** How a plan is written. */
export type PlanFormat = 'text' | 'markdown' | 'json' | 'curl' | 'python' | 'typescript' | 'terraform';

/** What an editor would obey or hide stands as `\u` escapes, which mean the same. */
const HIDDEN = /[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The whole plan in one text. O(n log n). */
export function writePlan(
  request: PlanRequest,
  overrides: readonly OverrideFlag[],
  format: PlanFormat,
  place: PlanPlace,
): string {
  const task = taskWithOverrides(request, overrides);
  if (format === 'text' || format === 'markdown') return render(task, format);
  if (format !== 'json') return exportPlan(task, format, place);
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const json = JSON.stringify(plan(task), null, 2);
  return `${json.replace(HIDDEN, (character) => character.split('').map(escaped).join(''))}\n`;
}
