// The actions on the selected binding: move, remove, split, merge.

import { type BindingFacts, halves, type Service } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import type { Palette } from '../services/palette.js';
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
    currentService(binding, account.palette),
    el(
      'span',
      { class: 'actions' },
      button('Remove', () => onEdit([{ cidr, serviceId: null }])),
      halvesOfBlock !== null && button('Split', () => onEdit(splitEdits(cidr, halvesOfBlock, serviceId))),
      whole !== null &&
        button(`Merge into ${whole}`, () => onEdit(mergeEdits(nestedBindings, whole, serviceId))),
      moveControls(
        cidr,
        account.services.filter(({ id }) => id !== serviceId),
        onEdit,
      ),
    ),
  );
}

function currentService({ serviceId, serviceName }: BindingFacts, palette: Palette): HTMLElement {
  return serviceLabel(palette.of(serviceId, serviceName));
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
    button('Move', () => onEdit([{ cidr, serviceId: service.value }])),
  ];
}

function note(...text: readonly (HTMLElement | string)[]): HTMLElement {
  return el('p', { class: 'selection aside' }, text);
}

function button(label: string, run: () => void): HTMLElement {
  return el('button', { type: 'button', class: 'button small', onclick: run }, label);
}
