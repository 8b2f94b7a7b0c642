// Whether a request comes from the page's own origin: Go 1.25's CrossOriginProtection, for reads as well as writes.

/**
 * The algorithm, in its order:
 * 1. `Sec-Fetch-Site` is there: `same-origin` passes (the page), `none` passes (a person typed the address, or followed
 *    a bookmark: no site asked for it), everything else is refused, `same-site` too.
 * 2. It is not there, `Origin` is: it has to be the origin of the request's own URL; `null` is not.
 * 3. Neither is there: it passes. No browser of the last years sends neither across sites; curl does, and whatever
 *    sends neither still has to bring a token of its own, which no browser attaches by itself.
 *
 * Unlike Go's, reads are not exempt.
 */
export function isSameOrigin(headers: Headers, url: URL): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== '') return site === 'same-origin' || site === 'none';
  const origin = headers.get('origin');
  return origin === null || origin === '' || origin === url.origin;
}
