// What a person can do with a run: pause, resume, take over, abandon, keep its journal, forget it.

import { actions, aside, button, el } from '../lib/dom.js';
import { downloadFile } from '../lib/download.js';
import { plural } from '../plan/plan-time.js';
import { isUnfinished, type RunController } from './run-controller.js';
import type { RunProgress } from './run-messages.js';
import { type Carrier, canChange, goesOn } from './run-words.js';

/** `onFocusLost`: the button that had the focus is gone. */
export function createRunActions(controller: RunController, onFocusLost: () => void) {
  let run: RunProgress | null = null;
  let carrier: Carrier = 'no process';
  const withRun = (act: (run: RunProgress) => unknown) => (): void => {
    if (run !== null) act(run);
  };
  const pause = button(
    'Pause',
    withRun(({ name }) => controller.pause(name)),
    'primary',
  );
  // A closed tab holds no lock, but its lease may go on for minutes.
  const resume = button(
    'Resume',
    withRun(({ name }) => controller.resume(name)),
    'primary',
  );
  const takeOver = button(
    'Take over',
    withRun(({ name }) => controller.resume(name)),
    'danger',
  );
  const save = button(
    'Download journal',
    withRun((shown) => saveJournal(shown, controller)),
  );
  const forget = button(
    'Forget this run',
    withRun(({ name }) => controller.forget(name)),
  );
  const consequence = aside();
  const abandon = el(
    'details',
    { class: 'run-abandon' },
    el('summary', {}, 'Abandon…'),
    consequence,
    button(
      'Abandon the run',
      withRun(({ name }) => controller.abandon(name)),
      'danger',
    ),
  );
  const root = el('div', { class: 'run-actions' }, actions(pause, resume, takeOver, save, forget), abandon);

  return {
    root,
    update(shown: RunProgress, by: Carrier, isPausing: boolean): void {
      const focused = root.contains(document.activeElement) ? document.activeElement : null;
      if (shown.name !== run?.name) abandon.removeAttribute('open');
      run = shown;
      carrier = by;
      const isOpen = isUnfinished(shown);
      const isRunning = goesOn(shown, carrier);
      const takesCommands = isOpen && canChange(shown, carrier);
      pause.hidden = !takesCommands || !isRunning;
      pause.disabled = isPausing;
      resume.hidden = !takesCommands || isRunning;
      takeOver.hidden = !isOpen || carrier !== 'elsewhere';
      abandon.hidden = !takesCommands;
      forget.hidden = isOpen || carrier === 'the Worker';
      consequence.textContent = abandonText(shown);
      // A button that is hidden or disabled loses the focus, some browsers say so later.
      if (focused?.matches(':disabled, [hidden], [hidden] *') === true) onFocusLost();
    },
  };
}

function abandonText({ stepsDone, steps }: RunProgress): string {
  const left = steps - stepsDone;
  const done =
    stepsDone === 0
      ? 'No step is done yet'
      : `${plural(stepsDone, 'step')} ${stepsDone === 1 ? 'is done and stays' : 'are done and stay'}: nothing is undone`;
  return `Ends the run for ever. ${done}. ${plural(left, 'step')} will not be carried out. To go back, compare with a snapshot from before and restore it.`;
}

async function saveJournal({ name }: RunProgress, controller: RunController): Promise<void> {
  const text = await controller.journal(name);
  if (text !== null) downloadFile(`byoip-${name}.jsonl`, 'application/jsonl', text);
}
