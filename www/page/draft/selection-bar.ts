// The actions on the selected binding: move, remove, split, merge.

import { type BindingFacts, halves, type Service } from '../../../src/js/entry/page.js';
import { button, type Child, el } from '../lib/dom.js';
import { serviceLabel } from '../services/service-label.js';
import { serviceOptions } from '../services/service-options.js';
import type { BindingEdit } from '../state/draft-model.js';
import type { DraftContext } from './draft-context.js';
import { mergeableParent, mergeEdits, splitEdits } from './edits.js';

type SelectionContext = Pick<DraftContext, 'account' | 'nestedBindings' | 'openPrefix'>;

/** The bar for `binding`; `null` where none is selected. */
export function selectionBar(
  binding: BindingFacts | null,
  { account, nestedBindings, openPrefix }: SelectionContext,
  onEdit: (edits: readonly BindingEdit[]) => void,
): HTMLElement {
  if (binding === null) return note('Select a binding to remove it, split it or move it.');
  const { cidr, serviceId } = binding;
  if (serviceId === null) {
    return note(
      el('code', {}, cidr),
      ' is a regional binding: it sets where traffic is handled. A draft cannot change it.',
    );
  }
  const halvesOfBlock = cidr === openPrefix.prefix.cidr ? null : halves(cidr);
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
      halvesOfBlock !== null &&
        smallButton('Split', () => onEdit(splitEdits(cidr, halvesOfBlock, serviceId))),
      whole !== null &&
        smallButton(`Merge into ${whole}`, () => onEdit(mergeEdits(nestedBindings, whole, serviceId))),
      moveControls(
        cidr,
        account.services.filter(({ id }) => id !== serviceId),
        onEdit,
      ),
    ),
  );
}

function moveControls(
  cidr: string,
  otherServices: readonly Service[],
  onEdit: (edits: readonly BindingEdit[]) => void,
): readonly HTMLElement[] {
  if (otherServices.length === 0) return [];
  const service = el('select', { id: 'move-service' }, serviceOptions(otherServices));
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
