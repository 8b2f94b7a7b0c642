// The hint that fewer bindings would do, as a button that drafts them; it comes when the planner has answered.

import { el } from '../lib/dom.js';
import { callPlanner, Superseded } from '../plan/planner-client.js';
import { type AggregateProposal, type AggregateRequest, aggregateProposal } from './aggregate-draft.js';

export interface AggregateHint {
  readonly root: HTMLElement;
  /** Asks, unless the same is asked or told already; `null` takes the hint away. */
  update(question: AggregateRequest | null): void;
}

/** How long a draft rests before it is asked about: one that is changed again at once is not worth the answer. */
const PAUSE_MS = 200;

/** Makes the hint; `commit` drafts what it offers. */
export function createAggregateHint(commit: (wishes: AggregateProposal['edits']) => void): AggregateHint {
  const root = el('div', { class: 'fewest' });
  let current = 'null';
  let latest = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  const draw = ({ currentCount: now, minimumCount: fewest, edits: wishes }: AggregateProposal): void => {
    root.replaceChildren(
      el(
        'div',
        { class: 'finding is-note' },
        el('p', {}, `The same owners can be had with ${fewest} bindings instead of ${now}.`),
        el(
          'div',
          { class: 'actions' },
          el(
            'button',
            { type: 'button', class: 'button small', onclick: () => commit(wishes) },
            `Draft the fewest: ${fewest}`,
          ),
        ),
      ),
    );
  };

  /** An answer that comes when something else is asked is not heard; without a planner there is no hint. */
  const request = async (question: AggregateRequest, mine: number): Promise<void> => {
    while (mine === latest) {
      try {
        const found = aggregateProposal(question, await callPlanner('aggregate', question));
        if (mine === latest && found !== null) draw(found);
        return;
      } catch (error) {
        // A plan that is cancelled ends the worker: the question goes to the next one.
        if (!(error instanceof Superseded)) return;
      }
    }
  };

  return {
    root,
    update(question) {
      const next = JSON.stringify(question);
      if (next === current) return;
      current = next;
      latest += 1;
      const mine = latest;
      clearTimeout(pause);
      root.replaceChildren();
      if (question !== null) pause = setTimeout(() => request(question, mine), PAUSE_MS);
    },
  };
}
