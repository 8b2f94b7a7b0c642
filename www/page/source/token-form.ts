// The form for a token and an account ID. The page keeps the token in memory and sends it to its own origin only.

import { credentialProblem } from '../../../src/js/entry/page.js';
import { actions, el } from '../lib/dom.js';
import type { Session } from './api.js';

/** What is wrong with a token that was entered, as a sentence; empty where nothing is. */
function tokenProblem(token: string): string {
  const found = token === '' ? null : credentialProblem(token);
  return found === null ? '' : `The token ${found.problem}: ${found.help}.`;
}

/** Draws the form. `onConnect` gets the trimmed values; the token's field is cleared at once. */
export function tokenForm(accountId: string | null, onConnect: (session: Session) => void): HTMLElement {
  const text = { type: 'text', autocomplete: 'off', spellcheck: 'false', required: true } as const;
  const token = el('input', { ...text, id: 'token', type: 'password', 'aria-describedby': 'token-note' });
  const account = el('input', {
    ...text,
    id: 'account',
    class: 'mono',
    value: accountId ?? '',
    readonly: accountId !== null,
  });
  const problem = el('p', { class: 'aside', role: 'alert' });
  const submit = (event: Event): void => {
    event.preventDefault();
    // Spaces around a token come from copying; every other character is checked.
    const session = { token: token.value.replace(/^ +| +$/g, ''), accountId: account.value.trim() };
    token.value = '';
    problem.textContent = tokenProblem(session.token);
    if (session.token === '' || problem.textContent !== '') token.focus();
    else if (session.accountId === '') account.focus();
    else onConnect(session);
  };
  return el(
    'form',
    { class: 'card token', onsubmit: submit, 'aria-labelledby': 'token-title' },
    el('h2', { id: 'token-title' }, 'Connect to an account'),
    el(
      'p',
      { id: 'token-note', class: 'aside' },
      'The token needs the permission IP Prefixes: Read. This page keeps it in memory, sends it through its own server only, and never stores it.',
    ),
    el('div', { class: 'field' }, el('label', { for: 'account' }, 'Account ID'), account),
    el('div', { class: 'field' }, el('label', { for: 'token' }, 'API token'), token, problem),
    actions(el('button', { type: 'submit', class: 'button primary' }, 'Connect')),
  );
}
