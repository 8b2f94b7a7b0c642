// The version of this page. A lock on it keeps its cached files as long as the page is open.

import { cacheName } from '../../cache-names.js';

/** The build writes it into index.html. */
export const VERSION: string =
  document.querySelector<HTMLMetaElement>('meta[name=version]')?.content ?? 'unknown';

/** The path of the folder that contains this page. */
export const PAGE_PATH: string = new URL('./', document.baseURI).pathname;

/** Name of the cache for the files of this version. */
export const CACHE_NAME: string = cacheName(PAGE_PATH, VERSION);

/** Locks the version until the page closes, so that a newer service worker does not delete files this page may still fetch. */
export function lockVersion(): void {
  // Locks and the cache exist in secure contexts only.
  navigator.locks?.request(CACHE_NAME, { mode: 'shared' }, () => new Promise(() => {})).catch(() => {});
}
