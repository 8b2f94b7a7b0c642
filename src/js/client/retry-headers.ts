// What the headers of a response say about a retry.

import type { HeadersReader } from '../types/platform.js';

/** Whether a retry makes sense, by `x-should-retry`; undefined without a hint. */
export function readRetryHint(headers: HeadersReader): boolean | undefined {
  const hint = headers.get('x-should-retry');
  return hint === 'true' || hint === 'false' ? hint === 'true' : undefined;
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
