// The form for a token and an account ID. The page keeps the token in memory and sends it to its own origin only.

import { credentialProblem } from '../../../src/js/entry/page-later.js';
import { actions, el } from '../lib/dom.js';
import type { Session } from './api.js';

/** What is wrong with a token that was entered, as a sentence; empty where nothing is. */
function tokenProblem(token: string): string {
  const found = token === '' ? null : credentialProblem(token);
  return found === null ? '' : `The token ${found.problem}: ${found.help}.`;
}

/** What is wrong with an account ID that was entered; empty where nothing is. */
function accountProblem(accountId: string): string {
  return /^[0-9a-f]{32}$/.test(accountId) ? '' : 'An account ID has 32 hexadecimal digits.';
}

/** The account ID that was entered last: it is no secret, and another token may be needed for it. */
let lastAccountId = '';

/** Draws the form. `onConnect` gets the trimmed values; the token's field is cleared at once. */
export function tokenForm(accountId: string | null, onConnect: (session: Session) => void): HTMLElement {
  const text = { type: 'text', autocomplete: 'off', spellcheck: 'false', required: true } as const;
  const token = el('input', { ...text, id: 'token', type: 'password', 'aria-describedby': 'token-note' });
  const account = el('input', {
    ...text,
    id: 'account',
    class: 'mono',
    value: accountId ?? lastAccountId,
    'aria-describedby': 'account-problem',
    readonly: accountId !== null,
  });
  const problem = el('p', { id: 'token-problem', class: 'is-error', role: 'alert' });
  const accountError = el('p', { id: 'account-problem', class: 'is-error', role: 'alert' });
  const submit = (event: Event): void => {
    event.preventDefault();
    // Spaces around a token, and the word before it in a header, come from copying; every other character is checked.
    const session = {
      token: token.value.replace(/^ +| +$/g, '').replace(/^Bearer +/i, ''),
      accountId: account.value.trim().toLowerCase(),
    };
    token.value = '';
    lastAccountId = session.accountId;
    problem.textContent = tokenProblem(session.token);
    accountError.textContent = accountProblem(session.accountId);
    if (accountError.textContent !== '') account.focus();
    else if (session.token === '' || problem.textContent !== '') token.focus();
    else onConnect(session);
  };
  return el(
    'form',
    { class: 'card token', onsubmit: submit, 'aria-labelledby': 'token-title' },
    el('h2', { id: 'token-title' }, 'Connect to an account'),
    el(
      'p',
      { id: 'token-note', class: 'aside' },
      'The token needs the permission IP Prefixes: Read, or Edit to apply plans. This page keeps it in memory, sends it through its own server only, and never stores it.',
    ),
    el('div', { class: 'field' }, el('label', { for: 'account' }, 'Account ID'), account, accountError),
    el('div', { class: 'field' }, el('label', { for: 'token' }, 'API token'), token, problem),
    actions(el('button', { type: 'submit', class: 'button primary' }, 'Connect')),
  );
}
