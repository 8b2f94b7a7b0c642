// Keeps the page in this browser, for the time without a connection: starts the service worker, and knows what it has kept.

import type { Keeping, State } from '../app/state.js';
import type { Store } from '../app/store.js';
import { keepingScript } from '../lib/trusted-script-urls.js';
import { FOLDER, KEPT, VERSION } from './version-lock.js';

/** Starts the service worker, where the browser has any, and tells the store how far it is. */
export async function keepPage(store: Store<State>): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined) return;
  let newest: unknown = VERSION;
  const look = async (): Promise<void> => {
    const page = await caches.match(FOLDER, { cacheName: KEPT, ignoreVary: true });
    const kept: Keeping = newest === VERSION ? 'kept' : 'outdated';
    store.set({ keeping: page === undefined ? 'not' : kept });
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
