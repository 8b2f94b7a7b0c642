// The places around the desk: who answers, offline, the token, the prefix, and what stands there instead of bindings.

import { el, mount } from './dom.js';
import type { Loading } from './loading.js';
import { emptyNotice, loadingNotice, type NoticeAction, troubleNotice } from './notice.js';
import { prefixFacts } from './prefix-facts.js';
import { prefixPicker } from './prefix-picker.js';
import type { About, Session } from './source.js';
import type { Remote, State } from './state.js';
import { tokenForm } from './token-form.js';
import type { Trouble } from './trouble.js';

/** Where the answers come from; nobody shall take the emulator for the real thing. */
export function drawUpstream({ about, session }: State, loading: Loading): void {
  mount('upstream').replaceChildren(...upstream(about, session, loading));
}

function upstream(about: Remote<About>, session: Session | null, loading: Loading): readonly HTMLElement[] {
  if (about.kind !== 'here') return [];
  if (about.value.emulated) {
    return [el('span', { class: 'label emulated' }, 'emulator: nothing here is real')];
  }
  const live = el('span', { class: 'label live' }, 'live: Cloudflare’s API, read only');
  if (session === null || !about.value.bringToken) return [live];
  const forget = (): void => loading.closeSession();
  return [live, el('button', { type: 'button', class: 'button', onclick: forget }, 'Forget token')];
}

export function drawOffline(online: boolean): void {
  const words = 'You are offline. What is on the page stays usable: addresses are looked up in this browser.';
  mount('offline').replaceChildren(online ? '' : el('p', { class: 'offline' }, words));
}

/** Asks for a token where the upstream needs one and none was given. */
export function drawSession({ about, session }: State, loading: Loading): void {
  const place = mount('session');
  place.replaceChildren();
  if (about.kind !== 'here' || session !== null) return;
  const { bringToken, accountId } = about.value;
  if (bringToken || accountId === null)
    place.append(tokenForm(accountId, (next) => loading.openSession(next)));
}

/** The choice of the prefix, and the state of the chosen one. */
export function drawPrefix({ account, prefixId, bgp }: State, loading: Loading): void {
  const place = mount('prefix');
  const prefixes = account.kind === 'here' ? account.value.prefixes : [];
  const chosen = prefixes.find(({ id }) => id === prefixId);
  // The radio that was just pressed is drawn anew: it keeps the focus.
  const had = place.contains(document.activeElement);
  place.hidden = chosen === undefined;
  place.replaceChildren();
  if (chosen === undefined) return;
  place.append(
    prefixPicker(prefixes, prefixId, (id) => loading.openPrefix(id)),
    prefixFacts(chosen, bgp),
  );
  if (had) place.querySelector<HTMLElement>('input:checked, select')?.focus();
}

interface Obstacle {
  readonly trouble: Trouble;
  readonly again: () => void;
}

function obstacle({ about, account, opened, prefixId }: State, loading: Loading): Obstacle | null {
  if (about.kind === 'problem') {
    // Without the core nothing works, and only a new page brings it.
    const reload = about.trouble.code === 'core-missing';
    return { trouble: about.trouble, again: reload ? () => location.reload() : () => loading.start() };
  }
  if (account.kind === 'problem') return { trouble: account.trouble, again: () => loading.openAccount() };
  if (opened.kind === 'problem' && prefixId !== null) {
    return { trouble: opened.trouble, again: () => loading.openPrefix(prefixId) };
  }
  return null;
}

/** What stands in place of the bindings: loading, a trouble, or the news that there are none. */
export function drawGate(state: State, loading: Loading): void {
  const place = mount('gate');
  const had = place.contains(document.activeElement);
  const notice = gate(state, loading);
  place.replaceChildren(...(notice === null ? [] : [el('div', { class: 'card' }, notice)]));
  // The button that was pressed is gone: the focus goes to its successor, or to what it brought.
  if (had) (place.querySelector<HTMLElement>('button') ?? mount('main')).focus();
}

function gate(state: State, loading: Loading): HTMLElement | null {
  const { about, account, opened } = state;
  const found = obstacle(state, loading);
  if (found !== null) {
    const actions: NoticeAction[] = [{ label: 'Try again', run: found.again }];
    if (found.trouble.needsToken === true && about.kind === 'here' && about.value.bringToken) {
      actions.push({ label: 'Use another token', run: () => loading.closeSession() });
    }
    return troubleNotice(found.trouble, actions);
  }
  if (about.kind === 'loading') return loadingNotice('the page’s own server');
  if (account.kind === 'loading') return loadingNotice('services and prefixes');
  if (opened.kind === 'loading') return loadingNotice('bindings');
  if (account.kind === 'here' && account.value.prefixes.length === 0) {
    return emptyNotice(
      'This account has no prefix',
      el('p', {}, 'A prefix appears here once it was added to the account and Cloudflare has approved it.'),
      again(() => loading.openAccount()),
    );
  }
  if (opened.kind === 'here' && opened.value.placed.length === 0) {
    const { cidr, id } = opened.value.prefix;
    return emptyNotice(
      'Nothing is bound yet',
      el(
        'p',
        {},
        'No service gets the traffic of this prefix. The first binding must cover all of it: bind ',
        el('code', {}, cidr),
        ' to one service. After that, smaller blocks can go to other services.',
      ),
      again(() => loading.openPrefix(id)),
    );
  }
  return null;
}

function again(run: () => void): HTMLElement {
  return el(
    'div',
    { class: 'actions' },
    el('button', { type: 'button', class: 'button', onclick: run }, 'Look again'),
  );
}
