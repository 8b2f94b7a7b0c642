// Where a file is opened: a place to drop it, a button to pick it, and a field to paste it.

import { errorNotice } from '../errors/notice.js';
import type { PageError } from '../errors/page-error.js';
import { el } from '../lib/dom.js';
import { pasteQuickly } from '../lib/quick-paste.js';
import type { OnFile } from './drop-and-paste.js';

export interface FilePanel {
  readonly root: HTMLElement;
  /** Shows what was wrong with the last try. */
  showError(error: PageError): void;
  /** Says that reading goes on. */
  showReading(name: string): void;
}

/** What a person may bring, to try the page with. */
export const EXAMPLE_LIST = `[
  { "cidr": "203.0.113.0/24", "service_id": "mt", "service_name": "Magic Transit" },
  { "cidr": "203.0.113.16/29", "service_id": "cdn", "service_name": "CDN" },
  { "cidr": "203.0.113.128/26", "service_id": "spectrum", "service_name": "Spectrum" }
]`;

/** Builds the panel; `onOpen` gets what was brought, unread, and a name for it. */
export function createFilePanel(onOpen: OnFile): FilePanel {
  const picker = el('input', {
    id: 'file',
    type: 'file',
    accept: '.json,application/json,text/plain',
    onchange: () => {
      const [file] = picker.files ?? [];
      // The same file can be picked again after it was mended.
      if (file !== undefined) onOpen(file.name, file);
      picker.value = '';
    },
  });
  const field = el('textarea', {
    id: 'paste',
    class: 'mono',
    rows: 7,
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: '{ "success": true, "result": [ … ] }',
    onpaste: pasteQuickly,
  });
  const outcome = el('div', { class: 'outcome', 'aria-live': 'polite' });
  const open = (event: Event): void => {
    event.preventDefault();
    if (field.value.trim() === '') field.focus();
    else onOpen('the pasted text', new Blob([field.value]));
  };
  const root = el(
    'form',
    { class: 'card file-panel', 'aria-labelledby': 'file-title', onsubmit: open },
    el('h2', { id: 'file-title' }, 'Open a file'),
    el(
      'p',
      { class: 'aside' },
      'An answer of List Service Bindings, a bare array of bindings, or a snapshot. It is read in this browser and sent nowhere.',
    ),
    el(
      'div',
      { class: 'drop' },
      el('label', { for: 'file' }, 'Drop a JSON file anywhere on this page, or pick one'),
      picker,
    ),
    el(
      'div',
      { class: 'field' },
      el('label', { for: 'paste' }, 'Or paste it'),
      field,
      el(
        'div',
        { class: 'actions' },
        el('button', { type: 'submit', class: 'button primary' }, 'Open the pasted text'),
        el(
          'button',
          {
            type: 'button',
            class: 'button',
            onclick: () => {
              field.value = EXAMPLE_LIST;
              field.focus();
            },
          },
          'Put an example in',
        ),
      ),
    ),
    outcome,
  );
  return {
    root,
    showError: (error) => outcome.replaceChildren(errorNotice(error, [])),
    showReading: (name) => outcome.replaceChildren(el('p', { role: 'status' }, `Reading ${name}…`)),
  };
}
