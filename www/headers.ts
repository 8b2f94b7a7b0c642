// The headers of every answer, assets and problems included.

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
  'trusted-types byoip-planner',
].join('; ');

/** What every answer carries. No CORS header is among them, and none is ever sent. */
export const EVERY_ANSWER: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // The page looks for this name, to tell its Worker from a host of plain files.
  'server-timing': 'byoip-worker',
  'strict-transport-security': 'max-age=31536000',
};

/** The same answer with these headers; one under `/api` is also kept out of every cache. */
export function withHeaders(answer: Response, underApi: boolean): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(EVERY_ANSWER)) headers.set(name, value);
  if (underApi) headers.set('cache-control', 'no-store');
  return new Response(answer.body, { status: answer.status, headers });
}
