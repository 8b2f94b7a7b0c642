// A plan as a file: for people, for programs, as a program.

import { exportPlan, type PlanPlace, plan, render } from '../../../src/js/entry/page.js';
import { type Lift, liftedTask, type Subject } from './plan-request.js';

/** How a plan is written. */
export type Writing = 'text' | 'markdown' | 'json' | 'curl' | 'python' | 'typescript' | 'terraform';

/** What an editor would obey or hide stands as `\u` escapes, which mean the same. */
const HIDDEN = /[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The whole plan in one text. O(n log n). */
export function write(subject: Subject, lifts: readonly Lift[], form: Writing, place: PlanPlace): string {
  const task = liftedTask(subject, lifts);
  if (form === 'text' || form === 'markdown') return render(task, form);
  if (form !== 'json') return exportPlan(task, form, place);
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const json = JSON.stringify(plan(task), null, 2);
  return `${json.replace(HIDDEN, (character) => character.split('').map(escaped).join(''))}\n`;
}
