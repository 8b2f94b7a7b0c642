// The steps of a plan along a timeline that starts at a chosen time: batches of API calls and the waits between them, in local
// time and UTC, and what they depend on.

import { formatAddressCount, type Palette } from '../../../src/js/entry/page.js';
import { aside, el, setChildren } from '../lib/dom.js';
import { escapeInvisible } from '../lib/escape-text.js';
import type { PlanRequest } from '../planner/plan-request.js';
import type { BatchSummary, PlanSummary, WaitSummary, WriteSummary } from '../planner/plan-summary.js';
import { serviceLabel } from '../services/service-label.js';
import { optionLabel } from './plan-options.js';
import { formatHours, localMinute, plural, timeLabel } from './plan-time.js';

export function createPlanSchedule() {
  let start: number | null = null;
  let draw = (): void => {};
  const timeline = el('div', {});
  const startField = el('input', {
    id: 'plan-start',
    type: 'datetime-local',
    onchange() {
      const at = Date.parse(startField.value);
      start = Number.isNaN(at) ? null : at;
      draw();
    },
  });
  const head = el(
    'div',
    { class: 'plan-start' },
    el('h3', { class: 'minor' }, 'Steps'),
    el('label', { class: 'check', for: 'plan-start' }, 'Start at', startField),
  );
  return {
    parts: [head, timeline],
    update(request: PlanRequest, summary: PlanSummary, palette: Palette): void {
      const isEmpty = summary.steps === 0;
      head.hidden = isEmpty;
      start ??= Date.now();
      if (startField.value === '') startField.value = localMinute(start);
      draw = () => {
        const at = start ?? Date.now();
        const parts = [planTimeline(summary, palette, at), dependentSteps(request, summary)];
        setChildren(timeline, isEmpty ? [] : parts);
      };
      draw();
    },
  };
}

/** The steps that rely on what the page assumes about the default binding. */
function dependentSteps(
  { options }: PlanRequest,
  { profileDependentSteps: { shown, more } }: PlanSummary,
): HTMLElement | null {
  if (shown.length === 0) return null;
  const steps =
    shown.length === 1
      ? `Step ${shown[0]} depends`
      : `Steps ${shown.join(', ')}${more > 0 ? ', …' : ''} depend`;
  return aside(`${steps} on “${optionLabel('profile', options.profile)}”.`);
}

const HOUR_MS = 3_600_000;
const MAX_REASON_LENGTH = 400;

/** The timeline of a plan whose first call is sent at `start`, ms. */
function planTimeline({ batches, hours }: PlanSummary, palette: Palette, start: number): HTMLElement {
  return el(
    'ol',
    { class: 'plan-timeline' },
    batches.shown.map((batch, at) => batchItem(batch, at === 0, palette, start)),
    batches.more > 0 &&
      el(
        'li',
        { class: 'plan-batch aside' },
        `and ${plural(batches.more, 'batch', 'batches')} more: see the exports below`,
      ),
    endItem(start + hours.earliest * HOUR_MS, start + hours.latest * HOUR_MS),
  );
}

function batchItem(batch: BatchSummary, isFirst: boolean, palette: Palette, start: number): HTMLElement {
  const { writes, wait, after } = batch;
  return el(
    'li',
    { class: 'plan-batch' },
    el(
      'p',
      { class: 'plan-when' },
      el('strong', {}, batchTitle(batch)),
      el('span', { class: 'aside' }, isFirst ? 'from ' : 'not before '),
      timeLabel(start + after * HOUR_MS),
    ),
    el(
      'ol',
      { class: 'plan-steps' },
      writes.shown.map((write) => writeItem(write, palette)),
      writes.more > 0 &&
        el('li', { class: 'aside' }, `and ${plural(writes.more, 'call')} more: see the exports below`),
    ),
    wait !== null && waitItem(wait, palette),
  );
}

export function batchTitle({ creates, deletes }: Pick<BatchSummary, 'creates' | 'deletes'>): string {
  const parts = [
    ...(creates > 0 ? [plural(creates, 'create')] : []),
    ...(deletes > 0 ? [plural(deletes, 'delete')] : []),
  ];
  // A plan begins with a wait where earlier changes are still rolling out.
  return parts.length === 0 ? 'No API call yet' : parts.join(', ');
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
      { class: 'plan-action' },
      el('span', { class: 'verb' }, op),
      el('code', {}, cidr),
      el('span', { class: 'aside' }, op === 'create' ? 'for' : 'of'),
      serviceLabel(palette.of(serviceId)),
      isShield && el('span', { class: 'plan-tag' }, 'shield'),
    ),
    reasonText(reason),
  );
}

function waitItem({ number, hours, reason, exposures }: WaitSummary, palette: Palette): HTMLElement {
  const affected = exposures.shown.map(({ hit, serviceId, addresses }) =>
    el(
      'span',
      { class: 'plan-affected' },
      formatAddressCount(BigInt(addresses)),
      hit === 'unowned' ? ' without a service' : ' through ',
      hit === 'unowned' ? null : serviceLabel(palette.of(serviceId)),
    ),
  );
  return el(
    'div',
    { class: affected.length > 0 ? 'plan-wait is-affected' : 'plan-wait' },
    el('span', { class: 'plan-number' }, String(number)),
    el(
      'span',
      { class: 'plan-action' },
      el('strong', {}, hours === 0 ? 'wait until active' : `wait ${formatHours(hours)}`),
      affected,
    ),
    reasonText(reason),
  );
}

function reasonText(reason: string): HTMLElement {
  return el('span', { class: 'plan-reason' }, escapeInvisible(reason, MAX_REASON_LENGTH));
}

function endItem(earliest: number, latest: number): HTMLElement {
  return el(
    'li',
    { class: 'plan-batch is-done' },
    el(
      'p',
      { class: 'plan-when' },
      el('strong', {}, 'Done'),
      el('span', { class: 'aside' }, 'not before '),
      timeLabel(earliest),
      latest > earliest && el('span', { class: 'aside' }, 'usually by '),
      latest > earliest && timeLabel(latest),
    ),
  );
}
