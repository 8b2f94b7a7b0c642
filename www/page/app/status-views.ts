// The places around the desk: who answers, offline, the token, the prefix, and what stands there instead of bindings.

import type { Loadable } from '../errors/loadable.js';
import { emptyNotice, errorNotice, loadingNotice, type NoticeAction } from '../errors/notice.js';
import type { PageError } from '../errors/page-error.js';
import { el, mountPoint, setChildren } from '../lib/dom.js';
import { untrustedText } from '../lib/escape-text.js';
import { prefixDetails } from '../prefix/prefix-details.js';
import { prefixPicker } from '../prefix/prefix-picker.js';
import type { Session, WorkerInfo } from '../source/api.js';
import type { FilePanel } from '../source/file-panel.js';
import type { SelectedSource } from '../source/selected-source.js';
import { sourcePicker } from '../source/source-picker.js';
import { tokenForm } from '../source/token-form.js';
import type { OfflineCopy, PageState } from '../state/page-state.js';
import type { DataLoader } from './data-loader.js';

/** Where the data come from, and the choice of it; nobody shall take the emulator for the real thing. */
export function drawUpstream({ source, workerInfo, session }: PageState, loading: DataLoader): void {
  const place = mountPoint('source');
  // The radio that was just pressed is drawn anew: it keeps the focus.
  const had = place.contains(document.activeElement);
  setChildren(place, [label(source, workerInfo, session, loading), sourcePicker(source, loading)]);
  if (had) place.querySelector<HTMLElement>('input:checked')?.focus();
}

function label(
  origin: SelectedSource,
  about: Loadable<WorkerInfo>,
  session: Session | null,
  loading: DataLoader,
): readonly HTMLElement[] {
  const tag = (tone: string, words: string): HTMLElement => el('span', { class: `label ${tone}` }, words);
  if (origin.kind === 'demo') return [tag('emulated', 'demo: nothing here is real')];
  if (origin.kind === 'link') return [tag('emulated', 'from a link: nobody vouches for it')];
  if (origin.kind === 'file') return origin.account === null ? [] : [tag('', 'from a file: as it was saved')];
  if (about.kind !== 'ready') return [];
  if (about.value.emulated) return [tag('emulated', 'emulator: nothing here is real')];
  const live = tag('live', 'live: Cloudflare’s API, read only');
  if (session === null || !about.value.bringToken) return [live];
  const forget = (): void => loading.closeSession();
  return [live, el('button', { type: 'button', class: 'button', onclick: forget }, 'Forget token')];
}

export function drawOffline({ online, offlineCopy }: PageState): void {
  const words =
    offlineCopy === 'none'
      ? 'You are offline. What is on the page stays usable: addresses are looked up in this browser.'
      : 'You are offline. The demo, files, drafts and plans work as ever; only live data need a connection.';
  mountPoint('offline').replaceChildren(online ? '' : el('p', { class: 'offline' }, words));
}

const KEPT: Readonly<Record<OfflineCopy, string>> = {
  none: '',
  current: 'The page is kept in this browser: it also opens and plans without a connection.',
  outdated: 'A newer version of the page is here, and opens the next time.',
};

/** Whether the page can be had without a connection, said in the foot. */
export function drawKeeping({ offlineCopy }: PageState): void {
  mountPoint('offline-copy').textContent = KEPT[offlineCopy];
}

/** What has to be brought first: a token, where the upstream needs one, or a file. */
export function drawSession(
  { source, workerInfo, session }: PageState,
  loading: DataLoader,
  files: FilePanel,
): void {
  const place = mountPoint('source-setup');
  setChildren(place, credentials(source, workerInfo, session, loading, files));
}

function credentials(
  origin: SelectedSource,
  about: Loadable<WorkerInfo>,
  session: Session | null,
  loading: DataLoader,
  files: FilePanel,
): readonly HTMLElement[] {
  if (origin.kind === 'file' && origin.account === null) return [files.root];
  if (origin.kind === 'file' || origin.kind === 'link') {
    const { name, remark } = origin.account ?? { name: '', remark: '' };
    const another = (): void => loading.chooseFile();
    return [
      el(
        'p',
        { class: 'open-file' },
        el('code', {}, untrustedText(name, 80)),
        remark,
        el(
          'button',
          { type: 'button', class: 'button', onclick: another },
          origin.kind === 'link' ? 'Open a file' : 'Open another file',
        ),
      ),
    ];
  }
  if (origin.kind !== 'live' || about.kind !== 'ready' || session !== null) return [];
  const { bringToken, accountId } = about.value;
  if (!bringToken && accountId !== null) return [];
  return [tokenForm(accountId, (next) => loading.openSession(next))];
}

/** The choice of the prefix, and the state of the chosen one. */
export function drawPrefix({ account, prefixId, bgp }: PageState, loading: DataLoader): void {
  const place = mountPoint('prefix');
  const prefixes = account.kind === 'ready' ? account.value.prefixes : [];
  const chosen = prefixes.find(({ id }) => id === prefixId);
  // The radio that was just pressed is drawn anew: it keeps the focus.
  const had = place.contains(document.activeElement);
  place.hidden = chosen === undefined;
  place.replaceChildren();
  if (chosen === undefined) return;
  place.append(
    prefixPicker(prefixes, prefixId, (id) => loading.selectPrefix(id)),
    prefixDetails(chosen, bgp),
  );
  if (had) place.querySelector<HTMLElement>('input:checked, select')?.focus();
}

interface Obstacle {
  readonly error: PageError;
  readonly again: () => void;
}

function obstacle(
  { source, workerInfo, account, openPrefix, prefixId }: PageState,
  loading: DataLoader,
): Obstacle | null {
  if (source.kind === 'live' && workerInfo.kind === 'error') {
    return { error: workerInfo.error, again: () => loading.openLive() };
  }
  if (account.kind === 'error') {
    // Without the core nothing works, and only a new page brings it.
    const reload = account.error.code === 'core-missing';
    return {
      error: account.error,
      again: reload ? () => location.reload() : () => loading.reloadAccount(),
    };
  }
  if (openPrefix.kind === 'error' && prefixId !== null) {
    return { error: openPrefix.error, again: () => loading.selectPrefix(prefixId) };
  }
  return null;
}

/** What stands in place of the bindings: loading, an error, or the news that there are none. */
export function drawGate(state: PageState, loading: DataLoader): void {
  const place = mountPoint('status');
  const had = place.contains(document.activeElement);
  const notice = gate(state, loading);
  setChildren(place, [notice !== null && el('div', { class: 'card' }, notice)]);
  // The button that was pressed is gone: the focus goes to its successor, or to what it brought.
  if (had) (place.querySelector<HTMLElement>('button') ?? mountPoint('main')).focus();
}

function gate(state: PageState, loading: DataLoader): HTMLElement | null {
  const { workerInfo, account, openPrefix } = state;
  const found = obstacle(state, loading);
  if (found !== null) {
    const actions: NoticeAction[] = [{ label: 'Try again', run: found.again }];
    if (found.error.needsToken === true && workerInfo.kind === 'ready' && workerInfo.value.bringToken) {
      actions.push({ label: 'Use another token', run: () => loading.closeSession() });
    }
    return errorNotice(found.error, actions);
  }
  if (state.source.kind === 'live' && workerInfo.kind === 'loading')
    return loadingNotice('the page’s own server');
  if (account.kind === 'loading') return loadingNotice('services and prefixes');
  if (openPrefix.kind === 'loading') return loadingNotice('bindings');
  if (account.kind === 'ready' && account.value.prefixes.length === 0) {
    return emptyNotice(
      'This account has no prefix',
      el('p', {}, 'A prefix appears here once it was added to the account and Cloudflare has approved it.'),
      again(() => loading.reloadAccount()),
    );
  }
  if (openPrefix.kind === 'ready' && openPrefix.value.nestedBindings.length === 0) {
    const { cidr, id } = openPrefix.value.prefix;
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
      state.session === null ? null : again(() => loading.selectPrefix(id)),
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
