// The choice of the prefix: radio buttons, or a list where there are many.

import type { Prefix } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import { escapeInvisible, untrustedText } from '../lib/escape-text.js';

/** More prefixes are shown as a list. */
const MAX_RADIOS = 6;

/** Draws the choice; `onSelect` gets the ID of a prefix. */
export function prefixPicker(
  prefixes: readonly Prefix[],
  chosen: string | null,
  onSelect: (prefixId: string) => void,
): HTMLElement {
  if (prefixes.length > MAX_RADIOS) {
    const list = el(
      'select',
      { id: 'prefix-list', onchange: () => onSelect(list.value) },
      prefixes.map(({ id, cidr, description }) =>
        el(
          'option',
          { value: id, selected: id === chosen },
          description ? `${cidr} · ${escapeInvisible(description, 40)}` : cidr,
        ),
      ),
    );
    return el('div', { class: 'picker' }, el('label', { for: 'prefix-list' }, 'Prefix'), list);
  }
  return el(
    'fieldset',
    { class: 'picker' },
    el('legend', {}, 'Prefix'),
    prefixes.map(({ id, cidr, description }) =>
      el(
        'label',
        { class: 'radio' },
        el('input', {
          type: 'radio',
          name: 'prefix',
          value: id,
          checked: id === chosen,
          onchange: () => onSelect(id),
        }),
        el(
          'span',
          { class: 'radio-label' },
          cidr,
          description ? el('small', {}, untrustedText(description, 40)) : null,
        ),
      ),
    ),
  );
}
