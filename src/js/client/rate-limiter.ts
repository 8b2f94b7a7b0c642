// How many requests a client may send in five minutes: half of what the API allows, so that others get their share.

import type { Clock } from './clock.js';

/** Requests in {@link BUDGET_WINDOW} without a setting of the client's: half of the API's 1,200. */
export const DEFAULT_BUDGET = 600;

/** The window in which the API counts, ms. */
export const BUDGET_WINDOW = 5 * 60 * 1000;

/** A sliding window over the requests of a client; whoever comes too early gets a later moment. */
export class RateLimiter {
  readonly #limit: number;
  readonly #now: () => number;
  /** The moments at which requests went out, or will; ascending. */
  #times: number[] = [];

  constructor(most: number, timing: Pick<Clock, 'now'>) {
    this.#limit = most;
    this.#now = () => timing.now();
  }

  /**
   * Books the next free moment and gives the milliseconds until then, 0 for now; null, and books nothing, where
   * it lies more than `patience` ms ahead. O(requests in the window).
   */
  reserve(maxWait: number): number | null {
    const now = this.#now();
    this.#times = this.#times.filter((moment) => moment > now - BUDGET_WINDOW);
    const blocking = this.#times[this.#times.length - this.#limit];
    const moment = blocking === undefined ? now : Math.max(now, blocking + BUDGET_WINDOW);
    if (moment - now > maxWait) return null;
    this.#times.push(moment);
    return moment - now;
  }
}
