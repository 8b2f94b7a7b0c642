// The version of this page: told by the build, and held as long as the page is open.

import { cacheName } from '../../cache-names.js';

/** As the build has put it into index.html. */
export const VERSION: string =
  document.querySelector<HTMLMetaElement>('meta[name=version]')?.content ?? 'unknown';

/** The folder of this page, as a path. */
export const PAGE_PATH: string = new URL('./', document.baseURI).pathname;

/** The cache that holds the files of this version, once they are kept. */
export const CACHE_NAME: string = cacheName(PAGE_PATH, VERSION);

/** Holds the version until the page is gone: a newer service worker keeps the files that are fetched later. */
export function lockVersion(): void {
  // Without a secure context there are neither locks nor kept files.
  navigator.locks?.request(CACHE_NAME, { mode: 'shared' }, () => new Promise(() => {})).catch(() => {});
}
