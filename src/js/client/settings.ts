// The client's settings, checked once when it is made.

import type { Operation } from '../types/api.js';
import { ByoipError, type ErrorCode } from '../types/errors.js';
import type { PlatformFetch } from '../types/platform.js';
import { type Clock, PLATFORM_CLOCK } from './clock.js';
import { credentialProblem } from './credential.js';
import { type Environment, processEnvironment, readEnvironment } from './environment.js';
import { proxiesLoopback } from './proxy.js';
import { DEFAULT_BUDGET } from './rate-limiter.js';
import { DEFAULT_MAX_RETRIES, DEFAULT_MAX_WAIT } from './retry.js';

/** Where the API lives. */
export const API_BASE_URL = 'https://api.cloudflare.com/client/v4';

/** How long one request may take, body included, ms. */
export const DEFAULT_TIMEOUT = 60_000;

/** How often the client looks for a write whose fate nobody knows, before it takes it for not done. */
export const DEFAULT_LOOKS = 3;

/** The pause before the second look, ms; it doubles with each further one. */
export const DEFAULT_LOOK_SPACING = 2000;

const MAX_TIMER = 2 ** 31 - 1;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What is told of one request, for a log. Ids are in the path; credentials are nowhere. */
export interface CallEvent {
  readonly operation: Operation;
  readonly method: string;
  /** Path below the base URL. */
  readonly path: string;
  /** 1 for the first try of a call, 2 for its first retry, and so on. */
  readonly attempt: number;
  /** HTTP status; null where no answer came. */
  readonly status: number | null;
  /** Null for a success, otherwise the code of the error that the request ends with. */
  readonly code: ErrorCode | null;
  readonly milliseconds: number;
}

/** How to set a client up. */
export interface ByoipOptions {
  /** An API token; it goes before the other two where all are given. `CLOUDFLARE_API_TOKEN` without it. */
  readonly apiToken?: string | undefined;
  /** The account's e-mail address, together with `apiKey`. `CLOUDFLARE_EMAIL` without it. */
  readonly apiEmail?: string | undefined;
  /** The Global API key. `CLOUDFLARE_API_KEY` without it. */
  readonly apiKey?: string | undefined;
  /** The account of every call that names none. `CLOUDFLARE_ACCOUNT_ID` without it. */
  readonly accountId?: string | undefined;
  /** Base URL of the API; https, or http on a loopback address. `CLOUDFLARE_BASE_URL`, else {@link API_BASE_URL} without it. */
  readonly baseURL?: string | undefined;
  /** What to fetch with; the platform's own without it. */
  readonly fetch?: PlatformFetch | undefined;
  /** Milliseconds for one request, body included, and for the longest wait for the budget; {@link DEFAULT_TIMEOUT} without it. */
  readonly timeout?: number | undefined;
  /** Further tries of a call, 0 to 20; 2 without it. */
  readonly maxRetries?: number | undefined;
  /** The longest wait, ms, that an answer may ask for (`Retry-After`); a longer one ends the call. 60 s without it. */
  readonly maxWait?: number | undefined;
  /** Requests in five minutes, 1 to 1,200; 600 without it, half of what the API allows. */
  readonly requestBudget?: number | undefined;
  /** Looks at the list, 1 to 20, before a write of unknown fate counts as not done; {@link DEFAULT_LOOKS} without it. */
  readonly looks?: number | undefined;
  /** Milliseconds before the second look, doubling after that; {@link DEFAULT_LOOK_SPACING} without it. */
  readonly lookSpacing?: number | undefined;
  /** Told of every request when it ends. What it throws is ignored. */
  readonly logger?: ((event: CallEvent) => void) | undefined;
  /** Where to find settings that are not given here: the process's own without it, `{}` for nowhere. A browser has none. */
  readonly env?: Environment | undefined;
  /** Clock, sleep and chance, for tests. */
  readonly timing?: Partial<Clock> | undefined;
}

/** Options that are known to be good. */
export interface Settings {
  readonly credentials: Credentials;
  readonly accountId: string | undefined;
  readonly baseURL: string;
  readonly fetch: PlatformFetch;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly maxWait: number;
  readonly requestBudget: number;
  readonly looks: number;
  readonly lookSpacing: number;
  readonly logger: ((event: CallEvent) => void) | undefined;
  readonly clock: Clock;
}

/** Credentials as headers, and what must never be shown. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** The settings; throws `setting-missing` for one that is needed, `setting-invalid` for one that cannot be used. */
export function readSettings(options: ByoipOptions = {}): Settings {
  const environment = readEnvironment(options.env ?? processEnvironment());
  return {
    credentials: readCredentials(options, environment),
    accountId: options.accountId ?? environment.accountId,
    baseURL: readBaseURL(options.baseURL ?? environment.baseURL, options.fetch !== undefined),
    // A bare reference would be called with another `this`, which browsers and workerd refuse.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeout: readTimeout(options.timeout),
    maxRetries: readRetries(options.maxRetries),
    maxWait: milliseconds('maxWait', options.maxWait ?? DEFAULT_MAX_WAIT, 0),
    requestBudget: wholeNumber('requestBudget', options.requestBudget ?? DEFAULT_BUDGET, 1, 1200),
    looks: wholeNumber('looks', options.looks ?? DEFAULT_LOOKS, 1, 20),
    lookSpacing: milliseconds('lookSpacing', options.lookSpacing ?? DEFAULT_LOOK_SPACING, 0),
    logger: options.logger,
    clock: { ...PLATFORM_CLOCK, ...options.timing },
  };
}

/** Credentials that are given go before those of the environment, and a token before e-mail and key. */
function readCredentials(given: ByoipOptions, around: Pick<ByoipOptions, CredentialName>): Credentials {
  const keyed = given.apiEmail !== undefined || given.apiKey !== undefined;
  const apiToken = given.apiToken ?? (keyed ? undefined : around.apiToken);
  if (apiToken !== undefined) {
    const token = headerValue('apiToken', apiToken);
    return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
  }
  const apiEmail = given.apiEmail ?? around.apiEmail;
  const apiKey = given.apiKey ?? around.apiKey;
  if (apiEmail === undefined && apiKey === undefined) {
    throw settingMissing(
      'no credentials were given',
      'pass `apiToken`, or `apiEmail` together with `apiKey`',
    );
  }
  const email = headerValue('apiEmail', apiEmail);
  const key = headerValue('apiKey', apiKey);
  return { headers: { 'x-auth-email': email, 'x-auth-key': key }, secrets: [key, email] };
}

type CredentialName = 'apiToken' | 'apiEmail' | 'apiKey';

/** The base URL without a trailing slash; throws `setting-invalid` where it is none that is safe. */
function readBaseURL(text: string = API_BASE_URL, ownFetch: boolean): string {
  const help = `pass an https URL (http on a loopback address only) without user, query or fragment, such as \`${API_BASE_URL}\``;
  if (typeof text !== 'string' || !URL.canParse(text))
    throw settingInvalid('`baseURL` is not an absolute URL', help);
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!safe) throw settingInvalid('`baseURL` would send the credentials unencrypted', help);
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
    throw settingInvalid('`baseURL` carries more than a place', help);
  }
  if (!ownFetch && LOOPBACK.test(url.hostname) && proxiesLoopback(url.hostname)) {
    throw settingInvalid(
      '`baseURL` is on this machine, and the proxy in HTTP_PROXY would get the credentials',
      `add the host to NO_PROXY: \`NO_PROXY=localhost,127.0.0.1,::1\``,
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** Milliseconds; throws `setting-invalid` for what no timer can count. */
export function readTimeout(timeout: number = DEFAULT_TIMEOUT): number {
  return milliseconds('timeout', timeout, Number.MIN_VALUE);
}

/** Further tries; throws `setting-invalid` for what is no small whole number. */
export function readRetries(maxRetries: number = DEFAULT_MAX_RETRIES): number {
  return wholeNumber('maxRetries', maxRetries, 0, 20);
}

/** A setting that is needed and not there. */
export function settingMissing(message: string, help: string): ByoipError {
  return settingError('setting-missing', message, help);
}

/** A setting that is there and cannot be used. The value is never in the message: it may be a secret. */
function settingInvalid(message: string, help: string): ByoipError {
  return settingError('setting-invalid', message, help);
}

function settingError(code: ErrorCode, message: string, help: string): ByoipError {
  return new ByoipError({ code, message, help, outcome: 'not-sent', retryable: false });
}

function milliseconds(name: string, value: number, least: number): number {
  if (Number.isFinite(value) && value >= least && value <= MAX_TIMER) return value;
  const range = least === 0 ? `from 0 to ${MAX_TIMER}` : `above 0 and up to ${MAX_TIMER}`;
  throw settingInvalid(
    `\`${name}\` is not a number of milliseconds`,
    `pass a number ${range}, or leave it out`,
  );
}

function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const help = `pass a whole number from ${least} to ${most}, or leave it out`;
  throw settingInvalid(`\`${name}\` is not a whole number from ${least} to ${most}`, help);
}

function headerValue(name: string, value: string | undefined): string {
  if (value === undefined || value === '')
    throw settingMissing(`\`${name}\` is missing or empty`, `pass \`${name}\``);
  const found =
    typeof value === 'string'
      ? credentialProblem(value)
      : { problem: 'is not a string', help: 'pass a string' };
  if (found === null) return value;
  throw settingInvalid(`\`${name}\` ${found.problem}`, `pass \`${name}\` as it was issued: ${found.help}`);
}
