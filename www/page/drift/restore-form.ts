// What a restore would do, prefix by prefix, what it cannot bring back, and the confirmation that starts it as a run.

import { formatAddressCount } from '../../../src/js/entry/page.js';
import { createCarrierChoice } from '../apply/carrier-choice.js';
import { createHandOver } from '../apply/hand-over.js';
import { severityLine } from '../draft/findings-list.js';
import { formatMessage } from '../errors/notice.js';
import type { PageError } from '../errors/page-error.js';
import { actions, aside, type Child, el, setChildren, shortList } from '../lib/dom.js';
import { formatHours, plural } from '../plan/plan-time.js';
import type { PrefixRestore, RestoreRequest, RestoreReview } from '../planner/restore-review.js';

export type RestoreOptionName = keyof Pick<RestoreRequest, 'removeAdditions' | 'force'>;

export interface RestoreFormHandlers {
  /** An option has changed: the restore is planned again. */
  onOption(name: RestoreOptionName, value: boolean): void;
  /** The person has confirmed. `leftOut` are the prefixes that are not restored now. */
  onStart(plan: string, leftOut: readonly string[]): void;
  /** The same, for the Worker; an error where it did not start. `null` where the Worker carries out no runs. */
  readonly onHandOver: ((plan: string, leftOut: readonly string[]) => Promise<PageError | null>) | null;
  /** The account is to be compared again. */
  onAgain(): void;
}

/** `obstacle`: why the page cannot start it. */
export function restoreForm(
  review: RestoreReview,
  options: Pick<RestoreRequest, RestoreOptionName>,
  obstacle: string | null,
  handlers: RestoreFormHandlers,
): readonly Child[] {
  const { restores, restoreCount, manual, isLimited, keptCount } = review;
  const option = (name: RestoreOptionName, label: string): HTMLElement => {
    const box = el('input', { id: `restore-${name}`, type: 'checkbox' });
    box.checked = options[name];
    box.addEventListener('change', () => handlers.onOption(name, box.checked));
    return el('label', { class: 'check', for: box.id }, box, label);
  };
  const leftOut = new Set<string>();
  const kept = plural(keptCount, 'addition');
  return [
    el('h3', {}, 'Restore'),
    (keptCount > 0 || options.removeAdditions) &&
      option(
        'removeAdditions',
        `Delete bindings that were added, and withdraw what was withdrawn (${kept} kept)`,
      ),
    (isLimited || options.force) && option('force', 'Allow what the limits refuse'),
    restoreCount > 0 && el('p', {}, restoreSentence(review)),
    restoreCount > 0 && shortList('run-list', restores, (one) => restoreItem(one, restoreCount > 1, leftOut)),
    manual.shown.length > 0 && el('h3', { class: 'minor' }, 'What a restore cannot bring back'),
    manual.shown.length > 0 &&
      shortList('findings', manual, ({ code, severity, prefix, message, help }) =>
        el(
          'li',
          { class: `finding is-${severity}`, 'data-code': code },
          prefix !== null && el('code', {}, prefix),
          severityLine('By hand', message),
          aside(formatMessage(help)),
        ),
      ),
    restoreCount === 0 && aside('There is nothing that a restore would send.'),
    restoreCount > 0 && obstacle !== null && aside(obstacle),
    restoreCount > 0 && obstacle === null && confirmation(review, leftOut, handlers),
  ];
}

/** `Restores 2 prefixes in 9 steps; at least 12 hours, since the waits are shared.` */
function restoreSentence({ restores: { shown, more }, restoreCount }: RestoreReview): string {
  const what = plural(restoreCount, 'prefix', 'prefixes');
  if (more > 0) return `Restores ${what}; their waits are shared.`;
  const steps = shown.reduce((sum, one) => sum + one.steps, 0);
  const hours = shown.reduce((most, one) => Math.max(most, one.earliestHours), 0);
  const shared = restoreCount > 1 && hours > 0 ? '; the waits are shared' : '';
  return `Restores ${what} in ${plural(steps, 'step')}${hours === 0 ? '' : `; at least ${formatHours(hours)}`}${shared}.`;
}

function restoreItem(
  { cidr, steps, earliestHours, latestHours, unowned }: PrefixRestore,
  canLeaveOut: boolean,
  leftOut: Set<string>,
): HTMLElement {
  const box = el('input', { type: 'checkbox', id: `restore-${cidr}` });
  box.checked = true;
  box.addEventListener('change', () => (box.checked ? leftOut.delete(cidr) : leftOut.add(cidr)));
  const hours = earliestHours === latestHours ? `${earliestHours}` : `${earliestHours} to ${latestHours}`;
  const wait = latestHours === 0 ? 'no waits' : `${hours} ${latestHours === 1 ? 'hour' : 'hours'}`;
  const name = el('code', {}, cidr);
  return el(
    'li',
    {},
    canLeaveOut ? el('label', { class: 'check', for: box.id }, box, name) : name,
    el('span', { class: 'aside' }, `${plural(steps, 'step')}, ${wait}`),
    unowned !== '0' &&
      el(
        'span',
        { class: 'plan-affected' },
        `${formatAddressCount(BigInt(unowned))} without a service for a while`,
      ),
  );
}

/** One prefix is typed as it is; of several, their number. */
function confirmation(
  { restores: { shown, more }, restoreCount, plan }: RestoreReview,
  leftOut: ReadonlySet<string>,
  { onStart, onHandOver, onAgain }: RestoreFormHandlers,
): HTMLElement {
  const where = createCarrierChoice('restore-carrier');
  where.update(onHandOver !== null);
  const start = el('button', { type: 'submit', class: 'button danger' }, 'Start the restore');
  const handOver = createHandOver(start);
  const problem = el('p', { id: 'restore-problem', class: 'is-error', role: 'alert' });
  const field = el('input', {
    id: 'restore-confirm',
    class: 'mono',
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    'aria-describedby': 'restore-problem',
  });
  const expected = (): string => {
    const chosen = shown.filter(({ cidr }) => !leftOut.has(cidr));
    return chosen.length + more === 1 ? (chosen[0]?.cidr ?? '1') : String(chosen.length + more);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = expected();
    if (text !== '0' && field.value.trim() === text) {
      setChildren(problem, []);
      const send = where.isWorker() ? onHandOver : null;
      if (send === null) onStart(plan, [...leftOut]);
      else
        void handOver.run({
          send: () => send(plan, [...leftOut]),
          again: { label: 'Compare again', run: onAgain },
        });
    } else {
      setChildren(problem, [
        text === '0' ? 'Choose a prefix.' : `Type ${text} to confirm. Nothing was sent.`,
      ]);
      field.focus();
    }
  };
  const what = restoreCount === 1 ? 'the prefix' : 'the number of chosen prefixes, or the only one,';
  return el(
    'form',
    { class: 'apply-form', 'aria-label': 'Start the restore', onsubmit: submit },
    where.root,
    el(
      'div',
      { class: 'field' },
      el('label', { for: 'restore-confirm' }, `Type ${what} to confirm`),
      field,
      problem,
    ),
    actions(start),
    handOver.refusal,
  );
}
