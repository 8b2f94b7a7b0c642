// Files dropped on the page, and JSON pasted outside a field.

import { el } from '../lib/dom.js';

export type OnFile = (name: string, content: Blob) => void;

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function carriesFile(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/** Listens for drops and pastes on the whole page. */
export function listenForFiles(onFile: OnFile): void {
  listenForDrops(onFile);
  addEventListener('paste', (event) => {
    if (isField(event.target)) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/^\s*[[{]/.test(text)) return;
    event.preventDefault();
    onFile('the pasted text', new Blob([text]));
  });
}

function listenForDrops(onFile: OnFile): void {
  const overlay = el(
    'div',
    { class: 'drop-overlay', hidden: true },
    el('p', {}, 'Drop the file. It stays in your browser.'),
  );
  document.body.append(overlay);
  // Each element below the pointer fires its own enter and leave.
  let depth = 0;
  const setDepth = (next: number): void => {
    depth = Math.max(0, next);
    overlay.hidden = depth === 0;
  };
  addEventListener('dragenter', (event) => {
    if (carriesFile(event)) setDepth(depth + 1);
  });
  addEventListener('dragleave', (event) => {
    if (carriesFile(event)) setDepth(depth - 1);
  });
  addEventListener('dragover', (event) => {
    if (carriesFile(event)) event.preventDefault();
  });
  addEventListener('drop', (event) => {
    setDepth(0);
    const [file] = event.dataTransfer?.files ?? [];
    if (file === undefined) return;
    event.preventDefault();
    onFile(file.name, file);
  });
}
