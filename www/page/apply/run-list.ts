// The runs of this browser and of the Worker that the panel does not show, each with a button that shows it.

import { aside, button, type Child, el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { timeLabel } from '../plan/plan-time.js';
import { isUnfinished, type RunsState } from './run-controller.js';
import type { RunProgress } from './run-messages.js';
import { carrierOf, runStateText, runSubjectText } from './run-words.js';

const MAX_LISTED_RUNS = 10;

/** `isOfWorker`: the Worker carries out runs, so that a list without one says so. */
export function otherRuns(
  { runs, shownName, activeName }: RunsState,
  isOfWorker: boolean,
  onShow: (name: string) => void,
): readonly Child[] {
  const others = runs.filter(({ name }) => name !== shownName);
  const item = (run: RunProgress): HTMLElement =>
    el(
      'li',
      {},
      button(`Show the run of ${runSubjectText(run)}`, () => onShow(run.name), 'small'),
      el('span', { class: 'aside' }, runStateText(run, carrierOf(run, activeName), false)),
      run.worker !== null && workerFacts(run),
    );
  const list = (title: string, listed: readonly RunProgress[]): Child =>
    listed.length > 0 && [
      el('h3', { class: 'minor' }, title),
      el('ul', { class: 'run-list' }, listed.slice(0, MAX_LISTED_RUNS).map(item)),
      listed.length > MAX_LISTED_RUNS && aside(`and ${listed.length - MAX_LISTED_RUNS} earlier ones`),
    ];
  return [
    list(
      'Runs of the Worker',
      others.filter(({ worker }) => worker !== null),
    ),
    isOfWorker && !runs.some(({ worker }) => worker !== null) && aside('The Worker has no runs yet.'),
    list(
      'Other runs in this browser',
      others.filter(({ worker }) => worker === null),
    ),
  ];
}

/** When it was started and by whom, and when it ends. */
function workerFacts(run: RunProgress): HTMLElement {
  const { owner, startedAt, endsAt } = run;
  return el(
    'span',
    { class: 'aside' },
    'Started ',
    timeLabel(Date.parse(startedAt)),
    ' by ',
    untrustedText(owner, 80),
    isUnfinished(run) && endsAt !== null && [', ends about ', timeLabel(endsAt)],
  );
}
