// Registers the service worker, which keeps a copy of the page for use offline.

import { serviceWorkerUrl } from '../lib/trusted-script-urls.js';
import type { OfflineCopy } from '../state/page-state.js';
import { CACHE_NAME, PAGE_PATH, VERSION } from './version-lock.js';

/** Registers the service worker where the browser supports it. Calls `onChange` with the state of the copy. */
export async function registerServiceWorker(onChange: (copy: OfflineCopy) => void): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined) return;
  let newestVersion: unknown = VERSION;
  const report = async (): Promise<void> => {
    const page = await caches.match(PAGE_PATH, { cacheName: CACHE_NAME, ignoreVary: true });
    const copy = newestVersion === VERSION ? 'current' : 'outdated';
    onChange(page === undefined ? 'none' : copy);
  };
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ version?: unknown } | null>) => {
    newestVersion = data?.version ?? newestVersion;
    void report();
  });
  try {
    // A host may let browsers cache its scripts for long: the browser always fetches the service worker itself.
    await serviceWorker.register(serviceWorkerUrl(), { updateViaCache: 'none' });
    await serviceWorker.ready;
    await report();
  } catch {
    // The browser allows no storage, or the host lacks a file: the page works without a copy.
  }
}
