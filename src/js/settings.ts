// The client's settings, checked once when it is made.

import type { ErrorCode } from './errors.js';
import { ByoipError } from './errors.js';
import type { PlatformFetch } from './platform.js';
import type { Operation } from './types.js';

/** Where the API lives. */
export const API_BASE_URL = 'https://api.cloudflare.com/client/v4';

/** How long one call may take, body included, ms. */
export const DEFAULT_TIMEOUT = 60_000;

const MAX_TIMEOUT = 2 ** 31 - 1;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What is told of one call, for a log. Ids are in the path; credentials are nowhere. */
export interface CallEvent {
  readonly operation: Operation;
  readonly method: string;
  /** Path below the base URL. */
  readonly path: string;
  /** HTTP status; null where no answer came. */
  readonly status: number | null;
  /** Null for a success, otherwise the code of the error that the call ends with. */
  readonly code: ErrorCode | null;
  readonly milliseconds: number;
}

/** How to set a client up. */
export interface ByoipOptions {
  /** An API token; it goes before the other two where all are given. */
  readonly apiToken?: string | undefined;
  /** The account's e-mail address, together with `apiKey`. */
  readonly apiEmail?: string | undefined;
  /** The Global API key. */
  readonly apiKey?: string | undefined;
  /** The account of every call that names none. */
  readonly accountId?: string | undefined;
  /** Base URL of the API; https, or http on a loopback address. {@link API_BASE_URL} without it. */
  readonly baseURL?: string | undefined;
  /** What to fetch with; the platform's own without it. */
  readonly fetch?: PlatformFetch | undefined;
  /** Milliseconds for one call, body included; {@link DEFAULT_TIMEOUT} without it. */
  readonly timeout?: number | undefined;
  /** Told of every call when it ends. What it throws is ignored. */
  readonly logger?: ((event: CallEvent) => void) | undefined;
}

/** Credentials as headers, and what must never be shown. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** The credentials of the options; throws `setting-missing` where there are none, or none that a header can carry. */
export function readCredentials({ apiToken, apiEmail, apiKey }: ByoipOptions): Credentials {
  if (apiToken !== undefined) {
    const token = headerText('apiToken', apiToken);
    return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
  }
  if (apiEmail === undefined && apiKey === undefined) {
    throw unset('no credentials were given', 'pass `apiToken`, or `apiEmail` together with `apiKey`');
  }
  const email = headerText('apiEmail', apiEmail);
  const key = headerText('apiKey', apiKey);
  return { headers: { 'x-auth-email': email, 'x-auth-key': key }, secrets: [key, email] };
}

/** The base URL without a trailing slash; throws `setting-missing` where there is none that is safe. */
export function readBaseURL(text: string = API_BASE_URL): string {
  const help = `pass an https URL (http on a loopback address only) without user, query or fragment, such as \`${API_BASE_URL}\``;
  if (!URL.canParse(text)) throw unset('`baseURL` is not an absolute URL', help);
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!safe) throw unset('`baseURL` would send the credentials unencrypted', help);
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
    throw unset('`baseURL` carries more than a place', help);
  }
  return url.href.replace(/\/+$/, '');
}

/** Milliseconds; throws `setting-missing` for what no timer can count. */
export function readTimeout(milliseconds: number = DEFAULT_TIMEOUT): number {
  if (Number.isFinite(milliseconds) && milliseconds > 0 && milliseconds <= MAX_TIMEOUT) return milliseconds;
  throw unset(
    '`timeout` is not a number of milliseconds',
    `pass a number above 0 and up to ${MAX_TIMEOUT}, or leave it out`,
  );
}

/** A setting that is missing, or that cannot be used. The value is never in the message: it may be a secret. */
export function unset(message: string, help: string): ByoipError {
  return new ByoipError({ code: 'setting-missing', message, help });
}

function headerText(name: string, value: string | undefined): string {
  if (value === undefined || value === '') throw unset(`\`${name}\` is missing or empty`, `pass \`${name}\``);
  if (/^[!-~]+$/.test(value)) return value;
  throw unset(
    `\`${name}\` holds a character that no header can carry`,
    `pass \`${name}\` as it was issued: look for spaces, quotes and line ends around it`,
  );
}
