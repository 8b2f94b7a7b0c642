// The API's limit on requests: so many in a window for each credential, then nothing until the next one.

import type { Credentials } from './credentials.js';

/** How many requests are good in how much time. */
export interface RateLimit {
  /** A whole number, at least 1. */
  readonly requests: number;
  /** The length of the window. */
  readonly milliseconds: number;
}

/** The API's own limit, as documented: 1,200 requests in five minutes. */
export const RATE_LIMIT: RateLimit = { requests: 1200, milliseconds: 5 * 60 * 1000 };

/** What the limit says to one request: may it pass, and the headers that tell the client. */
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
 * Counts requests by credential; without a limit everything passes. A window begins with its first request. The one
 * request too many blocks the credential for a whole window more, as documented; asking while blocked makes it no
 * longer (assumed).
 */
export function createLimiter(
  limit: RateLimit | undefined,
): (credentials: Credentials, now: number) => LimitDecision {
  if (limit === undefined) return () => ({ allowed: true, headers: {} });
  const { requests, milliseconds } = limit;
  if (!Number.isInteger(requests) || requests < 1 || !(milliseconds > 0)) {
    throw new RangeError(
      `a rate limit is a whole number of requests in a time above zero, not \`${requests}\` in \`${milliseconds}\` ms`,
    );
  }
  const windows = new Map<string, Window>();
  const policy = `"default";q=${requests};w=${seconds(milliseconds)}`;

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
    const wait = seconds(window.ends - now);
    const left = Math.max(0, requests - window.used);
    const told = { ratelimit: `"default";r=${left};t=${wait}`, 'ratelimit-policy': policy };
    return window.blocked
      ? { allowed: false, headers: { ...told, 'retry-after': wait } }
      : { allowed: true, headers: told };
  };
}

function seconds(milliseconds: number): string {
  return String(Math.ceil(milliseconds / 1000));
}
