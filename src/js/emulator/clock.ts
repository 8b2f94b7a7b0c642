// The emulator's clock: stands still unless it is moved, so that hours of roll-out cost a test nothing.

/** Time as the emulator sees it, in milliseconds since 1970-01-01T00:00:00Z. */
export interface Clock {
  /** The time now. */
  now(): number;
  /** Moves the clock forward by `milliseconds`; refuses to go back. */
  advance(milliseconds: number): void;
}

/** When a clock that was given no source begins: 2026-01-01T00:00:00Z. */
export const EPOCH: number = Date.UTC(2026, 0, 1);

/** A clock on top of `source` (`Date.now` for a wall clock); without one it stands at {@link EPOCH} until advanced. */
export function createClock(source: () => number = () => EPOCH): Clock {
  let ahead = 0;
  return {
    now: () => source() + ahead,
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds) || milliseconds < 0) {
        throw new RangeError(
          `the clock moves forward only, by a finite number of milliseconds: \`${milliseconds}\``,
        );
      }
      ahead += milliseconds;
    },
  };
}

/** RFC 3339 in UTC with trailing zeros of the fraction cut, as the API prints it. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, 'Z');
}
