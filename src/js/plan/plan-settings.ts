// Settings of a plan as the core takes them: hours, limits, whole numbers.

import type { PlanLimits } from '../types/plan.js';
import { isDate } from '../types/realm.js';
import { invalidArgument, optionalBoolean, requireString } from '../wasm/arguments.js';

const HOUR = 3_600_000;

/** Hours after which every data center has seen a write, as documented. */
const PROPAGATION_HOURS = 6;

/** Whole hours from now until `when`; null without it. */
export function hoursUntil(when: string | Date | undefined): number | null {
  if (when === undefined || when === null) return null;
  const time = isDate(when) ? when.getTime() : Date.parse(requireString(when, 'settledSince'));
  if (!Number.isFinite(time)) {
    throw invalidArgument('settledSince', 'a Date, or a time such as 2026-02-20T18:00:00Z', when);
  }
  const hours = Math.max(Math.ceil((time - Date.now()) / HOUR), 0);
  if (hours > PROPAGATION_HOURS) {
    throw invalidArgument(
      'settledSince',
      `at most ${PROPAGATION_HOURS} hours ahead: six hours after the last write`,
      when,
    );
  }
  return hours;
}

/** Limits as the core takes them, with `defaults` for the others; null without any. */
export function plainLimits(
  given: PlanLimits | undefined,
  defaults: Readonly<Record<string, number | boolean>>,
): object | null {
  if (given === undefined) return null;
  if (typeof given !== 'object' || given === null) throw invalidArgument('limits', 'an object', given);
  const all: Record<string, number | boolean> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    const known = all[name];
    if (known === undefined) throw invalidArgument(`limits.${name}`, 'one of the limits', value);
    if (value === undefined) continue;
    if (typeof known === 'boolean') all[name] = optionalBoolean(value, `limits.${name}`) ?? known;
    else all[name] = wholeNumber(value, `limits.${name}`) ?? known;
  }
  // This one goes beside the call: the core refuses an unknown service before it plans.
  const { allowUnknownServices: _, ...rest } = all;
  return rest;
}

/** A whole number below 2^32, or null for null and undefined. */
export function wholeNumber(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null;
  const whole = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  if (!whole) throw invalidArgument(name, 'a whole number from 0 to 4294967295', value);
  return value;
}
