// The status of planning, above the details: the summary, the progress of a long plan, or the error.

import { isByoipError } from '../../../src/js/entry/page.js';
import { findingList } from '../draft/findings-list.js';
import { formatMessage } from '../errors/notice.js';
import { actions, aside, button, el, setChildren } from '../lib/dom.js';
import type { PlanSummary } from '../planner/plan-summary.js';
import { planDuration, plural } from './plan-time.js';
import { type PlanVerdict, verdictLine } from './plan-verdict.js';

export function createPlanStatus() {
  const summaryText = el('p', { class: 'plan-summary', 'aria-live': 'polite', tabindex: -1 });
  const duration = aside();
  const assumptions = el('ul', { class: 'plan-assumptions aside', 'aria-label': 'Assumptions of the plan' });
  const blocked = el('p', { class: 'plan-blocked', 'aria-live': 'polite' });
  const errorPart = el('div', { class: 'feedback' });

  const setAssumptions = (sentences: readonly string[]): void => {
    assumptions.hidden = sentences.length === 0;
    setChildren(
      assumptions,
      sentences.map((sentence) => el('li', {}, formatMessage(sentence))),
    );
  };
  const clear = (text: string): void => {
    setAssumptions([]);
    summaryText.textContent = text;
    duration.textContent = '';
    blocked.textContent = '';
    errorPart.replaceChildren();
  };
  return {
    /** Above the options. */
    summaryParts: [summaryText, duration, assumptions, blocked],
    /** Below the options. */
    errorPart,
    /** `text` in place of a summary. */
    clear,
    focus: () => summaryText.focus(),
    showSummary(summary: PlanSummary, verdict: PlanVerdict | null): void {
      const hadFocus = errorPart.contains(document.activeElement);
      const { sentence } = summary;
      setChildren(summaryText, [
        verdict && verdictLine(verdict),
        `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`,
      ]);
      duration.textContent = summary.steps === 0 ? '' : planDuration(summary);
      setAssumptions(summary.assumptions);
      errorPart.replaceChildren();
      if (hadFocus) summaryText.focus();
    },
    showBlocked(count: number): void {
      blocked.textContent = count === 0 ? '' : `Blocked by ${plural(count, 'check')}, below.`;
    },
    showError(error: unknown, onRetry: () => void): void {
      clear(isByoipError(error) ? 'There is no plan for this draft.' : 'Could not load the planner.');
      setChildren(errorPart, errorView(error, onRetry));
    },
    showCanceled(onRetry: () => void): void {
      clear('Canceled: there is no plan for this draft.');
      setChildren(errorPart, [actions(button('Plan again', onRetry))]);
      errorPart.querySelector('button')?.focus();
    },
  };
}

function errorView(error: unknown, onRetry: () => void): readonly (HTMLElement | null)[] {
  if (!isByoipError(error)) {
    return [
      errorMessage('The planner did not start', 'Check the connection and try again'),
      actions(button('Try again', onRetry)),
    ];
  }
  return [errorMessage(error.message, error.help), findingList(error.findings ?? [])];
}

function errorMessage(message: string, help: string): HTMLElement {
  return el(
    'div',
    { class: 'finding is-error' },
    el('p', {}, formatMessage(message)),
    aside(formatMessage(help)),
  );
}

const SHOWN_AFTER_MS = 300;

export function createPlanProgress(onCancel: () => void) {
  const root = el('div', { class: 'plan-progress', hidden: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (bindingCount: number): void => {
    root.replaceChildren(
      el('label', { for: 'plan-progress' }, `Planning ${bindingCount.toLocaleString('en')} bindings…`),
      el('progress', { id: 'plan-progress' }),
      button('Cancel', onCancel, 'small'),
    );
    root.hidden = false;
  };
  return {
    root,
    /** Shows the progress when planning takes long. */
    start(bindingCount: number): void {
      clearTimeout(timer);
      timer = setTimeout(() => show(bindingCount), SHOWN_AFTER_MS);
    },
    /** Gives true where the cancel button had the focus. */
    end(): boolean {
      clearTimeout(timer);
      const hadFocus = root.contains(document.activeElement);
      root.hidden = true;
      root.replaceChildren();
      return hadFocus;
    },
  };
}
