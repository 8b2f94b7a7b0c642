// Why a plan should not be run as it stands: each reason with its arithmetic, and a box that lifts it.

import type { Refusal } from '../../../src/js/entry/page.js';
import { quoted } from '../errors/notice.js';
import { el } from '../lib/dom.js';
import type { Lift } from './plan-request.js';

const LIFTS = {
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
} as const satisfies Record<Lift, string>;

/** The refusals that nobody has lifted. */
export function standing(
  refusals: readonly Refusal[],
  lifts: Pick<ReadonlyMap<Lift, unknown>, 'has'>,
): readonly Refusal[] {
  return refusals.filter(({ lift }) => !lifts.has(lift));
}

/** What the guards say. */
export function planGuards(
  refusals: readonly Refusal[],
  lifts: Pick<ReadonlyMap<Lift, unknown>, 'has'>,
  onLift: (lift: Lift, lifted: boolean) => void,
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
    refusals.map((refusal) => guard(refusal, lifts, onLift)),
  );
}

function guard(
  { code, message, help, lift }: Refusal,
  lifts: Pick<ReadonlyMap<Lift, unknown>, 'has'>,
  onLift: (lift: Lift, lifted: boolean) => void,
): HTMLElement {
  const id = `lift-${code}`;
  const isLifted = lifts.has(lift);
  const box = el('input', { id, type: 'checkbox', onchange: () => onLift(lift, box.checked) });
  box.checked = isLifted;
  return el(
    'li',
    { class: `finding guard ${isLifted ? 'is-note' : 'is-error'}` },
    el('p', {}, el('strong', { class: 'severity' }, isLifted ? 'Lifted' : 'Refused'), ' ', quoted(message)),
    el('p', { class: 'aside' }, quoted(help)),
    el('label', { class: 'check', for: id }, box, LIFTS[lift]),
  );
}
