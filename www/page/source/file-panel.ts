// The panel that opens a file: drop it, pick it, or paste its text.

import { errorNotice } from '../errors/notice.js';
import type { PageError } from '../errors/page-error.js';
import { actions, aside, button, el } from '../lib/dom.js';
import { pasteQuickly } from '../lib/quick-paste.js';
import type { OnFile } from './drop-and-paste.js';

/** The panel, whose `root` is the form. */
export type FilePanel = ReturnType<typeof createFilePanel>;

/** A list to try the page with. */
const EXAMPLE_LIST = `[
  { "cidr": "203.0.113.0/24", "service_id": "mt", "service_name": "Magic Transit" },
  { "cidr": "203.0.113.16/29", "service_id": "cdn", "service_name": "CDN" },
  { "cidr": "203.0.113.128/26", "service_id": "spectrum", "service_name": "Spectrum" }
]`;

function filePicker(onOpen: OnFile): HTMLElement {
  const picker = el('input', {
    id: 'file',
    type: 'file',
    accept: '.json,.csv,application/json,text/csv,text/plain',
    onchange: () => {
      const [file] = picker.files ?? [];
      if (file !== undefined) onOpen(file.name, file);
      // So that the same file can be picked again after it was fixed.
      picker.value = '';
    },
  });
  return el(
    'div',
    { class: 'drop' },
    el('label', { for: 'file' }, 'Drop a JSON or CSV file anywhere on this page, or choose one'),
    picker,
  );
}

function pasteField(): HTMLTextAreaElement {
  return el('textarea', {
    id: 'paste',
    class: 'mono',
    rows: 7,
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: '{ "success": true, "result": [ … ] }',
    onpaste: pasteQuickly,
  });
}

/** Builds the panel. `onOpen` gets the unread content and a name for it. */
export function createFilePanel(onOpen: OnFile) {
  const field = pasteField();
  const result = el('div', { class: 'outcome', 'aria-live': 'polite' });
  const insertExample = (): void => {
    field.value = EXAMPLE_LIST;
    field.focus();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (field.value.trim() === '') field.focus();
    else onOpen('the pasted text', new Blob([field.value]));
  };
  const root = el(
    'form',
    { class: 'card file-panel', 'aria-labelledby': 'file-title', onsubmit: submit },
    el('h2', { id: 'file-title' }, 'Open a file'),
    aside('JSON from List Service Bindings, an array of bindings, or a snapshot. Stays in your browser.'),
    filePicker(onOpen),
    el(
      'div',
      { class: 'field' },
      el('label', { for: 'paste' }, 'Or paste it'),
      field,
      actions(
        el('button', { type: 'submit', class: 'button primary' }, 'Open the pasted text'),
        button('Insert an example', insertExample),
      ),
    ),
    result,
  );
  return {
    root,
    /** Shows what was wrong with the last file. */
    showError: (error: PageError) => result.replaceChildren(errorNotice(error)),
    /** Shows that a file is being read. */
    showReading: (name: string) => result.replaceChildren(el('p', { role: 'status' }, `Reading ${name}…`)),
  };
}
