// What a run needs from a person: why a prefix does not go on, the cure, and the choices with their consequences.

import { formatMessage } from '../errors/notice.js';
import { aside, button, el, setChildren } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import { isUnfinished, type RunController } from './run-controller.js';
import type { PrefixProgress, RunProgress } from './run-messages.js';
import { type Carrier, canChange } from './run-words.js';

type OnAnswer = (question: string, choice: string) => void;

/** `onFocusLost`: the button that had the focus is gone. */
export function createRunBlocks(controller: RunController, onFocusLost: () => void) {
  const root = el('div', { class: 'run-blocks', 'aria-live': 'polite' });
  let drawn = '';
  return {
    root,
    update(run: RunProgress, carrier: Carrier): void {
      const needs = isUnfinished(run) ? run.prefixes.shown.filter(({ blocked }) => blocked !== null) : [];
      const key = JSON.stringify([run.name, carrier, needs.map(({ cidr, blocked }) => [cidr, blocked])]);
      if (key === drawn) return;
      drawn = key;
      const hadFocus = root.contains(document.activeElement);
      const canAnswer = canChange(run, carrier);
      const answer: OnAnswer = (question, choice) => controller.answer(run.name, question, choice);
      setChildren(root, blockViews(needs, canAnswer ? answer : null));
      if (hadFocus) onFocusLost();
    },
  };
}

/** `onAnswer` is `null` where this tab cannot answer. */
function blockViews(prefixes: readonly PrefixProgress[], onAnswer: OnAnswer | null): readonly HTMLElement[] {
  return prefixes.flatMap(({ cidr, blocked }) => {
    if (blocked === null) return [];
    const { code, message, help, question, choices } = blocked;
    const offered = question === null || onAnswer === null ? [] : choices;
    return [
      el(
        'section',
        { class: 'run-block finding is-error', 'data-code': code, 'aria-label': `${cidr} needs you` },
        el('p', {}, el('strong', { class: 'severity' }, 'Needs you'), ' ', el('code', {}, cidr)),
        el('p', {}, formatMessage(message)),
        aside(formatMessage(help)),
        offered.map(([choice, consequence]) =>
          el(
            'div',
            { class: 'run-choice' },
            button(
              `Answer “${escapeInvisible(choice, 40)}”`,
              () => onAnswer?.(question ?? '', choice),
              'small',
            ),
            aside(formatMessage(consequence)),
          ),
        ),
      ),
    ];
  });
}
