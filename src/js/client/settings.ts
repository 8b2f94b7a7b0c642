// The client's settings, checked in its constructor.

import { ByoipError, type ErrorCode } from '../types/errors.js';
import type { Operation } from '../types/operations.js';
import type { FetchFunction } from '../types/platform.js';
import { type Clock, PLATFORM_CLOCK } from './clock.js';
import { credentialProblem } from './credential.js';
import { type Environment, processEnvironment, readEnvironment } from './environment.js';
import { parseUrl } from './parse-url.js';
import { proxiesLoopback } from './proxy.js';
import { DEFAULT_BUDGET } from './rate-limiter.js';

/** Base URL of the API. */
export const API_BASE_URL = 'https://api.cloudflare.com/client/v4';

/** Default time limit for one request, body included, ms. */
export const DEFAULT_TIMEOUT = 60_000;

/** Default number of retries. */
export const DEFAULT_MAX_RETRIES = 2;

/** Default limit for the wait that a response may ask for, ms. */
export const DEFAULT_MAX_WAIT = 60_000;

/** Default number of reads after which a write of unknown outcome counts as not applied. */
export const DEFAULT_LOOKS = 3;

/** Default pause before the second of these reads, ms; doubles with each further one. */
export const DEFAULT_LOOK_SPACING = 2000;

const MAX_TIMER = 2 ** 31 - 1;
/** Host names of this machine. */
export const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** One request, for a log. The path contains ids; no field contains credentials. */
export interface CallEvent {
  readonly operation: Operation;
  readonly method: string;
  /** Path below the base URL. */
  readonly path: string;
  /** 1 for the first try of a call, 2 for the first retry, and so on. */
  readonly attempt: number;
  /** HTTP status; null where no response came. */
  readonly status: number | null;
  /** Null for a success, otherwise the code of the error. */
  readonly code: ErrorCode | null;
  readonly milliseconds: number;
}

/** The options of a client. */
export interface ByoipOptions {
  /** An API token; takes precedence over e-mail and key. The default is `CLOUDFLARE_API_TOKEN`. */
  readonly apiToken?: string | undefined;
  /** The account's e-mail address, for use with `apiKey`. The default is `CLOUDFLARE_EMAIL`. */
  readonly apiEmail?: string | undefined;
  /** The Global API key. The default is `CLOUDFLARE_API_KEY`. */
  readonly apiKey?: string | undefined;
  /** The default account of calls. The default is `CLOUDFLARE_ACCOUNT_ID`. */
  readonly accountId?: string | undefined;
  /** Base URL of the API; https, or http on a loopback address. The default is `CLOUDFLARE_BASE_URL`, then {@link API_BASE_URL}. */
  readonly baseURL?: string | undefined;
  /** The `fetch` to use; the default is the platform's. */
  readonly fetch?: FetchFunction | undefined;
  /** Time limit in milliseconds for one request, body included, and for the wait for the request budget. The default is {@link DEFAULT_TIMEOUT}. */
  readonly timeout?: number | undefined;
  /** Retries of a call, 0 to 20; the default is 2. */
  readonly maxRetries?: number | undefined;
  /** The longest wait in milliseconds that a response may ask for with `Retry-After`; a longer one ends the call. The default is 60 s. */
  readonly maxWait?: number | undefined;
  /** Requests in five minutes, 1 to 1,200; the default is 600, half of what the API allows. */
  readonly requestBudget?: number | undefined;
  /** Reads, 1 to 20, after which a write of unknown outcome counts as not applied; the default is {@link DEFAULT_LOOKS}. */
  readonly looks?: number | undefined;
  /** Milliseconds before the second of these reads, doubling after that; the default is {@link DEFAULT_LOOK_SPACING}. */
  readonly lookSpacing?: number | undefined;
  /** Called after every request. Its errors are ignored. */
  readonly logger?: ((event: CallEvent) => void) | undefined;
  /** Source of settings that are not given here; the default is the environment of the process, `{}` for none. A browser has none. */
  readonly env?: Environment | undefined;
  /** Clock, sleep and random numbers, for tests. */
  readonly timing?: Partial<Clock> | undefined;
}

/** Checked options with their defaults. */
export interface Settings {
  readonly credentials: Credentials;
  readonly accountId: string | undefined;
  readonly baseURL: string;
  readonly fetch: FetchFunction;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly maxWait: number;
  readonly requestBudget: number;
  readonly looks: number;
  readonly lookSpacing: number;
  readonly logger: ((event: CallEvent) => void) | undefined;
  readonly clock: Clock;
}

/** Credentials as headers, and the secrets in them, which must never be shown. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** @throws ByoipError `setting-missing` for a required setting, `setting-invalid` for an unusable one */
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

/** Options take precedence over the environment, and a token over e-mail and key. */
function readCredentials(given: ByoipOptions, environment: Pick<ByoipOptions, CredentialName>): Credentials {
  const keyed = given.apiEmail !== undefined || given.apiKey !== undefined;
  const apiToken = given.apiToken ?? (keyed ? undefined : environment.apiToken);
  if (apiToken !== undefined) {
    const token = headerValue('apiToken', apiToken);
    return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
  }
  const apiEmail = given.apiEmail ?? environment.apiEmail;
  const apiKey = given.apiKey ?? environment.apiKey;
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

/** The base URL without a trailing slash; throws `setting-invalid` for an unsafe one. */
function readBaseURL(text: string = API_BASE_URL, ownFetch: boolean): string {
  const help = `pass an https URL (http on a loopback address only) without user, query or fragment, such as \`${API_BASE_URL}\``;
  const url = parseUrl(text);
  if (url === null) throw settingInvalid('`baseURL` is not an absolute URL', help);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!safe) throw settingInvalid('`baseURL` would send the credentials unencrypted', help);
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
    throw settingInvalid('`baseURL` contains a user, a query or a fragment', help);
  }
  if (!ownFetch && LOOPBACK.test(url.hostname) && proxiesLoopback(url.hostname)) {
    throw settingInvalid(
      '`baseURL` is on this machine, but Node would send its credentials to the proxy in HTTP_PROXY',
      `add the host to NO_PROXY: \`NO_PROXY=localhost,127.0.0.1,::1\``,
    );
  }
  return url.href.replace(/\/+$/, '');
}

/** A timeout in milliseconds. */
export function readTimeout(timeout: number = DEFAULT_TIMEOUT): number {
  return milliseconds('timeout', timeout, Number.MIN_VALUE);
}

/** A number of retries. */
export function readRetries(maxRetries: number = DEFAULT_MAX_RETRIES): number {
  return wholeNumber('maxRetries', maxRetries, 0, 20);
}

/** The error of a required setting that is missing. */
export function settingMissing(message: string, help: string): ByoipError {
  return settingError('setting-missing', message, help);
}

/** The error of an unusable setting. The message never contains the value, which may be a secret. */
function settingInvalid(message: string, help: string): ByoipError {
  return settingError('setting-invalid', message, help);
}

function settingError(code: ErrorCode, message: string, help: string): ByoipError {
  return new ByoipError({ code, message, help, outcome: 'not-sent', retryable: false });
}

function milliseconds(name: string, value: number, least: number): number {
  if (Number.isFinite(value) && value >= least && value <= MAX_TIMER) return value;
  const range = least === 0 ? `from 0 to ${MAX_TIMER}` : `above 0 and up to ${MAX_TIMER}`;
  throw settingInvalid(`\`${name}\` is not a number of milliseconds`, `pass a number ${range}, or omit it`);
}

function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const help = `pass a whole number from ${least} to ${most}, or omit it`;
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
