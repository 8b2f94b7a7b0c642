// Clock, sleep and chance, passed in: so that a test waits for nothing and rolls no dice.

import type { PlatformSignal } from '../types/platform.js';

/** What the client measures and waits with. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Milliseconds since 1970: for answers that name a date to wait for. */
  date(): number;
  /** Resolves after so many milliseconds; rejects when the signal is aborted, and holds nothing after that. */
  sleep(milliseconds: number, signal?: PlatformSignal | null): Promise<void>;
  /** From 0 up to, and without, 1. */
  random(): number;
}

/** The platform's own. */
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
