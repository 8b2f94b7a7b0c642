// The save panel: a link, files, a snapshot, a print, and a comparison with a file.

import { type DraftContext, draftContext } from '../draft/draft-context.js';
import type { DraftController } from '../draft/draft-controller.js';
import { el, setChildren } from '../lib/dom.js';
import type { PageState } from '../state/page-state.js';
import { compareWithFile } from './compare-file.js';
import { saveCsv, saveJson, saveMarkdown, savePng, saveSnapshot, saveSvg } from './save-files.js';
import { createSaveTasks, type SaveTasks } from './save-task.js';
import { shareLink } from './share-link.js';

export interface SavePanel {
  update(state: PageState): void;
}

/** Builds the panel in `root`. */
export function createSavePanel(root: HTMLElement, controller: DraftController): SavePanel {
  let context: DraftContext | null = null;
  let lastState: PageState | null = null;
  const feedback = el('div', { class: 'save-feedback', 'aria-live': 'polite' });
  const tasks = createSaveTasks(
    () => context,
    (...children) => setChildren(feedback, children),
  );
  const snapshotButton = button('Take a snapshot', () => tasks.run('the snapshot', saveSnapshot));
  root.replaceChildren(
    el('h2', { id: 'save-title' }, 'Save and share'),
    linkRow(tasks),
    fileRow(tasks, controller),
    el('div', { class: 'save-row' }, snapshotButton, comparePicker(tasks, controller)),
    feedback,
  );
  return {
    update(state) {
      if (lastState?.openPrefix !== state.openPrefix) feedback.replaceChildren();
      lastState = state;
      context = draftContext(state);
      snapshotButton.hidden = state.session === null;
    },
  };
}

function linkRow(tasks: SaveTasks): HTMLElement {
  const withIds = el('input', { id: 'with-ids', type: 'checkbox' });
  return el(
    'div',
    { class: 'save-row' },
    button('Share link', () => tasks.run('the link', shareLink(withIds.checked))),
    el('label', { class: 'check', for: 'with-ids' }, withIds, ' include IDs'),
    el(
      'span',
      { class: 'aside' },
      'The link contains the bindings and the draft. Nothing is stored on a server.',
    ),
  );
}

function fileRow(tasks: SaveTasks, controller: DraftController): HTMLElement {
  return el(
    'div',
    { class: 'save-row', role: 'group', 'aria-labelledby': 'save-as' },
    el('span', { id: 'save-as' }, 'Save as'),
    button('JSON', () => tasks.run('the file', saveJson)),
    button('CSV', () => tasks.run('the file', saveCsv)),
    button('Markdown', () => tasks.run('the file', saveMarkdown(controller.changes))),
    button('SVG', () => tasks.run('the file', saveSvg)),
    button('PNG', () => tasks.run('the picture', savePng)),
    button('Print', () => print()),
  );
}

function comparePicker(tasks: SaveTasks, controller: DraftController): readonly HTMLElement[] {
  const picker = el('input', {
    id: 'compare',
    type: 'file',
    accept: '.json,application/json',
    onchange() {
      const [file] = picker.files ?? [];
      if (file !== undefined) tasks.run(file.name, compareWithFile(file, controller.edit));
      picker.value = '';
    },
  });
  return [el('label', { for: 'compare' }, 'Compare with a file'), picker];
}

function button(label: string, run: () => void): HTMLButtonElement {
  return el('button', { type: 'button', class: 'button', onclick: run }, label);
}
