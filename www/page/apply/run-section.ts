// The section of runs: opens the panel, says above the workspace that a run is not finished, and marks the tab by its title.

import { button, el, mountPoint, setChildren } from '../lib/dom.js';
import { setSidePanel } from '../lib/side-panel.js';
import type { PageState, Panel } from '../state/page-state.js';
import { isUnfinished, type RunController } from './run-controller.js';
import { createRunPanel } from './run-panel.js';
import { runsOfWorker } from './run-target.js';
import { carrierOf, runStateText, runSubjectText } from './run-words.js';

/** Connects the section in `root` with the runs. `onClose`: the panel was closed, and the focus has to go elsewhere. */
export function createRunSection(root: HTMLElement, controller: RunController, onClose: () => void): Panel {
  let page: PageState | null = null;
  let lastShown: string | null = null;
  const pageTitle = document.title;
  const close = (): void => {
    controller.show(null);
    onClose();
  };
  const panel = createRunPanel(root, controller, close);
  const notice = mountPoint('run-notice');

  const draw = (): void => {
    const runs = controller.store.get();
    const { shownName, activeName } = runs;
    const active = runs.runs.find(({ name }) => name === activeName);
    document.title =
      active === undefined
        ? pageTitle
        : `(${active.stepsDone}/${active.steps}) ${runSubjectText(active)} · byoip`;
    drawNotice();
    if (shownName !== lastShown) {
      lastShown = shownName;
      setSidePanel(root, shownName !== null);
      if (shownName !== null) setTimeout(panel.focus);
    }
    const isReady = page?.account.kind === 'ready';
    if (shownName !== null && isReady && page?.account.kind === 'ready') {
      const isOfWorker = runsOfWorker(page) !== null;
      panel.update(runs, page.account.value.palette, page.source.kind === 'demo', isOfWorker);
    }
  };
  const drawNotice = (): void => {
    const { runs, shownName, activeName } = controller.store.get();
    const run = runs.find((one) => isUnfinished(one) && one.name !== shownName);
    const text =
      run === undefined
        ? ''
        : `Run of ${runSubjectText(run)}. ${runStateText(run, carrierOf(run, activeName), false)}`;
    if (notice.firstChild?.textContent === text) return;
    const hadFocus = notice.contains(document.activeElement);
    setChildren(
      notice,
      run === undefined
        ? []
        : [el('span', {}, text), button('Show the run', () => controller.show(run.name), 'small')],
    );
    if (hadFocus) notice.querySelector('button')?.focus();
  };
  controller.store.subscribe(draw);
  return {
    update(state) {
      page = state;
      draw();
    },
  };
}
