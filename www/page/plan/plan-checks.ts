// The safety checks of the shown plan, and which of them a person has allowed.

import type { Refusal } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import type { OverrideFlag } from '../planner/plan-request.js';
import {
  blockingRefusals,
  NO_OVERRIDES,
  type Overrides,
  validOverrides,
  withOverride,
} from './plan-overrides.js';
import { safetyCheckList } from './safety-checks.js';

export interface PlanChecks {
  readonly root: HTMLElement;
  show(refusals: readonly Refusal[]): void;
  /** Another prefix is open: nothing is allowed yet. */
  clear(): void;
}

export interface PlanChecksHandlers {
  onChange(overrides: readonly OverrideFlag[], blockedCount: number): void;
  /** The box that had the focus is gone. */
  onFocusLost(): void;
}

export function createPlanChecks({ onChange, onFocusLost }: PlanChecksHandlers): PlanChecks {
  let overrides: Overrides = NO_OVERRIDES;
  const root = el('div', { class: 'plan-checks' });

  const draw = (refusals: readonly Refusal[]): void => {
    const focused = root.contains(document.activeElement) ? document.activeElement?.id : undefined;
    root.replaceChildren(
      safetyCheckList(refusals, overrides, (refusal, isAllowed) => {
        overrides = withOverride(overrides, refusal, isAllowed);
        draw(refusals);
      }),
    );
    if (focused !== undefined) {
      const box = document.getElementById(focused);
      if (box === null) onFocusLost();
      else box.focus();
    }
    onChange([...overrides.keys()], blockingRefusals(refusals, overrides).length);
  };

  return {
    root,
    show(refusals) {
      overrides = validOverrides(overrides, refusals);
      draw(refusals);
    },
    clear() {
      overrides = NO_OVERRIDES;
    },
  };
}
