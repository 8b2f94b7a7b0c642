// A text that is no address: the place underlined in the text itself, and the cure as a button where there is one.

import type { Problem } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { formatMessage } from './notice.js';
import type { Suggestion } from './suggest-address.js';

const REACH = 40;

/** A text with the place at fault underlined; `null` for an empty one. */
export function underlinedText(text: string, at: Problem['at']): HTMLElement | null {
  if (text === '') return null;
  const start = Math.min(at?.start ?? 0, text.length);
  const end = Math.min(Math.max(at?.end ?? text.length, start), text.length);
  const before = text.slice(Math.max(0, start - REACH), start);
  const place = text.slice(start, Math.max(end, start)).slice(0, REACH * 2);
  const after = text.slice(end, end + REACH);
  return el(
    'p',
    { class: 'typed-text' },
    start > REACH ? '…' : null,
    before === '' ? null : untrustedText(before, REACH),
    place === ''
      ? el('mark', { class: 'error-position gap' }, el('span', { class: 'invisible-character' }, 'here'))
      : el(
          'mark',
          { class: /^\s+$/u.test(place) ? 'error-position blank' : 'error-position' },
          untrustedText(place, REACH * 2),
        ),
    after === '' ? null : untrustedText(after, REACH),
    end + REACH < text.length ? '…' : null,
  );
}

/** What is wrong with `text`, where, and how to go on. */
export function inputErrorCard(
  text: string,
  problem: Problem,
  mend: Suggestion | null,
  onAsk: (text: string) => void,
): HTMLElement {
  return el(
    'div',
    { class: 'input-error' },
    el('h3', {}, text.trim() === '' ? 'Type an address first' : 'That is not an address'),
    underlinedText(text, problem.at),
    el('p', {}, formatMessage(problem.message)),
    el('p', { class: 'help' }, formatMessage(problem.help)),
    mend !== null &&
      el(
        'div',
        { class: 'actions' },
        el(
          'button',
          { type: 'button', class: 'button', onclick: () => onAsk(mend.text) },
          `Ask for ${mend.text}`,
        ),
        el('span', { class: 'aside' }, mend.explanation),
      ),
    el('p', { class: 'code-line' }, 'Code ', el('code', {}, problem.code)),
  );
}
