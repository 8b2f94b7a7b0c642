// The save panel: a link, files, a snapshot, a print, and a comparison with a file.

import { type DraftContext, draftContext } from '../draft/draft-context.js';
import type { DraftController } from '../draft/draft-controller.js';
import { errorNotice } from '../errors/notice.js';
import { unexpectedError } from '../errors/page-error.js';
import { button, el, mountPoint, setChildren } from '../lib/dom.js';
import { type PageState, type Panel, shownPrefix } from '../state/page-state.js';
import { type CompareHandlers, compareWithFile } from './compare-file.js';
import {
  type SaveTask,
  saveCsv,
  saveJson,
  saveMarkdown,
  savePng,
  saveSnapshot,
  saveSvg,
} from './save-files.js';
import { shareLink } from './share-link.js';
import { listWatchSnapshots, openWatchSnapshot } from './watch-snapshots.js';

export interface SaveHandlers {
  /** The journal of a run was chosen. */
  onJournal(file: File): void;
  /** The runs of the Worker are to be listed. */
  onWorkerRuns(): void;
  /** The account is to be compared with a snapshot. */
  onDrift(snapshot: { readonly name: string; text(): Promise<string> }): void;
}

/** Builds the panel in `root`. It runs one task at a time, a newer one in place of an older one. */
export function createSavePanel(
  root: HTMLElement,
  { changes }: DraftController,
  compare: CompareHandlers,
  handlers: SaveHandlers,
): Panel {
  let context: DraftContext | null = null;
  let lastState: PageState | null = null;
  let running = new AbortController();
  const feedback = el('div', { class: 'save-feedback', 'aria-live': 'polite' });
  /** `subject` names what failed in an error, such as `the link`. */
  const run = (subject: string, task: SaveTask): void => {
    const now = context;
    if (now === null) return;
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const start = async (): Promise<void> =>
      task(now, (...children) => setChildren(feedback, children), signal);
    start().catch((error: unknown) => {
      if (!signal.aborted) setChildren(feedback, [errorNotice(unexpectedError(error, subject))]);
    });
  };
  const fileButton = (label: string, task: SaveTask): HTMLElement =>
    button(label, () => run('the file', task));
  const account = createAccountEntries(run, compare, handlers);
  const withIds = el('input', { id: 'with-ids', type: 'checkbox' });
  const rows = saveRows({
    share: button('Share link', () => run('the link', shareLink(withIds.checked))),
    withIds,
    files: [
      fileButton('JSON', saveJson),
      fileButton('CSV', saveCsv),
      fileButton('Markdown', saveMarkdown(changes)),
      fileButton('SVG', saveSvg),
      fileButton('PNG', savePng),
      button('Print', () => print()),
    ],
    account: account.snapshots,
    runs: account.runs,
  });
  setChildren(root, [el('h2', { id: 'save-title' }, 'Save and share'), rows, feedback]);
  closeOnLeave(mountPoint('save-menu'));
  return {
    update(state) {
      // A link and a saved file are about one prefix; a comparison is about the account.
      const isOther =
        lastState?.openPrefix !== state.openPrefix &&
        feedback.querySelector('.not-compared, .comparison') === null;
      if (isOther || lastState?.account !== state.account) feedback.replaceChildren();
      const isOtherAccount = lastState?.session !== state.session;
      lastState = state;
      context = draftContext(state);
      // A prefix without bindings has nothing to save; the account has.
      const isEmpty = shownPrefix(state)?.nestedBindings.length === 0;
      for (const row of rows.slice(0, 2)) row.hidden = isEmpty;
      account.update(state, isOtherAccount);
    },
  };
}

/** What the panel offers for the whole account: snapshots, comparisons, drift, runs. */
function createAccountEntries(
  run: (subject: string, task: SaveTask) => void,
  compare: CompareHandlers,
  { onJournal, onWorkerRuns, onDrift }: SaveHandlers,
) {
  const closeMenu = (): void => mountPoint('save-menu').removeAttribute('open');
  const drift = filePicker('drift-snapshot', 'Drift since a snapshot', '.json,application/json', (file) => {
    closeMenu();
    onDrift({ name: file.name, text: () => file.text() });
  });
  const lastDrift = el('span', {});
  const snapshotButton = button('Take a snapshot', () =>
    run(
      'the snapshot',
      saveSnapshot((name, text) => {
        const compareAgain = (): void => {
          closeMenu();
          onDrift({ name, text: async () => text });
        };
        setChildren(lastDrift, [
          button(`Drift since ${new Date().toTimeString().slice(0, 5)}`, compareAgain),
        ]);
      }),
    ),
  );
  const comparePicker = filePicker('compare', 'Compare with a file', '.json,application/json', (file) =>
    run(file.name, compareWithFile(file, compare)),
  );
  const journal = filePicker('run-journal', 'Open the journal of a run', '.jsonl', (file) => {
    closeMenu();
    onJournal(file);
  });
  const workerRuns = button('Runs of the Worker', () => {
    closeMenu();
    onWorkerRuns();
  });
  const openSnapshot = openWatchSnapshot((snapshot) => {
    closeMenu();
    onDrift(snapshot);
  });
  const watchButton = button('Snapshots of the watch', () =>
    run(
      'the snapshots',
      listWatchSnapshots((snapshot) => run('the snapshot', openSnapshot(snapshot))),
    ),
  );
  return {
    snapshots: [snapshotButton, comparePicker],
    runs: [drift, lastDrift, watchButton, journal, workerRuns],
    update(state: PageState, isOtherAccount: boolean): void {
      for (const part of [snapshotButton, drift, lastDrift, journal]) part.hidden = state.session === null;
      watchButton.hidden = !workerDoes(state, 'watch');
      workerRuns.hidden = !workerDoes(state, 'runs');
      if (isOtherAccount) lastDrift.replaceChildren();
    },
  };
}

/** True where the Worker watches the open account, or carries out its runs. */
function workerDoes({ source, session, workerInfo }: PageState, what: 'watch' | 'runs'): boolean {
  const isLive = source.kind === 'live' && session !== null && session.demo === undefined;
  return isLive && workerInfo.kind === 'ready' && workerInfo.value[what];
}

/** Closes the menu by Escape, and by a click beside it: it may cover what comes next. */
function closeOnLeave(menu: HTMLElement): void {
  addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) menu.removeAttribute('open');
  });
  menu.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !menu.hasAttribute('open')) return;
    menu.removeAttribute('open');
    menu.querySelector('summary')?.focus();
  });
}

/** A field for a file, with its label. */
function filePicker(id: string, label: string, accept: string, onFile: (file: File) => void): HTMLElement {
  const picker = el('input', {
    id,
    type: 'file',
    accept,
    onchange() {
      const [file] = picker.files ?? [];
      if (file !== undefined) onFile(file);
      // So that the same file can be chosen again.
      picker.value = '';
    },
  });
  return el('span', { class: 'save-row' }, el('label', { for: id }, label), picker);
}

/** The parts of the panel that a user activates. */
interface SaveControls {
  readonly share: HTMLElement;
  readonly withIds: HTMLElement;
  readonly files: readonly HTMLElement[];
  readonly account: readonly HTMLElement[];
  readonly runs: readonly HTMLElement[];
}

function saveRows({ share, withIds, files, account, runs }: SaveControls): readonly HTMLElement[] {
  const note = 'The link contains the bindings and the draft. Nothing is stored on a server.';
  return [
    el(
      'div',
      { class: 'save-row' },
      share,
      el('label', { class: 'check', for: 'with-ids' }, withIds, ' include IDs'),
      el('span', { class: 'aside' }, note),
    ),
    el(
      'div',
      { class: 'save-row', role: 'group', 'aria-labelledby': 'save-as' },
      el('span', { id: 'save-as' }, 'Save as'),
      files,
    ),
    el('div', { class: 'save-row' }, account),
    el('div', { class: 'save-row' }, runs),
  ];
}
