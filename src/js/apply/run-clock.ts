// The clock of a run: that of the platform, or the fast one of an emulator.

import type { Transport } from '../client/transport.js';
import type { PlatformSignal } from '../types/platform.js';

/** Longest sleep at once, ms: a computer that was suspended looks again soon after it wakes. */
const LONGEST_SLEEP = 60_000;

/** The time of a run, ms. */
export interface RunClock {
  /** Since 1970; may jump. */
  wall(): number;
  /** Since any start; never jumps. */
  tick(): number;
  /** Resolves after at most this time, and when the signal is aborted. */
  sleep(milliseconds: number, signal: PlatformSignal): Promise<void>;
  random(): number;
  /** How many times as fast as real time it runs. */
  readonly speed: number;
}

/** The clock for the API of a client. */
export async function runClock(transport: Transport): Promise<RunClock> {
  const { clock } = transport;
  const emulated = await transport.emulatorClock();
  const speed = emulated?.speed ?? 1;
  const start = clock.now();
  const tick = () => (clock.now() - start) * speed;
  return {
    wall: emulated === null ? () => clock.date() : () => emulated.now + tick(),
    tick,
    sleep: async (milliseconds, signal) => {
      try {
        await clock.sleep(Math.min(milliseconds / speed, LONGEST_SLEEP), signal);
      } catch (error) {
        if (!isAborted(signal)) throw error;
      }
    },
    random: () => clock.random(),
    speed,
  };
}

const isAborted = (signal: PlatformSignal): boolean => (signal as AbortSignal).aborted;
