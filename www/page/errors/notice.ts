// Notices in place of content: loading, empty, error.

import { type Child, el } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import type { PageError } from './page-error.js';

export interface NoticeAction {
  readonly label: string;
  run(): void;
}

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

/** An error, with its position, help and actions. */
export function errorNotice(error: PageError, actions: readonly NoticeAction[]): HTMLElement {
  const { excerpt } = error;
  const facts: [string, Child][] = [
    ['Where', el('code', {}, el('bdi', {}, escapeInvisible(error.where, 200)))],
  ];
  if (error.position !== undefined) {
    facts.push(['Line', String(error.position.line)], ['Column', String(error.position.column)]);
  }
  if (error.pointer !== undefined) {
    facts.push(['In the JSON at', el('code', {}, el('bdi', {}, escapeInvisible(error.pointer, 200)))]);
  }
  facts.push(['Code', el('code', {}, error.code)]);
  if (error.logId !== undefined) facts.push(['Log entry', el('code', {}, error.logId)]);
  return el(
    'div',
    { class: 'notice error-notice', role: 'alert' },
    el('h2', {}, error.title),
    el('p', {}, formatMessage(error.detail)),
    error.apiMessages !== undefined &&
      error.apiMessages.length > 0 &&
      el(
        'ul',
        { class: 'api-messages' },
        error.apiMessages.map((message) => el('li', {}, el('bdi', {}, message))),
      ),
    excerpt !== undefined &&
      el(
        'p',
        { class: 'excerpt' },
        el('bdi', {}, excerpt.before),
        el('mark', {}, excerpt.at),
        el('bdi', {}, excerpt.after),
      ),
    el('p', { class: 'help' }, formatMessage(error.help)),
    error.expected !== undefined && el('p', { class: 'aside' }, `Expected: ${error.expected}.`),
    actions.length > 0 &&
      el(
        'div',
        { class: 'actions' },
        actions.map(({ label, run }) =>
          el('button', { type: 'button', class: 'button', onclick: run }, label),
        ),
      ),
    el(
      'dl',
      { class: 'facts small' },
      facts.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
    ),
  );
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
