// The waits of a run that a person can end early: a reason is typed, and the journal keeps it.

import { aside, button, el, setChildren } from '../lib/dom.js';
import { truncate } from '../lib/truncate.js';
import { isUnfinished, type RunController } from './run-controller.js';
import type { PrefixProgress, RunProgress } from './run-messages.js';
import { type Carrier, canChange } from './run-words.js';

/** Waits that are offered at once. */
const MAX_OFFERED = 10;
const CONSEQUENCE =
  'The next call is sent at once. Where a data center does not have the last change yet, traffic may reach the wrong service or none. The journal keeps the reason.';

type OnSkip = (prefix: string, reason: string) => void;

/** `onFocusLost`: the field that had the focus is gone. */
export function createRunWaits(controller: RunController, onFocusLost: () => void) {
  const root = el('div', { class: 'run-waits' });
  let drawn = '';
  return {
    root,
    update(run: RunProgress, carrier: Carrier): void {
      // The Worker takes no such command.
      const isOffered = run.worker === null && isUnfinished(run) && canChange(run, carrier);
      const waiting = isOffered ? run.prefixes.shown.filter(({ state }) => state === 'waiting') : [];
      const key = [run.name, ...waiting.map(({ cidr, stepsDone }) => `${cidr} ${stepsDone}`)].join();
      if (key === drawn) return;
      drawn = key;
      const hadFocus = root.contains(document.activeElement);
      const skip: OnSkip = (prefix, reason) => controller.skipWait(run.name, prefix, reason);
      const { shown, more } = truncate(waiting, MAX_OFFERED);
      setChildren(root, [
        shown.map((prefix) => skipForm(prefix, skip)),
        more > 0 && aside(`and ${more} more waits`),
      ]);
      if (hadFocus) onFocusLost();
    },
  };
}

function skipForm({ cidr }: PrefixProgress, onSkip: OnSkip): HTMLElement {
  const problem = el('p', { class: 'is-error', role: 'alert' });
  const reason = el('input', { type: 'text', maxlength: 500, autocomplete: 'off' });
  const skip = (): void => {
    const text = reason.value.trim();
    if (text !== '') onSkip(cidr, text);
    else {
      problem.textContent = 'Type a reason. The wait goes on.';
      reason.focus();
    }
  };
  return el(
    'details',
    { class: 'run-skip' },
    el('summary', {}, 'Skip the wait of ', el('code', {}, cidr), '…'),
    aside(CONSEQUENCE),
    el('label', { class: 'field' }, 'Reason', reason),
    problem,
    button('Skip the wait', skip, 'danger'),
  );
}
