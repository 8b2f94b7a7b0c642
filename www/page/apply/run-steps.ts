// The prefixes of a run with their steps, each with its state.

import type { Palette } from '../../../src/js/entry/page.js';
import { aside, type Child, el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { timeLabel } from '../plan/plan-time.js';
import { serviceLabel } from '../services/service-label.js';
import type { PrefixProgress, RunProgress, StepProgress, StepState } from './run-messages.js';
import { durationText, realTime } from './run-times.js';

/** `isLive`: this tab carries out the run, so that its clock is known. */
export function runPrefixes(run: RunProgress, palette: Palette, isLive: boolean): HTMLElement {
  const { shown, more } = run.prefixes;
  const isOne = run.prefixIds.length === 1;
  return el(
    'div',
    { class: 'run-prefixes' },
    shown.map((prefix) =>
      el(
        'section',
        { class: 'run-prefix', 'aria-label': `Steps of ${prefix.cidr}` },
        !isOne && prefixHeading(prefix),
        el(
          'ol',
          { class: 'run-steps' },
          prefix.listed.map((step) => stepItem(step, waitEnd(prefix, step, run, isLive), palette)),
        ),
        leftOut(prefix),
      ),
    ),
    more > 0 && aside(`and ${more.toLocaleString('en')} more prefixes: the journal has all`),
  );
}

function prefixHeading({ cidr, stepsDone, steps }: PrefixProgress): HTMLElement {
  const count = `${stepsDone.toLocaleString('en')} of ${steps.toLocaleString('en')} done`;
  return el('h3', { class: 'minor' }, el('code', {}, cidr), ` ${count}`);
}

function leftOut({ listed, steps }: PrefixProgress): HTMLElement | false {
  const hidden = steps - listed.length;
  return hidden > 0 && aside(`${hidden.toLocaleString('en')} more steps before and after these`);
}

/** The end of the current wait, in local time and UTC, and the time left. */
function waitEnd(
  { until }: PrefixProgress,
  { state }: StepProgress,
  run: RunProgress,
  isLive: boolean,
): Child {
  if (until === null || state !== 'waiting') return null;
  if (!isLive) return run.speed === 1 && [' until ', timeLabel(until)];
  const { left, at } = realTime(run, until);
  if (run.speed === 1) return [' until ', timeLabel(at), `, ${durationText(left)} left`];
  return ` ${durationText(left)} left (${durationText(left * run.speed)} of the demo’s clock)`;
}

const MARKS: Readonly<Record<StepState, string>> = {
  done: '✓',
  sending: '…',
  waiting: '◷',
  'needs you': '!',
  unclear: '?',
  paused: '‖',
  planned: '·',
};

function stepItem(
  { number, state, verb, cidr, serviceId }: StepProgress,
  end: Child,
  palette: Palette,
): HTMLElement {
  return el(
    'li',
    {
      class: `run-step is-${state.replace(' ', '-')}`,
      value: number,
      'aria-current': state === 'done' || state === 'planned' ? null : 'step',
    },
    el('span', { class: 'run-mark', 'aria-hidden': 'true' }, MARKS[state]),
    el(
      'span',
      { class: 'plan-action' },
      el('span', { class: 'verb' }, untrustedText(verb, 60)),
      cidr !== null && el('code', {}, cidr),
      serviceId !== null && el('span', { class: 'aside' }, verb === 'create' ? 'for' : 'of'),
      serviceId !== null && serviceLabel(palette.of(serviceId)),
    ),
    el('span', { class: 'run-step-state' }, state, end),
  );
}
