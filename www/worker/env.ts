// The settings of the Worker, checked once for each request, so that no other code tests for `undefined`.

import { SEED_ACCOUNT_ID } from '../../src/js/entry/emulator.js';
import type { ProblemText } from './problem.js';

/** The environment from the platform, unchecked. */
export type RawEnv = Readonly<Record<string, unknown>>;

/** The binding of the static assets. */
export interface Assets {
  fetch(request: Request): Promise<Response>;
}

/** Checked settings. */
export interface Env {
  /** Base URL of the API, no trailing slash. */
  readonly upstream: string;
  /** The kind of the upstream; one on a loopback address is the emulator. */
  readonly upstreamKind: 'emulator' | 'cloudflare';
  /** The only account to serve; null for any. */
  readonly onlyAccount: string | null;
  /** The account that the page fills in. */
  readonly suggestedAccount: string | null;
  /** Time limit for one response of the upstream, ms. */
  readonly upstreamTimeout: number;
  readonly assets: Assets;
}

/** Default and maximum time limit for one response of the upstream, ms. `UPSTREAM_TIMEOUT_MS` can only shorten it. */
export const UPSTREAM_TIMEOUT = 30_000;

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** Checks every setting. With a missing or unusable one the Worker answers every request with 500. */
export function readEnv(unchecked: RawEnv): Env | ProblemText {
  const { UPSTREAM, ACCOUNT_ID, UPSTREAM_TIMEOUT_MS, ASSETS } = unchecked;
  if (typeof UPSTREAM !== 'string' || UPSTREAM === '') {
    return missing('UPSTREAM', 'set it to the base URL of the API, `https://api.cloudflare.com/client/v4`');
  }
  const upstream = readUpstream(UPSTREAM);
  if (upstream === null) {
    return invalid(
      'UPSTREAM',
      'give an https URL (http on a loopback address only) without user, query or fragment',
    );
  }
  if (ACCOUNT_ID !== undefined && (typeof ACCOUNT_ID !== 'string' || !/^[0-9a-f]{32}$/.test(ACCOUNT_ID))) {
    return invalid('ACCOUNT_ID', 'give the 32 hexadecimal digits of the account, or remove the setting');
  }
  const upstreamTimeout = readTimeout(UPSTREAM_TIMEOUT_MS);
  if (upstreamTimeout === null) {
    return invalid(
      'UPSTREAM_TIMEOUT_MS',
      `give whole milliseconds from 1 to ${UPSTREAM_TIMEOUT}, or remove the setting`,
    );
  }
  if (!isAssets(ASSETS)) return missing('ASSETS', 'bind the static assets under this name in wrangler.jsonc');
  const emulated = LOOPBACK.test(upstream.hostname);
  const onlyAccount = ACCOUNT_ID ?? null;
  return {
    upstream: upstream.href.replace(/\/+$/, ''),
    upstreamKind: emulated ? 'emulator' : 'cloudflare',
    onlyAccount,
    suggestedAccount: onlyAccount ?? (emulated ? SEED_ACCOUNT_ID : null),
    upstreamTimeout,
    assets: ASSETS,
  };
}

function readUpstream(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  const plain = url.username === '' && url.password === '' && !/[?#]/.test(text);
  return safe && plain ? url : null;
}

function readTimeout(value: unknown): number | null {
  if (value === undefined) return UPSTREAM_TIMEOUT;
  const milliseconds = typeof value === 'string' && /^[1-9][0-9]{0,4}$/.test(value) ? Number(value) : 0;
  return milliseconds >= 1 && milliseconds <= UPSTREAM_TIMEOUT ? milliseconds : null;
}

function isAssets(value: unknown): value is Assets {
  return typeof value === 'object' && value !== null && 'fetch' in value && typeof value.fetch === 'function';
}

function missing(name: string, help: string): ProblemText {
  return { status: 500, code: 'setting-missing', message: `the setting \`${name}\` is missing`, help };
}

function invalid(name: string, help: string): ProblemText {
  return { status: 500, code: 'setting-invalid', message: `the setting \`${name}\` cannot be used`, help };
}
