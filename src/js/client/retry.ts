// When to retry a failed request, and how long to wait before.

import type { ApiMessage } from '../types/api.js';
import type { HeadersReader } from '../types/platform.js';
import type { APIError } from './api-error.js';
import { isRetryableRefusal } from './classify-error.js';

/** Default number of retries. */
export const DEFAULT_MAX_RETRIES = 2;

/** Default limit for the wait that a response may ask for, ms. */
export const DEFAULT_MAX_WAIT = 60_000;

const FIRST_DELAY = 500;
const LONGEST_DELAY = 8000;

/** True where the same request may succeed later: `x-should-retry` decides, then the class of the error. */
export function isRetryable(status: number, headers: HeadersReader, errors: readonly ApiMessage[]): boolean {
  const hint = headers.get('x-should-retry');
  if (hint === 'true' || hint === 'false') return hint === 'true';
  return isRetryableRefusal(status, errors);
}

/** Milliseconds that a response asks to wait: `retry-after-ms`, else `retry-after` in seconds or as a date. */
export function readRetryAfter(headers: HeadersReader, date: number): number | undefined {
  const milliseconds = decimal(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get('retry-after');
  const seconds = decimal(text);
  if (seconds !== undefined) return seconds * 1000;
  // `Date.parse` reads `-5` as a year, so only text that begins like an HTTP date is parsed.
  const until = text !== null && /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(until)) return undefined;
  // The server's `date` is more reliable than the local clock.
  const server = Date.parse(headers.get('date') ?? '');
  return Math.max(0, until - (Number.isNaN(server) ? date : server));
}

function decimal(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** Milliseconds to wait after a try: what the response asked for, or else 0.5 to 8 s, doubling, minus up to a quarter at random. */
export function retryDelay(error: APIError, attempt: number, random: () => number): number {
  if (error.retryAfter !== undefined) return error.retryAfter;
  return Math.min(FIRST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY) * (1 - random() / 4);
}
