// Refuses cross-origin requests: the algorithm of CrossOriginProtection in Go 1.25, applied to reads as well.

/**
 * The algorithm, in its order:
 * 1. With `Sec-Fetch-Site`: `same-origin` (the page) and `none` (a typed address or a bookmark) pass, everything else is
 *    refused, even `same-site`.
 * 2. Without it, with `Origin`: it must be the origin of the request's URL; `null` is refused.
 * 3. Without both: it passes. Current browsers always send one of them with a cross-site request. Other clients, such as curl,
 *    still need a token, which a browser never adds by itself.
 *
 * Unlike Go's, reads are not exempt.
 */
export function isSameOrigin(headers: Headers, url: URL): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== '') return site === 'same-origin' || site === 'none';
  const origin = headers.get('origin');
  return origin === null || origin === '' || origin === url.origin;
}
