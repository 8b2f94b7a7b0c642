// Token and account, for a live upstream: kept in memory for this tab, and sent to the page's own origin only.

import { credentialProblem } from '../../../src/js/entry/page.js';
import { el } from '../lib/dom.js';
import type { Session } from './api.js';

/** Draws the form. `onOpen` gets what was typed, trimmed; the token's field is emptied at once. */
export function tokenForm(accountId: string | null, onOpen: (session: Session) => void): HTMLElement {
  const token = el('input', {
    id: 'token',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    'aria-describedby': 'token-note',
  });
  const account = el('input', {
    id: 'account',
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    required: true,
    class: 'mono',
    value: accountId ?? '',
    readonly: accountId !== null,
  });
  const fault = el('p', { class: 'aside', role: 'alert' });
  const open = (event: Event): void => {
    event.preventDefault();
    // Blanks around it are a slip of the hand; all else is named.
    const session = { token: token.value.replace(/^ +| +$/g, ''), accountId: account.value.trim() };
    const found = session.token === '' ? null : credentialProblem(session.token);
    token.value = '';
    fault.textContent = found === null ? '' : `The token ${found.problem}: ${found.help}.`;
    if (session.token === '' || found !== null) token.focus();
    else if (session.accountId === '') account.focus();
    else onOpen(session);
  };
  return el(
    'form',
    { class: 'card token', onsubmit: open, 'aria-labelledby': 'token-title' },
    el('h2', { id: 'token-title' }, 'Open an account'),
    el(
      'p',
      { id: 'token-note', class: 'aside' },
      'The token needs the permission IP Prefixes: Read. It stays in this tab’s memory, is sent through this page’s own server, and is never stored.',
    ),
    el('div', { class: 'field' }, el('label', { for: 'account' }, 'Account ID'), account),
    el('div', { class: 'field' }, el('label', { for: 'token' }, 'API token'), token, fault),
    el('div', { class: 'actions' }, el('button', { type: 'submit', class: 'button primary' }, 'Open')),
  );
}
