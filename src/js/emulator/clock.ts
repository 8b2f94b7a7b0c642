// The emulator's clock: it moves only on request, so that a test can pass hours of roll-out at once.

/** Time as the emulator sees it, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Clock {
  /** The current time. */
  now(): number;
  /** Moves the clock forward; throws for a negative number. */
  advance(milliseconds: number): void;
}

/** The start of a clock without a source: 2026-01-01T00:00:00Z. */
export const EPOCH: number = Date.UTC(2026, 0, 1);

/** A clock based on `source` (`Date.now` for real time); without one it starts at {@link EPOCH} and moves only by `advance`. */
export function createClock(source: () => number = () => EPOCH): Clock {
  let ahead = 0;
  return {
    now: () => source() + ahead,
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds) || milliseconds < 0) {
        throw new RangeError(
          `the clock only moves forward, by a finite number of milliseconds: \`${milliseconds}\``,
        );
      }
      ahead += milliseconds;
    },
  };
}

/** RFC 3339 in UTC, without trailing zeros in the fraction, as in the API. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, 'Z');
}
