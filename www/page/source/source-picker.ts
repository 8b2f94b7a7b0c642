// The choice of where the data come from: the demo, the API through the Worker, or a file.

import type { DataLoader } from '../app/data-loader.js';
import { el } from '../lib/dom.js';
import type { SelectedSource } from './selected-source.js';

interface SourceOption {
  readonly kind: 'demo' | 'live' | 'file';
  readonly name: string;
  readonly says: string;
  open(loading: DataLoader): void;
}

const CHOICES: readonly SourceOption[] = [
  { kind: 'demo', name: 'Demo', says: 'an invented account, in this page', open: (to) => to.openDemo() },
  { kind: 'live', name: 'Live', says: 'an account, through this page’s Worker', open: (to) => to.openLive() },
  {
    kind: 'file',
    name: 'File',
    says: 'a list that you saved, dropped or pasted',
    open: (to) => to.chooseFile(),
  },
];

/** Draws the choice; what a link brought counts as a file. */
export function sourcePicker(origin: SelectedSource, loading: DataLoader): HTMLElement {
  const chosen = origin.kind === 'link' ? null : origin.kind;
  return el(
    'fieldset',
    { class: 'source-picker' },
    el('legend', { class: 'visually-hidden' }, 'Where the bindings come from'),
    CHOICES.map(({ kind, name, says, open }) =>
      el(
        'label',
        { class: 'radio', title: says },
        el('input', {
          type: 'radio',
          name: 'source',
          value: kind,
          checked: kind === chosen,
          'aria-description': says,
          onchange: () => open(loading),
        }),
        el('span', { class: 'radio-label' }, name),
      ),
    ),
  );
}
