// The keys of the page in one place: a dialog that `?` opens.

import { button, el, setChildren } from './dom.js';

/** Where, and each key with what it does. */
const KEYS: readonly (readonly [
  place: string,
  keys: readonly (readonly [keys: string, action: string])[],
])[] = [
  [
    'Anywhere',
    [
      ['/', 'go to the look-up'],
      ['Ctrl+Z', 'undo a step of the draft'],
      ['Ctrl+Shift+Z', 'redo it'],
      ['?', 'show these keys'],
    ],
  ],
  [
    'Picture',
    [
      ['Arrows', 'go to the next block'],
      ['Home, End', 'go to the first or last block'],
      ['Enter', 'zoom in, or look up the first address of a part of the strip'],
      ['Esc', 'zoom out'],
    ],
  ],
  [
    'Table',
    [
      ['Up, Down', 'go to the next binding'],
      ['Right, Left', 'unfold or fold'],
      ['Enter', 'select the binding'],
      ['Delete', 'remove it in the draft'],
    ],
  ],
];

let dialog: HTMLDialogElement | null = null;

/** Opens the dialog. */
export function showKeys(): void {
  dialog ??= createDialog();
  if (!dialog.open) dialog.showModal();
}

function createDialog(): HTMLDialogElement {
  const element = el('dialog', { class: 'key-help card', 'aria-labelledby': 'key-help-title' });
  setChildren(element, [
    el('h2', { id: 'key-help-title' }, 'Keys'),
    KEYS.map(([place, keys]) => [
      el('h3', { class: 'minor' }, place),
      el(
        'dl',
        {},
        keys.map(([key, action]) => el('div', {}, el('dt', {}, el('kbd', {}, key)), el('dd', {}, action))),
      ),
    ]),
    button('Close', () => element.close()),
  ]);
  document.body.append(element);
  return element;
}
