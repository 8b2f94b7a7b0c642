// The times of a run, whose clock may run faster than real time.

import { plural } from '../plan/plan-time.js';
import type { RunProgress } from './run-messages.js';

/** `6 h 1 min`, `12 s`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${plural(Math.floor(minutes / 60), 'h', 'h')} ${minutes % 60} min`;
}

/** When the run's clock shows `at`: ms of real time from now, and ms since 1970. */
export function realTime({ now, speed, worker }: Pick<RunProgress, 'now' | 'speed' | 'worker'>, at: number) {
  // Nothing says how fast the emulator behind a Worker is: these are times of its clock.
  if (worker !== null) return { left: at - now, at };
  const left = Math.max(0, at - now) / speed;
  return { left, at: Date.now() + left };
}
