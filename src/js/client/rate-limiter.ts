// Limits the requests of a client, by default to half of the API's limit, which all clients of the user share.

import type { Clock } from './clock.js';

/** Default number of requests in five minutes: half of the API's 1,200. */
export const DEFAULT_BUDGET = 600;

/** The window in which the API counts, ms. */
export const BUDGET_WINDOW = 5 * 60 * 1000;

/** A sliding window over the requests of a client; a request over the limit gets a later time. */
export class RateLimiter {
  readonly #limit: number;
  readonly #now: () => number;
  /** The times of past and reserved requests, ascending. */
  #times: number[] = [];

  constructor(most: number, timing: Pick<Clock, 'now'>) {
    this.#limit = most;
    this.#now = () => timing.now();
  }

  /**
   * Reserves the next free time and returns the milliseconds until then, 0 for now. Returns null and reserves nothing where
   * it is more than `maxWait` ms ahead. O(requests in the window).
   */
  reserve(maxWait: number): number | null {
    const now = this.#now();
    this.#times = this.#times.filter((time) => time > now - BUDGET_WINDOW);
    const blocking = this.#times[this.#times.length - this.#limit];
    const time = blocking === undefined ? now : Math.max(now, blocking + BUDGET_WINDOW);
    if (time - now > maxWait) return null;
    this.#times.push(time);
    return time - now;
  }
}
