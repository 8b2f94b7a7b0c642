// The API's rate limit: a number of requests per window for each credential.

import type { Credentials } from './credentials.js';

/** A limit on requests in a time window. */
export interface RateLimit {
  /** A whole number from 1. */
  readonly requests: number;
  /** The length of the window. */
  readonly milliseconds: number;
}

/** The API's own limit, as documented: 1,200 requests in five minutes. */
export const RATE_LIMIT: RateLimit = { requests: 1200, milliseconds: 5 * 60 * 1000 };

/** The decision for one request, and the headers for the client. */
export interface LimitDecision {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

interface Window {
  ends: number;
  used: number;
  blocked: boolean;
}

/**
 * Counts requests by credential; without a limit it allows all of them. A window begins with its first request. The first
 * request over the limit blocks the credential for one more window (documented); requests during the block do not extend it
 * (assumed). The headers are for clients on the real clock: emulated times divided by `speed`.
 */
export function createLimiter(
  limit: RateLimit | undefined,
  speed = 1,
): (credentials: Credentials, now: number) => LimitDecision {
  if (limit === undefined) return () => ({ allowed: true, headers: {} });
  const { requests, milliseconds } = limit;
  if (!Number.isInteger(requests) || requests < 1 || !(milliseconds > 0)) {
    throw new RangeError(
      `a rate limit is a whole number of requests in a time above zero, not \`${requests}\` in \`${milliseconds}\` ms`,
    );
  }
  const windows = new Map<string, Window>();
  const policy = `"default";q=${requests};w=${seconds(milliseconds / speed)}`;

  return (credentials, now) => {
    const key = JSON.stringify(credentials);
    let window = windows.get(key);
    if (window === undefined || now >= window.ends) {
      window = { ends: now + milliseconds, used: 0, blocked: false };
      windows.set(key, window);
    }
    window.used += 1;
    if (window.used > requests && !window.blocked) {
      window.blocked = true;
      window.ends = now + milliseconds;
    }
    const wait = (window.ends - now) / speed;
    const left = Math.max(0, requests - window.used);
    const headers = { ratelimit: `"default";r=${left};t=${seconds(wait)}`, 'ratelimit-policy': policy };
    if (!window.blocked) return { allowed: true, headers };
    // A second is too coarse for a fast clock.
    const exact = speed === 1 ? {} : { 'retry-after-ms': String(Math.ceil(wait)) };
    return { allowed: false, headers: { ...headers, 'retry-after': seconds(wait), ...exact } };
  };
}

function seconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000));
}
