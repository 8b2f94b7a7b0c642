// The banner shown while the browser is offline, and the note in the footer that the page works offline.

import { el, mountPoint } from '../lib/dom.js';
import type { OfflineCopy, PageState } from '../state/page-state.js';

export function drawOfflineBanner({ online, offlineCopy }: PageState): void {
  const text =
    offlineCopy === 'none'
      ? 'You are offline. What is on the page still works: lookups run in your browser.'
      : 'You are offline. Demo, files, drafts and plans still work. Live data needs a connection.';
  mountPoint('offline').replaceChildren(online ? '' : el('p', { class: 'offline' }, text));
}

const OFFLINE_COPY: Readonly<Record<OfflineCopy, string>> = {
  none: '',
  current: 'Works offline.',
  outdated: 'A newer version is ready. It opens the next time you load the page.',
};

export function drawOfflineCopy({ offlineCopy }: PageState): void {
  mountPoint('offline-copy').textContent = OFFLINE_COPY[offlineCopy];
}
