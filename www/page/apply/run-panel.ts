// The panel of a run: where it stands, its steps, what it needs from a person, and what a person can do.

import type { Palette } from '../../../src/js/entry/page.js';
import { errorNotice } from '../errors/notice.js';
import { aside, button, el, setChildren } from '../lib/dom.js';
import { timeLabel } from '../plan/plan-time.js';
import { createRunActions } from './run-actions.js';
import { createRunBlocks } from './run-blocks.js';
import type { RunController, RunsState } from './run-controller.js';
import { otherRuns } from './run-list.js';
import type { RunProgress } from './run-messages.js';
import { runPrefixes } from './run-steps.js';
import { durationText, realTime } from './run-times.js';
import { createRunWaits } from './run-waits.js';
import { type Carrier, carrierOf, goesOn, runAdvice, runStateText, runSubjectText } from './run-words.js';

/** Builds the panel in `root`. */
export function createRunPanel(root: HTMLElement, controller: RunController, onClose: () => void) {
  const title = el('h2', { id: 'run-title', tabindex: -1 });
  const state = el('p', { class: 'plan-summary', 'aria-live': 'polite' });
  const bar = el('progress', { 'aria-label': 'Steps done' });
  const times = aside();
  const advice = aside();
  const error = el('div', { class: 'run-error' });
  const blocks = createRunBlocks(controller, () => title.focus());
  const waits = createRunWaits(controller, () => title.focus());
  const steps = el('div', {});
  const others = el('div', { class: 'run-others' });
  const reset = el(
    'div',
    { class: 'run-choice' },
    button('Reset the demo', () => void controller.resetDemo(), 'small'),
    aside('Forgets its runs and what they changed.'),
  );
  const runActions = createRunActions(controller, () => title.focus());
  setChildren(root, [
    el('div', { class: 'card-head' }, title, button('Close run', onClose, 'small')),
    state,
    bar,
    times,
    advice,
    error,
    blocks.root,
    runActions.root,
    waits.root,
    steps,
    others,
    reset,
  ]);

  const drawRun = (run: RunProgress, { activeName, pausingName }: RunsState, palette: Palette): void => {
    const carrier = carrierOf(run, activeName);
    const isPausing = pausingName === run.name;
    title.textContent = `Run of ${runSubjectText(run)}`;
    setText(state, runStateText(run, carrier, isPausing));
    bar.max = Math.max(1, run.steps);
    bar.value = run.stepsDone;
    setChildren(times, [runTimes(run, carrier)]);
    setText(advice, runAdvice(run, carrier));
    blocks.update(run, carrier);
    runActions.update(run, carrier, isPausing);
    waits.update(run, carrier);
    setChildren(steps, [runPrefixes(run, palette, goesOn(run, carrier))]);
  };
  return {
    root,
    focus: () => title.focus(),
    /** `null` where the run is not known, such as after an error. */
    update(runs: RunsState, palette: Palette, isDemo: boolean, isOfWorker: boolean): void {
      reset.hidden = !isDemo || runs.activeName !== null;
      const run = runs.runs.find(({ name }) => name === runs.shownName);
      setChildren(error, [runs.error && errorNotice(runs.error)]);
      for (const part of [state, bar, times, advice, blocks.root, runActions.root, waits.root, steps])
        part.hidden = run === undefined;
      if (run === undefined) title.textContent = runs.activeName === null ? 'Runs' : 'Run: starting…';
      else drawRun(run, runs, palette);
      setChildren(
        others,
        otherRuns(runs, isOfWorker, (name) => controller.show(name)),
      );
    },
  };
}

/** Sets the text only where it changes: a live region would be read again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** When the run ends, in local time and UTC, and what its clock has to do with it. */
function runTimes(run: RunProgress, carrier: Carrier): HTMLElement | null {
  const { endsAt, speed, worker } = run;
  if (!goesOn(run, carrier) || endsAt === null) return null;
  const { left, at } = realTime(run, endsAt);
  return el(
    'span',
    {},
    'Ends about ',
    timeLabel(at),
    `, in ${durationText(left)}.`,
    worker?.isEmulated === true && ' These are times of the emulator’s clock.',
    speed > 1 && ` In the demo an hour passes in ${durationText(3_600_000 / speed)}.`,
  );
}
