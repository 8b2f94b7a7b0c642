// Offers to draft fewer bindings with the same owners, once the planner has found them.

import { el } from '../lib/dom.js';
import type { BindingEdit } from '../state/draft-model.js';
import {
  type Aggregate,
  type AggregateInput,
  type AggregateProposal,
  aggregateProposal,
} from './aggregate-draft.js';

export interface AggregateHint {
  readonly root: HTMLElement;
  /** Sends the request, unless it equals the last one; `null` removes the hint. */
  update(request: AggregateInput | null): void;
}

/** The request is sent when editing pauses this long. */
const REQUEST_DELAY_MS = 200;

export function createAggregateHint(
  aggregate: Aggregate,
  onAccept: (edits: readonly BindingEdit[]) => void,
): AggregateHint {
  const root = el('div', { class: 'aggregate-hint' });
  let current = 'null';
  let pending = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = async (request: AggregateInput, signal: AbortSignal): Promise<void> => {
    const proposal = aggregateProposal(request, await aggregate(request, signal));
    if (!signal.aborted && proposal !== null) root.replaceChildren(hint(proposal, onAccept));
  };

  return {
    root,
    update(request) {
      const next = JSON.stringify(request);
      if (next === current) return;
      current = next;
      pending.abort();
      pending = new AbortController();
      const { signal } = pending;
      clearTimeout(timer);
      root.replaceChildren();
      if (request === null) return;
      // Without the planner there is no hint, and the next request tries it again.
      timer = setTimeout(() => send(request, signal).catch(() => {}), REQUEST_DELAY_MS);
    },
  };
}

function hint(
  { currentCount, minimumCount, edits }: AggregateProposal,
  onAccept: (edits: readonly BindingEdit[]) => void,
): HTMLElement {
  return el(
    'div',
    { class: 'finding is-note' },
    el('p', {}, aggregateSentence(minimumCount, currentCount)),
    el(
      'div',
      { class: 'actions' },
      el('button', { type: 'button', class: 'button small', onclick: () => onAccept(edits) }, 'Draft it'),
    ),
  );
}

export function aggregateSentence(minimumCount: number, currentCount: number): string {
  const current = currentCount === 2 ? 'two' : String(currentCount);
  const minimum = minimumCount === 1 ? 'One binding' : `${minimumCount} bindings`;
  return `${minimum} would do instead of ${current}.`;
}
