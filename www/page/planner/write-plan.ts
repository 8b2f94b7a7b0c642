// Writes a plan as text, data or a script.

import { exportPlan, type PlanPlace, plan, render } from '../../../src/js/entry/page.js';
import { type OverrideFlag, type PlanRequest, taskWithOverrides } from './plan-request.js';

export type PlanFormat = 'text' | 'markdown' | 'json' | 'curl' | 'python' | 'typescript' | 'terraform';

/** Characters that editors hide or obey; in JSON a `\u` escape means the same. */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** O(n log n) */
export function writePlan(
  request: PlanRequest,
  overrides: readonly OverrideFlag[],
  format: PlanFormat,
  place: PlanPlace,
): string {
  const task = taskWithOverrides(request, overrides);
  if (format === 'text' || format === 'markdown') return render(task, format);
  if (format !== 'json') return exportPlan(task, format, place);
  const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const json = JSON.stringify(plan(task), null, 2);
  return `${json.replace(INVISIBLE, (character) => character.split('').map(escapeUnit).join(''))}\n`;
}
