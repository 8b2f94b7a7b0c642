// The names that build, Worker, page and service worker agree on.

/** Ends of the names that the build makes from the content of a file: such a file never changes. */
const HASHED = /-[A-Z0-9]{8}\.\w+$/;

/** True for a file whose content its name stands for. */
export function isHashed(path: string): boolean {
  return HASHED.test(path);
}

/**
 * The cache that holds the files of a version, and the lock that each open page of it holds.
 *
 * @param folder path of the page's folder, `/` at both ends: an origin may have several
 */
export function cacheName(folder: string, version: string): string {
  return `byoip ${folder} ${version}`;
}
