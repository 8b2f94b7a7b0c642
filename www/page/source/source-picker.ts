// The choice of the data source: the demo, the API through the Worker, or a file.

import { el } from '../lib/dom.js';
import type { SelectedSource } from './selected-source.js';

export interface SourceActions {
  openDemo(): void;
  openLive(): void;
  chooseFile(): void;
}

interface SourceOption {
  readonly kind: SelectedSource['kind'];
  readonly name: string;
  readonly description: string;
  open(actions: SourceActions): void;
}

const OPTIONS: readonly SourceOption[] = [
  {
    kind: 'demo',
    name: 'Demo',
    description: 'an invented account that runs in this page',
    open: (actions) => actions.openDemo(),
  },
  {
    kind: 'live',
    name: 'Live',
    description: 'your account, through the Worker that serves this page',
    open: (actions) => actions.openLive(),
  },
  {
    kind: 'file',
    name: 'File',
    description: 'a list that you saved, drop or paste',
    open: (actions) => actions.chooseFile(),
  },
];

/** Draws the choice. A link selects none of the options. */
export function sourcePicker({ kind: selected }: SelectedSource, actions: SourceActions): HTMLElement {
  return el(
    'fieldset',
    { class: 'source-picker' },
    el('legend', { class: 'visually-hidden' }, 'Data source'),
    OPTIONS.map(({ kind, name, description, open }) =>
      el(
        'label',
        { class: 'radio', title: description },
        el('input', {
          type: 'radio',
          name: 'source',
          value: kind,
          checked: kind === selected,
          'aria-description': description,
          onchange: () => open(actions),
        }),
        el('span', { class: 'radio-label' }, name),
      ),
    ),
  );
}
