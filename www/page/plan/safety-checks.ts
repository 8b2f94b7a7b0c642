// The safety checks that a plan fails, each with a box that allows it.

import type { Refusal } from '../../../src/js/entry/page.js';
import { severityLine } from '../draft/findings-list.js';
import { formatMessage } from '../errors/notice.js';
import { aside, el } from '../lib/dom.js';
import type { OverrideFlag } from '../planner/plan-request.js';

/** The allowed checks, each with the message that was allowed: the same check with other figures blocks again. */
export type Overrides = ReadonlyMap<OverrideFlag, string>;

export const NO_OVERRIDES: Overrides = new Map();

/** The overrides that still hold for these refusals. */
export function validOverrides(overrides: Overrides, refusals: readonly Refusal[]): Overrides {
  const valid = refusals.filter(({ lift, message }) => overrides.get(lift) === message);
  return new Map(valid.map(({ lift, message }) => [lift, message]));
}

export function withOverride(
  overrides: Overrides,
  { lift, message }: Pick<Refusal, 'lift' | 'message'>,
  isAllowed: boolean,
): Overrides {
  const next = new Map(overrides);
  if (isAllowed) next.set(lift, message);
  else next.delete(lift);
  return next;
}

/** The refusals that are not allowed. */
export function blockingRefusals(refusals: readonly Refusal[], overrides: Overrides): readonly Refusal[] {
  return refusals.filter(({ lift }) => !overrides.has(lift));
}

export interface SafetyCheckHandlers {
  onChange(overrides: readonly OverrideFlag[], blockedCount: number): void;
  /** The box that had the focus is gone. */
  onFocusLost(): void;
}

export function createSafetyChecks({ onChange, onFocusLost }: SafetyCheckHandlers) {
  let overrides: Overrides = NO_OVERRIDES;
  const root = el('div', { class: 'plan-checks' });

  const draw = (refusals: readonly Refusal[], warnings: readonly string[]): void => {
    const focused = root.contains(document.activeElement) ? document.activeElement?.id : undefined;
    root.replaceChildren(
      safetyCheckList(refusals, warnings, overrides, (refusal, isAllowed) => {
        overrides = withOverride(overrides, refusal, isAllowed);
        draw(refusals, warnings);
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
    /** `warnings`: what the plan does to addresses during the change, a sentence each. */
    show(refusals: readonly Refusal[], warnings: readonly string[]): void {
      overrides = validOverrides(overrides, refusals);
      draw(refusals, warnings);
    },
    /** Another prefix is open: nothing is allowed yet. */
    clear(): void {
      overrides = NO_OVERRIDES;
    },
  };
}

const OVERRIDE_LABELS = {
  deletedPercent: 'Allow this many deletions',
  deletedFrom: 'Allow this many deletions',
  changedPercent: 'Allow this many ownership changes',
  missingPercent: 'Allow this list as it is',
  allowDefault: 'Allow changes to the default binding',
  allowUnowned: 'Allow addresses without a service during the change',
  allowEmpty: 'Allow removing all bindings',
  allowRegional: 'Allow changes next to regional bindings',
  allowUnknownServices: 'Allow services that this account does not list',
  allowDefaultDelete: 'Allow deleting the default, although the API may refuse it',
  allowStuck: 'Allow the plan to rely on a stuck binding',
} as const satisfies Record<OverrideFlag, string>;

/** The failed checks and the warnings, or a sentence that all have passed. */
function safetyCheckList(
  refusals: readonly Refusal[],
  warnings: readonly string[],
  overrides: Overrides,
  onOverride: (refusal: Refusal, isAllowed: boolean) => void,
): HTMLElement {
  if (refusals.length === 0 && warnings.length === 0) {
    return el(
      'p',
      { class: 'checks-passed' },
      el('strong', {}, 'All checks passed. '),
      'No address loses its service, the default stays, and the change is within limits.',
    );
  }
  return el(
    'ul',
    { class: 'findings' },
    refusals.map((refusal) => safetyCheckItem(refusal, overrides.has(refusal.lift), onOverride)),
    warnings.map((text) => el('li', { class: 'finding is-warning' }, severityLine('Warning', text))),
  );
}

function safetyCheckItem(
  refusal: Refusal,
  isAllowed: boolean,
  onOverride: (refusal: Refusal, isAllowed: boolean) => void,
): HTMLElement {
  const { code, message, help, lift } = refusal;
  const id = `allow-${code}`;
  const box = el('input', { id, type: 'checkbox', onchange: () => onOverride(refusal, box.checked) });
  box.checked = isAllowed;
  return el(
    'li',
    { class: `finding safety-check ${isAllowed ? 'is-note' : 'is-error'}`, 'data-code': code },
    el(
      'p',
      {},
      el('strong', { class: 'severity' }, isAllowed ? 'Allowed' : 'Blocked'),
      ' ',
      formatMessage(message),
    ),
    aside(formatMessage(help)),
    el('label', { class: 'check', for: id }, box, OVERRIDE_LABELS[lift]),
  );
}
