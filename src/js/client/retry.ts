// When a failed request may be tried again, and how long to wait before that.

import type { ApiMessage } from '../types/api.js';
import type { HeadersReader } from '../types/platform.js';
import type { APIError } from './api-error.js';
import { isRetryableRefusal } from './classify-error.js';

/** Further tries of a call without a setting. */
export const DEFAULT_MAX_RETRIES = 2;

/** The longest wait that an answer may ask for without a setting, ms. */
export const DEFAULT_MAX_WAIT = 60_000;

const FIRST_DELAY = 500;
const LONGEST_DELAY = 8000;

/** True where the same request may succeed later: the server's own word first, then what the refusal means. */
export function isRetryable(status: number, headers: HeadersReader, errors: readonly ApiMessage[]): boolean {
  const word = headers.get('x-should-retry');
  if (word === 'true' || word === 'false') return word === 'true';
  return isRetryableRefusal(status, errors);
}

/** Milliseconds for which an answer asks to wait: `retry-after-ms`, else `retry-after` in seconds or as a date. */
export function readRetryAfter(headers: HeadersReader, date: number): number | undefined {
  const milliseconds = decimal(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const text = headers.get('retry-after');
  const seconds = decimal(text);
  if (seconds !== undefined) return seconds * 1000;
  // Only what begins as a date of HTTP does: the platform's parser takes `-5` for a year.
  const until = text !== null && /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(until)) return undefined;
  // The server's own clock, where it tells it: ours may be wrong.
  const server = Date.parse(headers.get('date') ?? '');
  return Math.max(0, until - (Number.isNaN(server) ? date : server));
}

function decimal(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** Milliseconds to wait after the `attempt`th try: what the answer asked for, else doubling from 0.5 to 8 s, up to a quarter less by chance. */
export function retryDelay(error: APIError, attempt: number, random: () => number): number {
  if (error.retryAfter !== undefined) return error.retryAfter;
  return Math.min(FIRST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY) * (1 - random() / 4);
}
