// Writes a plan as text, data or a script.

import { escapeJson, exportPlan, type PlanPlace, plan, render } from '../../../src/js/entry/page.js';
import { type OverrideFlag, type PlanRequest, taskWithOverrides } from './plan-request.js';

export type PlanFormat = 'text' | 'markdown' | 'json' | 'curl' | 'python' | 'typescript' | 'terraform';

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
  return `${escapeJson(JSON.stringify(plan(task), null, 2))}\n`;
}
