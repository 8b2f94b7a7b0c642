// The places around the desk: who answers, offline, the token, the prefix, and what stands there instead of bindings.

import { emptyNotice, loadingNotice, type NoticeAction, troubleNotice } from '../errors/notice.js';
import type { Trouble } from '../errors/page-error.js';
import { el, fill, mount } from '../lib/dom.js';
import { inert } from '../lib/escape-text.js';
import { prefixFacts } from '../prefix/prefix-details.js';
import { prefixPicker } from '../prefix/prefix-picker.js';
import type { About, Session } from '../source/api.js';
import type { FilePanel } from '../source/file-panel.js';
import { chooser } from '../source/source-picker.js';
import { tokenForm } from '../source/token-form.js';
import type { Loading } from './data-loader.js';
import type { Keeping, Origin, Remote, State } from './state.js';

/** Where the data come from, and the choice of it; nobody shall take the emulator for the real thing. */
export function drawUpstream({ origin, about, session }: State, loading: Loading): void {
  const place = mount('upstream');
  // The radio that was just pressed is drawn anew: it keeps the focus.
  const had = place.contains(document.activeElement);
  fill(place, [label(origin, about, session, loading), chooser(origin, loading)]);
  if (had) place.querySelector<HTMLElement>('input:checked')?.focus();
}

function label(
  origin: Origin,
  about: Remote<About>,
  session: Session | null,
  loading: Loading,
): readonly HTMLElement[] {
  const tag = (tone: string, words: string): HTMLElement => el('span', { class: `label ${tone}` }, words);
  if (origin.kind === 'demo') return [tag('emulated', 'demo: nothing here is real')];
  if (origin.kind === 'link') return [tag('emulated', 'from a link: nobody vouches for it')];
  if (origin.kind === 'file')
    return origin.contents === null ? [] : [tag('', 'from a file: as it was saved')];
  if (about.kind !== 'here') return [];
  if (about.value.emulated) return [tag('emulated', 'emulator: nothing here is real')];
  const live = tag('live', 'live: Cloudflare’s API, read only');
  if (session === null || !about.value.bringToken) return [live];
  const forget = (): void => loading.closeSession();
  return [live, el('button', { type: 'button', class: 'button', onclick: forget }, 'Forget token')];
}

export function drawOffline({ online, keeping }: State): void {
  const words =
    keeping === 'not'
      ? 'You are offline. What is on the page stays usable: addresses are looked up in this browser.'
      : 'You are offline. The demo, files, drafts and plans work as ever; only live data need a connection.';
  mount('offline').replaceChildren(online ? '' : el('p', { class: 'offline' }, words));
}

const KEPT: Readonly<Record<Keeping, string>> = {
  not: '',
  kept: 'The page is kept in this browser: it also opens and plans without a connection.',
  outdated: 'A newer version of the page is here, and opens the next time.',
};

/** Whether the page can be had without a connection, said in the foot. */
export function drawKeeping({ keeping }: State): void {
  mount('keeping').textContent = KEPT[keeping];
}

/** What has to be brought first: a token, where the upstream needs one, or a file. */
export function drawSession({ origin, about, session }: State, loading: Loading, files: FilePanel): void {
  const place = mount('session');
  fill(place, credentials(origin, about, session, loading, files));
}

function credentials(
  origin: Origin,
  about: Remote<About>,
  session: Session | null,
  loading: Loading,
  files: FilePanel,
): readonly HTMLElement[] {
  if (origin.kind === 'file' && origin.contents === null) return [files.root];
  if (origin.kind === 'file' || origin.kind === 'link') {
    const { name, remark } = origin.contents ?? { name: '', remark: '' };
    const another = (): void => loading.awaitFile();
    return [
      el(
        'p',
        { class: 'opened-line' },
        el('code', {}, inert(name, 80)),
        remark,
        el(
          'button',
          { type: 'button', class: 'button', onclick: another },
          origin.kind === 'link' ? 'Open a file' : 'Open another file',
        ),
      ),
    ];
  }
  if (origin.kind !== 'live' || about.kind !== 'here' || session !== null) return [];
  const { bringToken, accountId } = about.value;
  if (!bringToken && accountId !== null) return [];
  return [tokenForm(accountId, (next) => loading.openSession(next))];
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

function obstacle({ origin, about, account, opened, prefixId }: State, loading: Loading): Obstacle | null {
  if (origin.kind === 'live' && about.kind === 'problem') {
    return { trouble: about.trouble, again: () => loading.openLive() };
  }
  if (account.kind === 'problem') {
    // Without the core nothing works, and only a new page brings it.
    const reload = account.trouble.code === 'core-missing';
    return {
      trouble: account.trouble,
      again: reload ? () => location.reload() : () => loading.openAccount(),
    };
  }
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
  fill(place, [notice !== null && el('div', { class: 'card' }, notice)]);
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
  if (state.origin.kind === 'live' && about.kind === 'loading') return loadingNotice('the page’s own server');
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
      // What was read from a file or a link stays what it is.
      state.session === null ? null : again(() => loading.openPrefix(id)),
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
