// The runs of this browser that the panel does not show, each with a button that shows it.

import { button, el } from '../lib/dom.js';
import type { RunsState } from './run-controller.js';
import { carrierOf, runStateText, runSubjectText } from './run-words.js';

const MAX_LISTED_RUNS = 10;

export function otherRuns({ runs, shownName, activeName }: RunsState, onShow: (name: string) => void) {
  const listed = runs.filter(({ name }) => name !== shownName).slice(0, MAX_LISTED_RUNS);
  if (listed.length === 0) return [];
  return [
    el('h3', { class: 'minor' }, 'Other runs in this browser'),
    el(
      'ul',
      { class: 'run-list' },
      listed.map((run) =>
        el(
          'li',
          {},
          button(`Show the run of ${runSubjectText(run)}`, () => onShow(run.name), 'small'),
          el('span', { class: 'aside' }, runStateText(run, carrierOf(run, activeName), false)),
        ),
      ),
    ),
  ];
}
