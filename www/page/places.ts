// The places around the desk: who answers, offline, the token, the prefix, and what stands there instead of bindings.

import type { BgpPrefix } from '../../src/js/types.js';
import { el, mount } from './dom.js';
import type { Loading } from './loading.js';
import { emptyNotice, loadingNotice, type NoticeAction, troubleNotice } from './notice.js';
import { prefixFacts } from './prefix-facts.js';
import { prefixPicker } from './prefix-picker.js';
import type { About, Session } from './source.js';
import type { Account, Opened, Remote } from './state.js';
import { tokenForm } from './token-form.js';
import type { Trouble } from './trouble.js';

/** Where the answers come from; nobody shall take the emulator for the real thing. */
export function drawUpstream(about: Remote<About>, session: Session | null, loading: Loading): void {
  const place = mount('upstream');
  if (about.kind !== 'here') return place.replaceChildren();
  if (about.value.emulated) {
    return place.replaceChildren(el('span', { class: 'label emulated' }, 'emulator: nothing here is real'));
  }
  const forget = (): void => loading.closeSession();
  place.replaceChildren(
    el('span', { class: 'label live' }, 'live: Cloudflare’s API, read only'),
    session === null || !about.value.bringToken
      ? ''
      : el('button', { type: 'button', class: 'button', onclick: forget }, 'Forget token'),
  );
}

export function drawOffline(online: boolean): void {
  const words = 'You are offline. What is on the page stays usable: addresses are looked up in this browser.';
  mount('offline').replaceChildren(online ? '' : el('p', { class: 'offline' }, words));
}

export function drawSession(about: Remote<About>, session: Session | null, loading: Loading): void {
  const asks = about.kind === 'here' && session === null && (about.value.bringToken || about.value.accountId === null);
  const place = mount('session');
  if (!asks) return place.replaceChildren();
  place.replaceChildren(tokenForm(about.value.accountId, (next) => loading.openSession(next)));
}

export function drawPrefix(
  account: Remote<Account>,
  prefixId: string | null,
  bgp: Remote<readonly BgpPrefix[]>,
  loading: Loading,
): void {
  const place = mount('prefix');
  const prefixes = account.kind === 'here' ? account.value.prefixes : [];
  const chosen = prefixes.find(({ id }) => id === prefixId);
  place.hidden = chosen === undefined;
  if (chosen === undefined) return place.replaceChildren();
  // The radio that was just pressed is drawn anew: it keeps the focus.
  const active = document.activeElement;
  const had = active instanceof HTMLElement && place.contains(active);
  place.replaceChildren(
    prefixPicker(prefixes, prefixId, (id) => loading.openPrefix(id)),
    prefixFacts(chosen, bgp),
  );
  if (had) place.querySelector<HTMLElement>('input:checked, select')?.focus();
}

interface Obstacle {
  readonly trouble: Trouble;
  readonly again: () => void;
}

function obstacle(
  about: Remote<About>,
  account: Remote<Account>,
  opened: Remote<Opened>,
  prefixId: string | null,
  loading: Loading,
): Obstacle | null {
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
export function drawGate(
  about: Remote<About>,
  account: Remote<Account>,
  opened: Remote<Opened>,
  prefixId: string | null,
  loading: Loading,
): void {
  const place = mount('gate');
  const found = obstacle(about, account, opened, prefixId, loading);
  if (found !== null) {
    const actions: NoticeAction[] = [{ label: 'Try again', run: found.again }];
    if (found.trouble.needsToken === true && about.kind === 'here' && about.value.bringToken) {
      actions.push({ label: 'Use another token', run: () => loading.closeSession() });
    }
    return place.replaceChildren(el('div', { class: 'card' }, troubleNotice(found.trouble, actions)));
  }
  const waits = [about, account, opened].find(({ kind }) => kind === 'loading');
  if (waits !== undefined) {
    const what = waits === about ? 'the page’s own server' : waits === account ? 'services and prefixes' : 'bindings';
    return place.replaceChildren(el('div', { class: 'card' }, loadingNotice(what)));
  }
  if (account.kind === 'here' && account.value.prefixes.length === 0) {
    const notice = emptyNotice(
      'This account has no prefix',
      el('p', {}, 'A prefix appears here once it was added to the account. Cloudflare has to approve it before it can be bound.'),
      again(() => loading.openAccount()),
    );
    return place.replaceChildren(el('div', { class: 'card' }, notice));
  }
  if (opened.kind === 'here' && opened.value.placed.length === 0) {
    const { cidr, id } = opened.value.prefix;
    const notice = emptyNotice(
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
    return place.replaceChildren(el('div', { class: 'card' }, notice));
  }
  place.replaceChildren();
}

function again(run: () => void): HTMLElement {
  return el('div', { class: 'actions' }, el('button', { type: 'button', class: 'button', onclick: run }, 'Look again'));
}
