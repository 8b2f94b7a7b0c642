// Times and amounts of a plan as text.

import { el } from '../lib/dom.js';
import type { PlanSummary } from '../planner/plan-summary.js';

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const LOCAL = new Intl.DateTimeFormat('en-GB', { ...DAY, ...CLOCK, timeZoneName: 'short' });
const UTC = new Intl.DateTimeFormat('en-GB', { ...DAY, ...CLOCK, timeZone: 'UTC' });

/** A moment (ms) in local time and in UTC; once where both are the same. */
export function timeLabel(at: number): HTMLElement {
  const datetime = new Date(at).toISOString();
  const utc = `${UTC.format(at)} UTC`;
  const local = LOCAL.format(at);
  return el(
    'span',
    { class: 'plan-time' },
    el('time', { datetime }, local),
    local !== utc && el('span', { class: 'aside' }, ' · ', el('time', { datetime }, utc)),
  );
}

/** The local minute, as an `<input type="datetime-local">` has it. */
export function localMinute(at: number): string {
  const shifted = at - new Date(at).getTimezoneOffset() * 60_000;
  return new Date(shifted).toISOString().slice(0, 16);
}

/** `1 call`, `2 calls`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

export function formatHours(hours: number): string {
  return plural(hours, 'hour');
}

/** `9 steps; at least 18 hours (3 waits).` */
export function planDuration({ hours, steps }: Pick<PlanSummary, 'hours' | 'steps'>): string {
  const { earliest, latest, waits } = hours;
  const count = plural(steps, 'step');
  if (waits === 0) return `${count}; no waits.`;
  return `${count}; ${hoursBetween(earliest, latest)} (${plural(waits, 'wait')}).`;
}

function hoursBetween(earliest: number, latest: number): string {
  if (earliest === latest) return `at least ${formatHours(latest)}`;
  return earliest === 0 ? `up to ${formatHours(latest)}` : `${earliest} to ${formatHours(latest)}`;
}
