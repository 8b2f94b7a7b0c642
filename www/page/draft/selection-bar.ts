// The bar for the binding that picture and table point out: unbind it, give it to another service, split it, join it.

import { type BindingFacts, halves, type Service } from '../../../src/js/entry/page.js';
import type { NestedBinding } from '../bindings/nest-bindings.js';
import { el } from '../lib/dom.js';
import type { Palette } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import { serviceOptions } from '../services/service-options.js';
import { mergeableParent } from './check-draft.js';

export interface SelectionHandlers {
  onUnbind(cidr: string): void;
  onRebind(cidr: string, serviceId: string): void;
  onSplit(cidr: string, parts: readonly string[], serviceId: string): void;
  onJoin(block: string, serviceId: string): void;
}

/** The bar. `binding` is `null` as long as nothing is pointed out. */
export function selectionBar(
  binding: BindingFacts | null,
  placed: readonly NestedBinding[],
  prefix: string,
  services: readonly Service[],
  palette: Palette,
  calls: SelectionHandlers,
): HTMLElement {
  if (binding === null) {
    return el(
      'p',
      { class: 'selection aside' },
      'Point out a binding, in the picture or in the table, to unbind it, split it, or give it to another service.',
    );
  }
  const { cidr, serviceId } = binding;
  if (serviceId === null) {
    return el(
      'p',
      { class: 'selection aside' },
      el('code', {}, cidr),
      ' is regional: it says where traffic is handled, and a draft leaves it alone.',
    );
  }
  const others = services.filter(({ id }) => id !== serviceId);
  const choice = el('select', { id: 'rebind' }, serviceOptions(others));
  const parts = cidr === prefix ? null : halves(cidr);
  const block = mergeableParent(placed, cidr);
  const button = (label: string, run: () => void): HTMLElement =>
    el('button', { type: 'button', class: 'button small', onclick: run }, label);
  return el(
    'div',
    { class: 'selection', role: 'group', 'aria-label': `Change ${cidr}` },
    el('code', { class: 'selected-cidr' }, cidr),
    serviceLabel(palette.of(serviceId, binding.serviceName)),
    el(
      'span',
      { class: 'actions' },
      button('Unbind', () => calls.onUnbind(cidr)),
      parts !== null && button('Split', () => calls.onSplit(cidr, parts, serviceId)),
      block !== null && button(`Join as ${block}`, () => calls.onJoin(block, serviceId)),
      others.length > 0 && el('label', { for: 'rebind', class: 'visually-hidden' }, `Give ${cidr} to`),
      others.length > 0 && choice,
      others.length > 0 && button('Rebind', () => calls.onRebind(cidr, choice.value)),
    ),
  );
}
