// The headers of every response, including assets and problems.

import { isHashed } from '../cache-names.js';

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types byoip-scripts',
].join('; ');

/** The headers of every response. The Worker never sends a CORS header. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // The page detects its Worker by this name; a plain file host does not send it.
  'server-timing': 'byoip-worker',
  'strict-transport-security': 'max-age=31536000',
};

/** The `Cache-Control` of a file: a file with a hash in its name never changes, any other is revalidated. */
export function cacheControl(pathname: string): string {
  return isHashed(pathname) ? 'max-age=31536000, immutable' : 'no-cache';
}

const COMMON = new Headers(COMMON_HEADERS);

/** The response with these headers and with `caching` as its `Cache-Control`. */
export function withHeaders(answer: Response, caching: string): Response {
  const headers = new Headers(COMMON);
  for (const [name, value] of answer.headers)
    if (!Object.hasOwn(COMMON_HEADERS, name)) headers.set(name, value);
  headers.set('cache-control', caching);
  return new Response(answer.body, { status: answer.status, headers });
}
