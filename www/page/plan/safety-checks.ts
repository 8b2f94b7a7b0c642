// Why a plan should not be run as it stands: each reason with its arithmetic, and a box that lifts it.

import type { Refusal } from '../../../src/js/entry/page.js';
import { formatMessage } from '../errors/notice.js';
import { el } from '../lib/dom.js';
import type { OverrideFlag } from './plan-request.js';

const OVERRIDE_LABELS = {
  deletedPercent: 'Delete that many all the same',
  deletedFrom: 'Delete that many all the same',
  changedPercent: 'Let that many change hands all the same',
  missingPercent: 'Take the list as it is all the same',
  allowDefault: 'Write the binding of the whole prefix all the same',
  allowUnowned: 'Leave them without an owner for that while',
  allowEmpty: 'Unbind everything all the same',
  allowRegional: 'Write beside the regional binding all the same',
  allowUnknownServices: 'Use a service that is not known here all the same',
  allowDefaultDelete: 'Delete the default although the API may refuse it',
  allowStuck: 'Rely on the binding that is stuck',
} as const satisfies Record<OverrideFlag, string>;

/** The refusals that nobody has lifted. */
export function blockingRefusals(
  refusals: readonly Refusal[],
  overrides: Pick<ReadonlyMap<OverrideFlag, unknown>, 'has'>,
): readonly Refusal[] {
  return refusals.filter(({ lift }) => !overrides.has(lift));
}

/** What the guards say. */
export function safetyCheckList(
  refusals: readonly Refusal[],
  overrides: Pick<ReadonlyMap<OverrideFlag, unknown>, 'has'>,
  onOverride: (lift: OverrideFlag, lifted: boolean) => void,
): HTMLElement {
  if (refusals.length === 0) {
    return el(
      'p',
      { class: 'plan-guarded' },
      el('strong', { class: 'tone-good' }, 'No guard objects. '),
      'Nobody is without an owner on the way, the binding of the whole prefix is not written, and neither too many bindings go nor too many addresses change hands.',
    );
  }
  return el(
    'ul',
    { class: 'findings' },
    refusals.map((refusal) => safetyCheckItem(refusal, overrides, onOverride)),
  );
}

function safetyCheckItem(
  { code, message, help, lift }: Refusal,
  overrides: Pick<ReadonlyMap<OverrideFlag, unknown>, 'has'>,
  onOverride: (lift: OverrideFlag, lifted: boolean) => void,
): HTMLElement {
  const id = `lift-${code}`;
  const isLifted = overrides.has(lift);
  const box = el('input', { id, type: 'checkbox', onchange: () => onOverride(lift, box.checked) });
  box.checked = isLifted;
  return el(
    'li',
    { class: `finding guard ${isLifted ? 'is-note' : 'is-error'}` },
    el(
      'p',
      {},
      el('strong', { class: 'severity' }, isLifted ? 'Lifted' : 'Refused'),
      ' ',
      formatMessage(message),
    ),
    el('p', { class: 'aside' }, formatMessage(help)),
    el('label', { class: 'check', for: id }, box, OVERRIDE_LABELS[lift]),
  );
}
