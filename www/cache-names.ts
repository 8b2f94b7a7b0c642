// The names of files and caches that build, Worker, page and service worker share.

/** The end of a file name with a content hash: such a file never changes. */
const HASHED = /-[A-Z0-9]{8}\.\w+$/;

/** True for a file with a content hash in its name. */
export function isHashed(path: string): boolean {
  return HASHED.test(path);
}

/**
 * The name of the cache of a version, and of the lock that each open page of that version holds.
 *
 * @param folder path of the page's folder, with `/` at both ends; an origin can have several pages
 */
export function cacheName(folder: string, version: string): string {
  return `byoip ${folder} ${version}`;
}
