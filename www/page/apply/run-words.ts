// What the panel says about a run.

import { plural } from '../plan/plan-time.js';
import { isUnfinished } from './run-controller.js';
import type { PrefixProgress, RunProgress } from './run-messages.js';
import { thisBrowser } from './run-target.js';

/** Who carries out a run: this tab, another one, a process elsewhere that may still hold it, or none. */
export type Carrier = 'this tab' | 'another tab' | 'elsewhere' | 'no process';

export function carrierOf(run: RunProgress, activeName: string | null): Carrier {
  if (run.name === activeName) return 'this tab';
  if (run.isHeld === true) return 'another tab';
  if (run.state !== 'running' || run.heldUntil <= run.now) return 'no process';
  // A tab of this browser that holds no lock is closed.
  return run.isHeld === false && run.host === thisBrowser() ? 'no process' : 'elsewhere';
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

function stateWord(
  { state, prefixes: { shown } }: RunProgress,
  carrier: Carrier,
  isPausing: boolean,
): string {
  if (state === 'done') return 'Done';
  if (state === 'abandoned') return 'Abandoned';
  const needsYou = needsPerson(shown);
  if (carrier === 'this tab') {
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

const needsPerson = (prefixes: readonly Pick<PrefixProgress, 'state'>[]): boolean =>
  prefixes.some(({ state }) => state === 'blocked' || state === 'unclear');
