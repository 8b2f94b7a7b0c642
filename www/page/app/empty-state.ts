// What the page shows in place of the bindings: a loading notice, an error, or the fact that there are none.

import { emptyNotice, errorNotice, loadingNotice } from '../errors/notice.js';
import type { PageError } from '../errors/page-error.js';
import { actions, button, el, mountPoint, setChildren } from '../lib/dom.js';
import type { PageState } from '../state/page-state.js';
import type { DataLoader } from './data-loader.js';

/** What prevents the page from showing bindings. */
export type EmptyState =
  | { readonly kind: 'loading'; readonly what: string }
  | {
      readonly kind: 'error';
      readonly error: PageError;
      readonly retry: 'reload-page' | 'worker' | 'account' | 'prefix';
      /** True where another token may help. */
      readonly offersToken: boolean;
    }
  | { readonly kind: 'no-prefixes' }
  | { readonly kind: 'no-bindings'; readonly cidr: string };

type StateKeys = 'source' | 'workerInfo' | 'account' | 'openPrefix';

/** The empty state that follows from the page's state; `null` where there are bindings to show. */
export function emptyStateOf(state: Pick<PageState, StateKeys>): EmptyState | null {
  const { source, workerInfo, account, openPrefix } = state;
  const isLive = source.kind === 'live';
  const failed = (error: PageError, retry: 'reload-page' | 'worker' | 'account' | 'prefix'): EmptyState => {
    const bringsToken = workerInfo.kind === 'ready' && workerInfo.value.bringToken;
    return { kind: 'error', error, retry, offersToken: error.needsToken === true && bringsToken };
  };
  if (isLive && workerInfo.kind === 'error') return failed(workerInfo.error, 'worker');
  if (account.kind === 'error') {
    // Only a new page loads the core again.
    return failed(account.error, account.error.code === 'core-missing' ? 'reload-page' : 'account');
  }
  if (openPrefix.kind === 'error') return failed(openPrefix.error, 'prefix');
  if (isLive && workerInfo.kind === 'loading') return { kind: 'loading', what: 'the Worker’s settings' };
  if (account.kind === 'loading') return { kind: 'loading', what: 'services and prefixes' };
  if (openPrefix.kind === 'loading') return { kind: 'loading', what: 'bindings' };
  if (account.kind === 'ready' && account.value.prefixes.length === 0) return { kind: 'no-prefixes' };
  if (openPrefix.kind === 'ready' && openPrefix.value.nestedBindings.length === 0) {
    return { kind: 'no-bindings', cidr: openPrefix.value.prefix.cidr };
  }
  return null;
}

export function drawEmptyState(state: PageState, loader: DataLoader): void {
  const place = mountPoint('empty-state');
  const hadFocus = place.contains(document.activeElement);
  const emptyState = emptyStateOf(state);
  const retryPrefix = (): void => {
    if (state.prefixId !== null) loader.selectPrefix(state.prefixId);
  };
  setChildren(place, [
    emptyState !== null && el('div', { class: 'card' }, emptyStateView(emptyState, loader, retryPrefix)),
  ]);
  // The button that was pressed is gone: the focus goes to its successor, or to what replaced it.
  if (hadFocus) (place.querySelector<HTMLElement>('button') ?? mountPoint('main')).focus();
}

function emptyStateView(state: EmptyState, loader: DataLoader, retryPrefix: () => void): HTMLElement {
  switch (state.kind) {
    case 'loading':
      return loadingNotice(state.what);
    case 'error': {
      const retries = {
        'reload-page': () => location.reload(),
        worker: () => loader.openLive(),
        account: () => loader.reloadAccount(),
        prefix: retryPrefix,
      };
      return errorNotice(
        state.error,
        button('Try again', retries[state.retry]),
        state.offersToken && button('Use another token', () => loader.closeSession()),
      );
    }
    case 'no-prefixes':
      return emptyNotice(
        'This account has no prefix',
        el('p', {}, 'A prefix appears here after you add it to the account and Cloudflare approves it.'),
        actions(button('Refresh', () => loader.reloadAccount())),
      );
    case 'no-bindings':
      return emptyNotice(
        'No bindings yet',
        el(
          'p',
          {},
          'No service gets traffic for this prefix. The first binding must cover the whole prefix: bind ',
          el('code', {}, state.cidr),
          ' to one service. You can then bind smaller blocks to other services.',
        ),
      );
  }
}
