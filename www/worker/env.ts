// The settings of the Worker, checked for each request, so that no other code tests for `undefined`.

import { SEED_ACCOUNT_ID } from '../../src/js/entry/emulator.js';
import type { ProblemText } from './problem.js';

/** The environment from the platform, unchecked. */
export type RawEnv = Readonly<Record<string, unknown>>;

/** The binding of the static assets. */
export interface Assets {
  fetch(request: Request): Promise<Response>;
}

/** A rate-limit binding of the platform. */
export interface RateLimit {
  limit(key: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

/** What Access has to say of a request, for it to pass. */
export interface AccessSettings {
  /** URL of the team, without a trailing slash: the issuer of the tokens, and where their keys are. */
  readonly issuer: string;
  /** The audience tag of the Access application. */
  readonly audience: string;
}

/** The settings of the mode in which the Worker has a token and people sign in through Access. */
export interface OwnToken {
  readonly token: string;
  readonly access: AccessSettings;
  /** The ids of the only prefixes to serve; null for all of the account. */
  readonly prefixes: ReadonlySet<string> | null;
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
  /** Null in the mode in which each request brings its token. */
  readonly own: OwnToken | null;
  /** True where no route writes. */
  readonly readOnly: boolean;
  /** Time limit for one response of the upstream, ms. */
  readonly upstreamTimeout: number;
  /** Limits all requests below `/api`. */
  readonly rateLimit: RateLimit;
  /** Limits the writes among them. */
  readonly writeRateLimit: RateLimit;
  readonly assets: Assets;
  /** The environment as it came, for the bindings of a feature. */
  readonly raw: RawEnv;
}

/** Default and maximum time limit for one response of the upstream, ms. `UPSTREAM_TIMEOUT_MS` can only shorten it. */
export const UPSTREAM_TIMEOUT = 30_000;

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;
const ID = /^[0-9a-f]{32}$/;

/** The platform gives the same environment to every request of an isolate. */
const known = new WeakMap<RawEnv, Env | ProblemText>();

/** Checks every setting. With a missing or unusable one the Worker answers every request with 500. */
export function readEnv(unchecked: RawEnv): Env | ProblemText {
  const env = known.get(unchecked) ?? checkEnv(unchecked);
  known.set(unchecked, env);
  return env;
}

function checkEnv(unchecked: RawEnv): Env | ProblemText {
  const { UPSTREAM, ACCOUNT_ID, READ_ONLY, UPSTREAM_TIMEOUT_MS } = unchecked;
  const { ASSETS, RATE_LIMIT, RATE_LIMIT_WRITES } = unchecked;
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
  if (ACCOUNT_ID !== undefined && (typeof ACCOUNT_ID !== 'string' || !ID.test(ACCOUNT_ID))) {
    return invalid('ACCOUNT_ID', 'give the 32 hexadecimal digits of the account, or remove the setting');
  }
  if (READ_ONLY !== undefined && READ_ONLY !== 'true' && READ_ONLY !== 'false') {
    return invalid('READ_ONLY', 'give `true` or `false`, or remove the setting');
  }
  const upstreamTimeout = readTimeout(UPSTREAM_TIMEOUT_MS);
  if (upstreamTimeout === null) {
    return invalid(
      'UPSTREAM_TIMEOUT_MS',
      `give whole milliseconds from 1 to ${UPSTREAM_TIMEOUT}, or remove the setting`,
    );
  }
  if (!isBinding<Assets>(ASSETS, 'fetch')) return missing('ASSETS', BIND.replace('{}', 'static assets'));
  if (!isBinding<RateLimit>(RATE_LIMIT, 'limit'))
    return missing('RATE_LIMIT', BIND.replace('{}', 'rate limit'));
  if (!isBinding<RateLimit>(RATE_LIMIT_WRITES, 'limit')) {
    return missing('RATE_LIMIT_WRITES', BIND.replace('{}', 'rate limit of writes'));
  }
  const emulated = LOOPBACK.test(upstream.hostname);
  const own = readMode(unchecked, emulated);
  if (own !== null && 'code' in own) return own;
  const onlyAccount = ACCOUNT_ID ?? null;
  return {
    upstream: upstream.href.replace(/(?<!\/)\/+$/, ''),
    upstreamKind: emulated ? 'emulator' : 'cloudflare',
    onlyAccount,
    suggestedAccount: onlyAccount ?? (emulated ? SEED_ACCOUNT_ID : null),
    own,
    readOnly: READ_ONLY === 'true',
    upstreamTimeout,
    rateLimit: RATE_LIMIT,
    writeRateLimit: RATE_LIMIT_WRITES,
    assets: ASSETS,
    raw: unchecked,
  };
}

/** The settings of the mode with a token of the Worker's own; `null` for the other mode. */
function readMode(unchecked: RawEnv, emulated: boolean): OwnToken | null | ProblemText {
  const { MODE, CLOUDFLARE_API_TOKEN: token, ACCOUNT_ID, ACCESS_TEAM, ACCESS_AUD, PREFIXES } = unchecked;
  if (MODE === 'bring-your-own-token') {
    // The two modes together would be a Worker with a token, and without sign-in.
    return token === undefined ? null : invalid('CLOUDFLARE_API_TOKEN', 'remove the token, or remove `MODE`');
  }
  if (MODE !== undefined && MODE !== 'access') {
    return invalid('MODE', 'give `access` or `bring-your-own-token`, or remove the setting for `access`');
  }
  if (typeof token !== 'string' || token === '') {
    return missing('CLOUDFLARE_API_TOKEN', 'run `wrangler secret put CLOUDFLARE_API_TOKEN`');
  }
  if (!/^[!-~]{1,512}$/.test(token)) {
    return invalid('CLOUDFLARE_API_TOKEN', 'put the token alone, without spaces or line breaks');
  }
  if (ACCOUNT_ID === undefined) return missing('ACCOUNT_ID', 'set it to the account of the token');
  if (typeof ACCESS_TEAM !== 'string' || ACCESS_TEAM === '') {
    return missing(
      'ACCESS_TEAM',
      'set it to the name of the Access team, `NAME` of `NAME.cloudflareaccess.com`',
    );
  }
  const issuer = readTeam(ACCESS_TEAM, emulated);
  if (issuer === null) {
    return invalid('ACCESS_TEAM', 'give the name of the Access team: letters, digits and hyphens');
  }
  if (typeof ACCESS_AUD !== 'string' || ACCESS_AUD === '') {
    return missing('ACCESS_AUD', 'set it to the audience tag of the Access application');
  }
  if (!/^[0-9a-f]{64}$/.test(ACCESS_AUD)) {
    return invalid('ACCESS_AUD', 'give the 64 hexadecimal digits of the audience tag');
  }
  const ids =
    PREFIXES === undefined
      ? []
      : String(PREFIXES)
          .split(',')
          .map((id) => id.trim());
  if (!ids.every((id) => ID.test(id))) {
    return invalid(
      'PREFIXES',
      'give ids of prefixes with commas between them, or remove the setting for all',
    );
  }
  const prefixes = PREFIXES === undefined ? null : new Set(ids);
  return { token, access: { issuer, audience: ACCESS_AUD }, prefixes };
}

/** The issuer of a team's tokens. An issuer on this machine is one only for the emulator, which nothing else reaches. */
function readTeam(team: string, emulated: boolean): string | null {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(team)) return `https://${team}.cloudflareaccess.com`;
  return emulated && /^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(team) ? team : null;
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

const BIND = 'bind the {} under this name in wrangler.jsonc';

function isBinding<T>(value: unknown, method: string): value is T {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}

function missing(name: string, help: string): ProblemText {
  return { status: 500, code: 'setting-missing', message: `the setting \`${name}\` is missing`, help };
}

function invalid(name: string, help: string): ProblemText {
  return { status: 500, code: 'setting-invalid', message: `the setting \`${name}\` cannot be used`, help };
}
