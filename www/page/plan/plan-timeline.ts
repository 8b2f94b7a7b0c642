// The steps of a plan down a line of time: batches of writes, and between them the hours of waiting, here and in UTC.

import { formatAddressCount } from '../lib/address-range.js';
import { el } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import type { Palette } from '../services/palette.js';
import { serviceLabel } from '../services/service-label.js';
import type { BatchSummary, PlanSummary, WaitSummary, WriteSummary } from './plan-summary.js';

const HOUR = 3_600_000;

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const;
const here = new Intl.DateTimeFormat('en-GB', { ...DAY, ...CLOCK, timeZoneName: 'short' });
const utc = new Intl.DateTimeFormat('en-GB', { ...DAY, ...CLOCK, timeZone: 'UTC' });

/** A moment in the visitor's own time, and in UTC. */
export function timeLabel(at: number): HTMLElement {
  const datetime = new Date(at).toISOString();
  const world = `${utc.format(at)} UTC`;
  const own = here.format(at);
  return el(
    'span',
    { class: 'plan-moment' },
    el('time', { datetime }, own),
    // Where the visitor's time is UTC, once is enough.
    own !== world && el('span', { class: 'aside' }, ' · ', el('time', { datetime }, world)),
  );
}

const plural = (count: number, one: string): string =>
  `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;

function batchTitle({ creates, deletes }: BatchSummary): string {
  const parts = [creates > 0 && plural(creates, 'create'), deletes > 0 && plural(deletes, 'delete')].filter(
    (part) => part !== false,
  );
  // A plan for a start that is not settled begins with a wait.
  return parts.length === 0 ? 'Nothing is written yet' : parts.join(', ');
}

function writeItem(
  { number, op, cidr, serviceId, isShield, reason }: WriteSummary,
  palette: Palette,
): HTMLElement {
  return el(
    'li',
    { class: `plan-step is-${op}` },
    el('span', { class: 'plan-number' }, String(number)),
    el(
      'span',
      { class: 'plan-what' },
      el('span', { class: 'verb' }, op),
      el('code', {}, cidr),
      el('span', { class: 'aside' }, op === 'create' ? 'for' : 'of'),
      serviceLabel(palette.of(serviceId)),
      isShield && el('span', { class: 'plan-tag' }, 'shield'),
    ),
    el('span', { class: 'plan-why' }, escapeInvisible(reason, 400)),
  );
}

function waitItem({ number, hours, reason, exposures }: WaitSummary, palette: Palette): HTMLElement {
  const hit = exposures.shown.map(({ hit: how, serviceId, addresses }) =>
    el(
      'span',
      { class: 'plan-hit' },
      formatAddressCount(BigInt(addresses)),
      how === 'unowned' ? ' without an owner' : ' with ',
      how === 'unowned' ? null : serviceLabel(palette.of(serviceId)),
    ),
  );
  return el(
    'div',
    { class: hit.length > 0 ? 'plan-wait has-hit' : 'plan-wait' },
    el('span', { class: 'plan-number' }, String(number)),
    el(
      'span',
      { class: 'plan-what' },
      el('strong', {}, hours === 0 ? 'wait until active' : `wait ${plural(hours, 'hour')}`),
      hit,
    ),
    el('span', { class: 'plan-why' }, escapeInvisible(reason, 400)),
  );
}

/** The steps, with times as if the first write were sent at `start` (ms). */
export function planTimeline({ batches, hours }: PlanSummary, palette: Palette, start: number): HTMLElement {
  const list = el('ol', { class: 'plan-line' });
  for (const [at, batch] of batches.shown.entries()) {
    const { writes, wait, after } = batch;
    list.append(
      el(
        'li',
        { class: 'plan-batch' },
        el(
          'p',
          { class: 'plan-when' },
          el('strong', {}, batchTitle(batch)),
          el('span', { class: 'aside' }, at === 0 ? 'from ' : 'not before '),
          timeLabel(start + after * HOUR),
        ),
        el(
          'ol',
          { class: 'plan-steps' },
          writes.shown.map((write) => writeItem(write, palette)),
          writes.more > 0 &&
            el(
              'li',
              { class: 'aside' },
              `and ${plural(writes.more, 'write')} more: the exports below have them all`,
            ),
        ),
        wait !== null && waitItem(wait, palette),
      ),
    );
  }
  const end = start + hours.earliest * HOUR;
  const latest = start + hours.latest * HOUR;
  list.append(
    batches.more > 0
      ? el(
          'li',
          { class: 'plan-batch aside' },
          `and ${batches.more} more batches: the exports below have them all`,
        )
      : '',
    el(
      'li',
      { class: 'plan-batch is-done' },
      el(
        'p',
        { class: 'plan-when' },
        el('strong', {}, 'Done'),
        el('span', { class: 'aside' }, 'not before '),
        timeLabel(end),
        latest > end && el('span', { class: 'aside' }, 'and as a rule by '),
        latest > end && timeLabel(latest),
      ),
    ),
  );
  return list;
}

/** How many steps there are, and how long they take. */
export function durationText({ hours, steps }: PlanSummary): string {
  const { earliest, latest, waits } = hours;
  const many = `${steps.toLocaleString('en')} ${steps === 1 ? 'step' : 'steps'}`;
  if (waits === 0) return `${many}, and nothing to wait for.`;
  const long = earliest === latest ? `at least ${latest}` : `${earliest} to ${latest}`;
  return `${many}; takes ${long} hours in ${waits === 1 ? '1 wait' : `${waits} waits`}.`;
}

/** For a field of a form: the minute in the visitor's own time. */
export function localMinute(at: number): string {
  const shifted = at - new Date(at).getTimezoneOffset() * 60_000;
  return new Date(shifted).toISOString().slice(0, 16);
}
