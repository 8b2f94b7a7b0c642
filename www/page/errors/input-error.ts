// The error for a text that is not an address: the position underlined in the text, and a suggestion, which the page offers
// as a button and never uses on its own.

import { isByoipError, type Problem, parseAddress } from '../../../src/js/entry/page.js';
import { actions, button, el } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { formatMessage } from './notice.js';

/** Characters shown on each side of the position. */
const CONTEXT = 40;

/** The text with the position of an error underlined; `null` for an empty text. */
export function underlinedText(text: string, at: Problem['at']): HTMLElement | null {
  if (text === '') return null;
  const start = Math.min(at?.start ?? 0, text.length);
  const end = Math.min(Math.max(at?.end ?? text.length, start), text.length);
  const before = text.slice(Math.max(0, start - CONTEXT), start);
  const marked = text.slice(start, end).slice(0, CONTEXT * 2);
  const after = text.slice(end, end + CONTEXT);
  return el(
    'p',
    { class: 'typed-text' },
    start > CONTEXT ? '…' : null,
    before === '' ? null : untrustedText(before, CONTEXT),
    markedText(marked),
    after === '' ? null : untrustedText(after, CONTEXT),
    end + CONTEXT < text.length ? '…' : null,
  );
}

function markedText(text: string): HTMLElement {
  if (text === '') {
    return el('mark', { class: 'error-position gap' }, el('span', { class: 'invisible-character' }, 'here'));
  }
  const isBlank = /^\s+$/u.test(text);
  return el(
    'mark',
    { class: isBlank ? 'error-position blank' : 'error-position' },
    untrustedText(text, CONTEXT * 2),
  );
}

/** What is wrong with `text`, where, and what to do. */
export function inputErrorCard(
  text: string,
  error: Problem,
  suggestion: Suggestion | null,
  onLookUp: (text: string) => void,
): HTMLElement {
  const isEmpty = text.trim() === '';
  return el(
    'div',
    { class: 'input-error' },
    el('h3', {}, isEmpty ? 'Type an address, such as 192.0.2.1' : 'This is not an address'),
    underlinedText(text, error.at),
    !isEmpty && el('p', {}, formatMessage(error.message)),
    !isEmpty && el('p', { class: 'help' }, formatMessage(error.help)),
    suggestion !== null &&
      actions(
        button(`Look up ${suggestion.text}`, () => onLookUp(suggestion.text)),
        el('span', { class: 'aside' }, suggestion.explanation),
      ),
    el('p', { class: 'code-line' }, 'Code ', el('code', {}, error.code)),
  );
}

/** Text to look up instead, offered as a button. */
export interface Suggestion {
  readonly text: string;
  /** How it differs from what was typed. */
  readonly explanation: string;
}

/** How the suggestion differs, by error code. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  'stray-whitespace': 'without the whitespace',
  'zone-id': 'without the zone',
  'ipv4-mapped': 'as the IPv4 address that it contains',
  'octet-leading-zero': 'decimal, without the leading zero',
};

/** The only address that `text` can mean; `null` where there is none. */
export function suggestAddress(text: string): Suggestion | null {
  try {
    parseAddress(text);
    return null;
  } catch (error) {
    if (!isByoipError(error) || error.cure === undefined) return null;
    return { text: error.cure, explanation: EXPLANATIONS[error.code] ?? 'the address only' };
  }
}
