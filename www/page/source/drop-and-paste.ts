// What arrives from outside the page: files dropped on it, and JSON pasted where no field has the focus.

import { el } from '../lib/dom.js';

export type OnFile = (name: string, content: Blob) => void;

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Listens for drops and pastes on the whole page. */
export function listenForFiles(onIncoming: OnFile): void {
  const veil = el(
    'div',
    { class: 'drop-overlay', hidden: true },
    el('p', {}, 'Drop it: it is read in this browser'),
  );
  document.body.append(veil);
  let depth = 0;
  const show = (on: boolean): void => {
    veil.hidden = !on;
  };
  const carriesFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
  addEventListener('dragenter', (event) => {
    if (!carriesFile(event)) return;
    depth += 1;
    show(true);
  });
  addEventListener('dragleave', (event) => {
    if (!carriesFile(event)) return;
    depth = Math.max(0, depth - 1);
    if (depth === 0) show(false);
  });
  addEventListener('dragover', (event) => {
    if (carriesFile(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    depth = 0;
    show(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file === undefined) return;
    event.preventDefault();
    onIncoming(file.name, file);
  });
  addEventListener('paste', (event) => {
    if (isField(event.target)) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/^\s*[[{]/.test(text)) return;
    event.preventDefault();
    onIncoming('the pasted text', new Blob([text]));
  });
}
