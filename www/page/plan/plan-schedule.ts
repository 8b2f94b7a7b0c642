// The steps of a plan with the time at which it starts, and what they depend on.

import { el, setChildren } from '../lib/dom.js';
import type { PlanRequest } from '../planner/plan-request.js';
import type { PlanSummary } from '../planner/plan-summary.js';
import type { Palette } from '../services/palette.js';
import { optionLabel } from './plan-options.js';
import { localMinute } from './plan-time.js';
import { planTimeline } from './plan-timeline.js';

export interface PlanSchedule {
  readonly parts: readonly HTMLElement[];
  update(request: PlanRequest, summary: PlanSummary, palette: Palette): void;
}

export function createPlanSchedule(): PlanSchedule {
  let start: number | null = null;
  let draw = (): void => {};
  const timeline = el('div', {});
  const startField = el('input', {
    id: 'plan-start',
    type: 'datetime-local',
    onchange() {
      const at = Date.parse(startField.value);
      start = Number.isNaN(at) ? null : at;
      draw();
    },
  });
  const head = el(
    'div',
    { class: 'plan-start' },
    el('h3', { class: 'minor' }, 'Steps'),
    el('label', { class: 'check', for: 'plan-start' }, 'Start at', startField),
  );
  return {
    parts: [head, timeline],
    update(request, summary, palette) {
      const isEmpty = summary.steps === 0;
      head.hidden = isEmpty;
      start ??= Date.now();
      if (startField.value === '') startField.value = localMinute(start);
      draw = () => {
        setChildren(
          timeline,
          isEmpty
            ? []
            : [planTimeline(summary, palette, start ?? Date.now()), dependentSteps(request, summary)],
        );
      };
      draw();
    },
  };
}

/** The steps that rely on what the page assumes about the default binding. */
function dependentSteps(
  { options }: PlanRequest,
  { profileDependentSteps: { shown, more } }: PlanSummary,
): HTMLElement | null {
  if (shown.length === 0) return null;
  const steps =
    shown.length === 1
      ? `Step ${shown[0]} depends`
      : `Steps ${shown.join(', ')}${more > 0 ? ', …' : ''} depend`;
  return el('p', { class: 'aside' }, `${steps} on “${optionLabel('profile', options.profile)}”.`);
}
