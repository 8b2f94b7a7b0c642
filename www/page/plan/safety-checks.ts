// The safety checks that a plan fails, each with a box that allows it.

import type { Refusal } from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { el } from '../lib/dom.js';
import type { OverrideFlag } from '../planner/plan-request.js';
import type { Overrides } from './plan-overrides.js';

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

/** The failed checks, or a sentence that all have passed. */
export function safetyCheckList(
  refusals: readonly Refusal[],
  overrides: Overrides,
  onOverride: (refusal: Refusal, isAllowed: boolean) => void,
): HTMLElement {
  if (refusals.length === 0) {
    return el(
      'p',
      { class: 'checks-passed' },
      el('strong', { class: 'tone-good' }, 'All checks passed. '),
      'No address loses its service, the default stays, and the change is within limits.',
    );
  }
  return el(
    'ul',
    { class: 'findings' },
    refusals.map((refusal) => safetyCheckItem(refusal, overrides.has(refusal.lift), onOverride)),
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
    el('p', { class: 'aside' }, formatMessage(help)),
    el('label', { class: 'check', for: id }, box, OVERRIDE_LABELS[lift]),
  );
}
