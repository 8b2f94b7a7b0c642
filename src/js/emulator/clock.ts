// The emulator's clock: real time, time that runs faster, or time that moves only on request. It never goes back.

/** Time as the emulator sees it, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Clock {
  /** How many times as fast as its source the clock runs. */
  readonly speed: number;
  /** The current time, a whole number; never less than an earlier one. */
  now(): number;
  /** Moves the clock forward; throws for a negative number. */
  advance(milliseconds: number): void;
}

/** The options of a clock. */
export interface ClockOptions {
  /** The clock starts here, or at the time of its source where that is later. */
  readonly start?: number | undefined;
  /** How many times as fast as its source it runs, above 0; the default is 1. */
  readonly speed?: number | undefined;
}

/** The start of a clock without a source: 2026-01-01T00:00:00Z. */
export const EPOCH: number = Date.UTC(2026, 0, 1);

/** Where the clock stops: at the last time that RFC 3339 can write. */
export const LAST_TIME: number = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A clock based on `source` (`Date.now` for real time); without one it starts at a fixed time and moves only by `advance`.
 * Where the source goes back, the clock stands still, and then goes on with the source.
 *
 * @example
 * ```ts
 * createClock(() => 0, { start: 1000 }).now(); // 1000
 * ```
 */
export function createClock(
  source: () => number = () => EPOCH,
  { start = Number.NEGATIVE_INFINITY, speed = 1 }: ClockOptions = {},
): Clock {
  if (!(Number.isFinite(speed) && speed > 0)) {
    throw new RangeError(`the speed of the clock is a number above 0, not \`${speed}\``);
  }
  let before = source();
  let time = Math.max(before, start);
  return {
    speed,
    now() {
      const current = source();
      time = Math.min(time + Math.max(0, current - before) * speed, LAST_TIME);
      before = current;
      return Math.floor(time);
    },
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds) || milliseconds < 0) {
        throw new RangeError(
          `the clock only moves forward, by a finite number of milliseconds: \`${milliseconds}\``,
        );
      }
      time += milliseconds;
    },
  };
}

/** RFC 3339 in UTC, without trailing zeros in the fraction, as in the API. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, 'Z');
}
