// The headers of every answer, assets and problems included.

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

/** What every answer carries. No CORS header is among them, and none is ever sent. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // The page looks for this name, to tell its Worker from a host of plain files.
  'server-timing': 'byoip-worker',
  'strict-transport-security': 'max-age=31536000',
};

/** For how long a file of the page may be kept: one with a hash in its name for good, another is asked for anew each time. */
export function cacheControl(pathname: string): string {
  return isHashed(pathname) ? 'max-age=31536000, immutable' : 'no-cache';
}

/** The same answer with these headers, and with `caching` for its `Cache-Control`. */
export function withHeaders(answer: Response, caching: string): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(COMMON_HEADERS)) headers.set(name, value);
  headers.set('cache-control', caching);
  return new Response(answer.body, { status: answer.status, headers });
}
