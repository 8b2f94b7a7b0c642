// The status of planning, above the details: the summary, the progress of a long plan, or the error.

import { isByoipError } from '../../../src/js/entry/page.js';
import { findingList } from '../draft/findings-list.js';
import { formatMessage } from '../errors/notice.js';
import { el, setChildren } from '../lib/dom.js';
import type { PlanSummary } from '../planner/plan-summary.js';
import { planDuration, plural } from './plan-time.js';

export interface PlanStatus {
  /** Above the options. */
  readonly summaryParts: readonly HTMLElement[];
  /** Below the options. */
  readonly errorPart: HTMLElement;
  showSummary(summary: PlanSummary): void;
  showBlocked(count: number): void;
  showError(error: unknown, onRetry: () => void): void;
  showCanceled(onRetry: () => void): void;
  /** `text` in place of a summary. */
  clear(text: string): void;
  focus(): void;
}

export function createPlanStatus(): PlanStatus {
  const summaryText = el('p', { class: 'plan-summary', 'aria-live': 'polite', tabindex: -1 });
  const duration = el('p', { class: 'aside' });
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
    summaryParts: [summaryText, duration, assumptions, blocked],
    errorPart,
    clear,
    focus: () => summaryText.focus(),
    showSummary(summary) {
      const hadFocus = errorPart.contains(document.activeElement);
      const { sentence } = summary;
      summaryText.textContent = `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`;
      duration.textContent = summary.steps === 0 ? '' : planDuration(summary);
      setAssumptions(summary.assumptions);
      errorPart.replaceChildren();
      if (hadFocus) summaryText.focus();
    },
    showBlocked(count) {
      blocked.textContent = count === 0 ? '' : `Blocked by ${plural(count, 'check')}, below.`;
    },
    showError(error, onRetry) {
      clear(isByoipError(error) ? 'There is no plan for this draft.' : 'Could not load the planner.');
      setChildren(errorPart, errorView(error, onRetry));
    },
    showCanceled(onRetry) {
      clear('Canceled: there is no plan for this draft.');
      setChildren(errorPart, [actionButton('Plan again', onRetry)]);
      errorPart.querySelector('button')?.focus();
    },
  };
}

function errorView(error: unknown, onRetry: () => void): readonly (HTMLElement | null)[] {
  if (!isByoipError(error)) {
    return [
      errorMessage('The planner did not start', 'Check the connection and try again'),
      actionButton('Try again', onRetry),
    ];
  }
  return [errorMessage(error.message, error.help), findingList(error.findings ?? [])];
}

function errorMessage(message: string, help: string): HTMLElement {
  return el(
    'div',
    { class: 'finding is-error' },
    el('p', {}, formatMessage(message)),
    el('p', { class: 'aside' }, formatMessage(help)),
  );
}

function actionButton(label: string, run: () => void): HTMLElement {
  return el(
    'div',
    { class: 'actions' },
    el('button', { type: 'button', class: 'button', onclick: run }, label),
  );
}
