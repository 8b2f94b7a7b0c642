// Clock, sleep and random numbers, injectable for tests.

import type { PlatformSignal } from '../types/platform.js';

/** How the client measures time and waits. */
export interface Clock {
  /** Milliseconds since a fixed time; never decreases. */
  now(): number;
  /** Milliseconds since 1970, for a `Retry-After` with a date. */
  date(): number;
  /** Resolves after the given time; rejects when the signal is aborted. Releases its timer and listener in both cases. */
  sleep(milliseconds: number, signal?: PlatformSignal | null): Promise<void>;
  /** From 0 (included) to 1 (excluded). */
  random(): number;
}

/** The platform's clock. */
export const PLATFORM_CLOCK: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const onAbort = () => end(() => reject(signal?.reason));
      const timer = setTimeout(() => end(resolve), milliseconds);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
