// Keeps the page in this browser, for the time without a connection: starts the service worker, and knows what it has kept.

import { keepingScript } from '../lib/trusted-script-urls.js';
import type { OfflineCopy, PageState } from '../state/page-state.js';
import type { Store } from '../state/store.js';
import { CACHE_NAME, PAGE_PATH, VERSION } from './version-lock.js';

/** Starts the service worker, where the browser has any, and tells the store how far it is. */
export async function registerServiceWorker(store: Store<PageState>): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined) return;
  let newest: unknown = VERSION;
  const look = async (): Promise<void> => {
    const page = await caches.match(PAGE_PATH, { cacheName: CACHE_NAME, ignoreVary: true });
    const kept: OfflineCopy = newest === VERSION ? 'current' : 'outdated';
    store.set({ offlineCopy: page === undefined ? 'none' : kept });
  };
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ version?: unknown } | null>) => {
    newest = data?.version ?? newest;
    void look();
  });
  try {
    // A host may let its scripts be cached for long: the service worker is asked for anew each time.
    await serviceWorker.register(keepingScript(), { updateViaCache: 'none' });
    await serviceWorker.ready;
    await look();
  } catch {
    // A browser that may keep nothing, or a host that has not all files: the page works as it did.
  }
}
