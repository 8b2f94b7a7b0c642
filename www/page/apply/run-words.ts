// What the panel says about a run.

import { escapeInvisible } from '../lib/escape-text.js';
import { plural } from '../plan/plan-time.js';
import { isUnfinished } from './run-controller.js';
import type { PrefixProgress, RunProgress } from './run-messages.js';
import { thisBrowser } from './run-target.js';

/** Who carries out a run: this tab, another one, the Worker, a process elsewhere that may still hold it, or none. */
export type Carrier = 'this tab' | 'another tab' | 'the Worker' | 'elsewhere' | 'no process';

export function carrierOf(run: RunProgress, activeName: string | null): Carrier {
  if (run.worker !== null) return 'the Worker';
  if (run.name === activeName) return 'this tab';
  if (run.isHeld === true) return 'another tab';
  if (run.state !== 'running' || run.heldUntil <= run.now) return 'no process';
  // A tab of this browser that holds no lock is closed.
  return run.isHeld === false && run.host === thisBrowser() ? 'no process' : 'elsewhere';
}

/** True where a command from this page reaches the run. */
export function canChange({ worker }: Pick<RunProgress, 'worker'>, carrier: Carrier): boolean {
  return worker?.canChange ?? (carrier === 'this tab' || carrier === 'no process');
}

/** True where the page sees the run go on, so that its clock is known. */
export function goesOn({ state }: Pick<RunProgress, 'state'>, carrier: Carrier): boolean {
  return carrier === 'this tab' || (carrier === 'the Worker' && state === 'running');
}

/** `192.0.2.0/24`, `12 prefixes`. */
export function runSubjectText({ prefixIds, prefixes }: RunProgress): string {
  const [first] = prefixes.shown;
  return prefixIds.length === 1 && first !== undefined
    ? first.cidr
    : plural(prefixIds.length, 'prefix', 'prefixes');
}

/** `Waiting: 2 of 4 steps done.` */
export function runStateText(run: RunProgress, carrier: Carrier, isPausing: boolean): string {
  const { stepsDone, steps } = run;
  const count = `${stepsDone.toLocaleString('en')} of ${plural(steps, 'step')} done`;
  return `${stateWord(run, carrier, isPausing)}: ${count}.`;
}

function stateWord(run: RunProgress, carrier: Carrier, isPausing: boolean): string {
  const {
    state,
    prefixes: { shown },
  } = run;
  if (state === 'done') return 'Done';
  if (state === 'abandoned') return 'Abandoned';
  const needsYou = needsPerson(shown);
  if (goesOn(run, carrier)) {
    if (isPausing) return 'Pausing';
    if (needsYou) return 'Needs you';
    const isWaiting = shown.some((one) => one.state === 'waiting');
    return isWaiting && !shown.some((one) => one.state === 'running') ? 'Waiting' : 'Running';
  }
  if (carrier === 'another tab') return 'Another tab carries this run out';
  if (needsYou) return 'Stopped, needs you';
  if (state === 'running') return carrier === 'no process' ? 'Interrupted' : 'Carried out elsewhere';
  if (state === 'paused') return 'Paused';
  return 'Stopped';
}

/** What the state means and what can be done, in sentences. */
export function runAdvice(run: RunProgress, carrier: Carrier): string {
  if (!isUnfinished(run)) return '';
  switch (carrier) {
    case 'this tab':
      return 'Runs while this tab is open. You can pause or close the tab at any time: the journal in this browser has every step, and the run can be resumed.';
    case 'the Worker':
      return workerAdvice(run);
    case 'another tab':
      return `Carried out by ${run.owner}. Its title begins with the steps done. This tab only shows the run.`;
    case 'elsewhere':
      return `Held by ${run.owner} on ${run.host}. Take over only if that process is gone.`;
    case 'no process':
      return run.state === 'running' && !needsPerson(run.prefixes.shown)
        ? 'The tab that carried it out is closed. Resume to go on: the run first finds out what became of the last call.'
        : 'Nothing is sent until you resume.';
  }
}

function workerAdvice({ state, owner, worker }: RunProgress): string {
  const by = owner === '' ? '' : ` Started by ${escapeInvisible(owner, 80)}.`;
  if (worker?.canChange === false) return `The Worker is read only: this page only shows the run.${by}`;
  if (state !== 'running') return `Nothing is sent until you resume.${by}`;
  return `The Worker carries it out: you can close this tab.${by}`;
}

const needsPerson = (prefixes: readonly Pick<PrefixProgress, 'state'>[]): boolean =>
  prefixes.some(({ state }) => state === 'blocked' || state === 'unclear');
