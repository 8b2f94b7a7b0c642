// Notices in place of content: loading, empty, error.

import { actions, aside, type Child, el } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import type { Excerpt, PageError } from './page-error.js';

/** Loading, with an outline of the content. */
export function loadingNotice(what: string): HTMLElement {
  return el(
    'div',
    { class: 'notice loading', role: 'status' },
    el('p', {}, `Loading ${what}…`),
    el('div', { class: 'skeleton-line wide', 'aria-hidden': 'true' }),
    el('div', { class: 'skeleton-line', 'aria-hidden': 'true' }),
    el('div', { class: 'skeleton-line short', 'aria-hidden': 'true' }),
  );
}

/** There is no content. */
export function emptyNotice(title: string, ...body: Child[]): HTMLElement {
  return el('div', { class: 'notice empty' }, el('h2', {}, title), body);
}

/** An error, with its position, help and buttons. */
export function errorNotice(error: PageError, ...buttons: Child[]): HTMLElement {
  const { excerpt, position, pointer, logId, apiMessages = [] } = error;
  const code = (text: string): HTMLElement => el('code', {}, el('bdi', {}, escapeInvisible(text, 200)));
  const facts: readonly (readonly [name: string, value: Child])[] = [
    ['Where', code(error.where)],
    ['Line', position && String(position.line)],
    ['Column', position && String(position.column)],
    ['In the JSON at', pointer !== undefined && code(pointer)],
    ['Code', code(error.code)],
    ['Log entry', logId !== undefined && code(logId)],
  ];
  return el(
    'div',
    { class: 'notice error-notice', role: 'alert' },
    el('h2', {}, error.title),
    el('p', {}, formatMessage(error.detail)),
    apiMessages.length > 0 &&
      el(
        'ul',
        { class: 'api-messages' },
        apiMessages.map((message) => el('li', {}, el('bdi', {}, message))),
      ),
    excerpt && excerptLine(excerpt),
    el('p', { class: 'help' }, formatMessage(error.help)),
    error.expected !== undefined && aside(`Expected: ${error.expected}.`),
    buttons.length > 0 && actions(buttons),
    el(
      'dl',
      { class: 'facts small' },
      facts.map(([name, value]) => value && el('div', {}, el('dt', {}, name), el('dd', {}, value))),
    ),
  );
}

function excerptLine({ before, at, after }: Excerpt): HTMLElement {
  return el('p', { class: 'excerpt' }, el('bdi', {}, before), el('mark', {}, at), el('bdi', {}, after));
}

/** Formats a message of the core: text in backticks becomes code, and the first letter a capital. */
export function formatMessage(message: string): HTMLElement {
  const sentence = el('span');
  escapeInvisible(message, 600)
    .split('`')
    .forEach((part, at) => {
      if (at % 2 === 1) sentence.append(el('code', {}, el('bdi', {}, part)));
      else sentence.append(at === 0 ? part.slice(0, 1).toUpperCase() + part.slice(1) : part);
    });
  if (!/[.!?]$/u.test(message)) sentence.append('.');
  return sentence;
}
