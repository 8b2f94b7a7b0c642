// A notice: what is going on, in place of the thing that is not there.

import { type Child, el } from '../lib/dom.js';
import { visible } from '../lib/escape-text.js';
import type { Trouble } from './page-error.js';

export interface NoticeAction {
  readonly label: string;
  run(): void;
}

/** Waiting, with the outline of what will come. */
export function loadingNotice(what: string): HTMLElement {
  return el(
    'div',
    { class: 'notice loading', role: 'status' },
    el('p', {}, `Loading ${what}…`),
    el('div', { class: 'bone wide', 'aria-hidden': 'true' }),
    el('div', { class: 'bone', 'aria-hidden': 'true' }),
    el('div', { class: 'bone short', 'aria-hidden': 'true' }),
  );
}

/** Nothing is there, and that is known for sure. */
export function emptyNotice(title: string, ...body: Child[]): HTMLElement {
  return el('div', { class: 'notice empty' }, el('h2', {}, title), body);
}

/** A trouble, with its place, its cure and the way on. */
export function troubleNotice(trouble: Trouble, actions: readonly NoticeAction[]): HTMLElement {
  const { excerpt } = trouble;
  const facts: [string, Child][] = [['Where', el('code', {}, el('bdi', {}, visible(trouble.where, 200)))]];
  if (trouble.line !== undefined) {
    facts.push(['Line', String(trouble.line.line)], ['Column', String(trouble.line.column)]);
  }
  if (trouble.pointer !== undefined) {
    facts.push(['In the JSON at', el('code', {}, el('bdi', {}, visible(trouble.pointer, 200)))]);
  }
  facts.push(['Code', el('code', {}, trouble.code)]);
  if (trouble.reference !== undefined) facts.push(['Log entry', el('code', {}, trouble.reference)]);
  return el(
    'div',
    { class: 'notice trouble', role: 'alert' },
    el('h2', {}, trouble.what),
    el('p', {}, quoted(trouble.detail)),
    trouble.said !== undefined &&
      trouble.said.length > 0 &&
      el(
        'ul',
        { class: 'said' },
        trouble.said.map((words) => el('li', {}, el('bdi', {}, words))),
      ),
    excerpt !== undefined &&
      el(
        'p',
        { class: 'excerpt' },
        el('bdi', {}, excerpt.before),
        el('mark', {}, excerpt.at),
        el('bdi', {}, excerpt.after),
      ),
    el('p', { class: 'cure' }, quoted(trouble.cure)),
    trouble.expected !== undefined && el('p', { class: 'aside' }, `Expected: ${trouble.expected}.`),
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

/** A message in which backticks set off input: the quoted parts become code, the first letter a capital. */
export function quoted(message: string): HTMLElement {
  const line = el('span');
  visible(message, 600)
    .split('`')
    .forEach((part, at) => {
      if (at % 2 === 1) line.append(el('code', {}, el('bdi', {}, part)));
      else line.append(at === 0 ? part.slice(0, 1).toUpperCase() + part.slice(1) : part);
    });
  if (!/[.!?]$/u.test(message)) line.append('.');
  return line;
}
