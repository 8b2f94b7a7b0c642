// The actions on the selected binding: move, remove, split, merge.

import { type BindingFacts, halves, type Service } from '../../../src/js/entry/page.js';
import { button, type Child, el } from '../lib/dom.js';
import { serviceLabel } from '../services/service-label.js';
import { markOptions, serviceOptions } from '../services/service-options.js';
import type { BindingEdit } from '../state/draft-model.js';
import { isDefaultOnly } from './check-draft.js';
import type { DraftContext } from './draft-context.js';
import { mergeableParent, mergeEdits, partEdits, splitEdits } from './edits.js';

type SelectionContext = Pick<DraftContext, 'account' | 'nestedBindings' | 'openPrefix' | 'rules'>;

/** The bar for `binding`; `null` where none is selected. */
export function selectionBar(
  binding: BindingFacts | null,
  context: SelectionContext,
  onEdit: (edits: readonly BindingEdit[]) => void,
): HTMLElement | null {
  if (binding === null) return null;
  const { account, nestedBindings, openPrefix } = context;
  const { cidr, serviceId } = binding;
  if (serviceId === null) {
    return note(
      el('code', {}, cidr),
      ' is a regional binding: it sets where traffic is handled. A draft cannot change it.',
    );
  }
  const isDefault = cidr === openPrefix.prefix.cidr;
  const whole = mergeableParent(nestedBindings, cidr);
  return el(
    'div',
    { class: 'selection', role: 'group', 'aria-label': `Change ${cidr}` },
    el('code', { class: 'selected-cidr' }, cidr),
    serviceLabel(account.palette.of(serviceId, binding.serviceName)),
    el(
      'span',
      { class: 'actions' },
      smallButton('Remove', () => onEdit([{ cidr, serviceId: null }])),
      splitControls(cidr, (parts) =>
        // The default binding stays: it has to cover the prefix.
        onEdit(isDefault ? partEdits(parts, serviceId) : splitEdits(cidr, parts, serviceId)),
      ),
      whole !== null &&
        smallButton(`Merge into ${whole}`, () => onEdit(mergeEdits(nestedBindings, whole, serviceId))),
      moveControls(
        cidr,
        account.services.filter(({ id }) => id !== serviceId),
        (id) => isDefaultOnly(context, cidr, id),
        onEdit,
      ),
    ),
  );
}

/** A block can be split into as many parts at once. */
const MAX_SPLIT_BITS = 4;

/** The parts of equal size of a block, 2 to 16 of them: by their length. */
export function splitChoices(cidr: string): ReadonlyMap<number, readonly string[]> {
  const choices = new Map<number, readonly string[]>();
  let parts: readonly string[] = [cidr];
  for (let bits = 1; bits <= MAX_SPLIT_BITS; bits += 1) {
    const next = parts.flatMap((part) => halves(part) ?? []);
    if (next.length !== parts.length * 2) break;
    parts = next;
    choices.set(Number(cidr.split('/')[1]) + bits, parts);
  }
  return choices;
}

function splitControls(cidr: string, onSplit: (parts: readonly string[]) => void): readonly HTMLElement[] {
  const choices = splitChoices(cidr);
  if (choices.size === 0) return [];
  const length = el(
    'select',
    { id: 'split-length' },
    [...choices].map(([bits, parts]) => el('option', { value: bits }, `${parts.length} × /${bits}`)),
  );
  const split = (): void => onSplit(choices.get(Number(length.value)) ?? []);
  return [
    el('label', { for: 'split-length', class: 'visually-hidden' }, `Split ${cidr} into`),
    length,
    smallButton('Split', split),
  ];
}

function moveControls(
  cidr: string,
  otherServices: readonly Service[],
  isForDefaultOnly: (serviceId: string) => boolean,
  onEdit: (edits: readonly BindingEdit[]) => void,
): readonly HTMLElement[] {
  if (otherServices.length === 0) return [];
  const service = el('select', { id: 'move-service' }, serviceOptions(otherServices));
  markOptions(service, isForDefaultOnly);
  if (![...service.options].some(({ disabled }) => !disabled)) return [];
  service.value = [...service.options].find(({ disabled }) => !disabled)?.value ?? '';
  return [
    el('label', { for: 'move-service', class: 'visually-hidden' }, `Move ${cidr} to`),
    service,
    smallButton('Move', () => onEdit([{ cidr, serviceId: service.value }])),
  ];
}

function note(...text: readonly Child[]): HTMLElement {
  return el('p', { class: 'selection aside' }, text);
}

function smallButton(label: string, run: () => void): HTMLElement {
  return button(label, run, 'small');
}
