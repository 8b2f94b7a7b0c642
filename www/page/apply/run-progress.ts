// Where a run stands, in bounded space: the plans of its journal together with its status.

import type { PrefixPlan, PrefixStatus, RunPlan, RunStatus, RunStep } from '../../../src/js/entry/page.js';
import { truncate } from '../lib/truncate.js';
import type { PrefixProgress, RunProgress, StepProgress, StepState } from './run-messages.js';

const MAX_PREFIXES = 12;
/** Shared by the listed prefixes, except that each shows a few. */
const MAX_STEPS = 60;
const MIN_STEPS_OF_PREFIX = 4;

/** The header of a journal, as far as the page needs it. */
export interface JournalHeader {
  readonly plan: RunPlan;
  readonly startedAt: string;
}

/** What a status does not have. */
export interface ProgressFacts extends Pick<RunProgress, 'name' | 'now' | 'speed' | 'isHeld'> {
  readonly header: JournalHeader;
  readonly worker?: RunProgress['worker'];
}

/** The header of a journal that the core has read. */
export function journalHeader(text: string): JournalHeader {
  const { plan, at } = JSON.parse(text.slice(0, text.indexOf('\n')));
  return { plan, startedAt: at };
}

/** O(prefixes). */
export function runProgress(
  status: RunStatus,
  { header, worker = null, ...facts }: ProgressFacts,
): RunProgress {
  const { state, stepsDone, steps, endsAt, owner, host, heldUntil } = status;
  const { plan, startedAt } = header;
  const isPaused = state !== 'running';
  const ranked = status.prefixes
    .map((prefix, at) => ({ prefix, plan: plan.prefixes[at] }))
    .sort((one, other) => rank(one.prefix) - rank(other.prefix));
  const { shown, more } = truncate(ranked, MAX_PREFIXES);
  const maxSteps = Math.max(MIN_STEPS_OF_PREFIX, Math.floor(MAX_STEPS / Math.max(1, shown.length)));
  return {
    ...facts,
    worker,
    ...{ state, stepsDone, steps, endsAt, owner, host, heldUntil, startedAt },
    prefixIds: status.prefixes.map(({ prefixId }) => prefixId),
    prefixes: {
      shown: shown.map((one) => prefixProgress(one.prefix, one.plan, isPaused, maxSteps)),
      more,
    },
  };
}

const ORDER = ['blocked', 'unclear', 'running', 'waiting', 'planned', 'held', 'done'];
const rank = ({ state }: PrefixStatus): number => ORDER.indexOf(state);

function prefixProgress(
  status: PrefixStatus,
  plan: PrefixPlan | undefined,
  isPaused: boolean,
  maxSteps: number,
): PrefixProgress {
  const { prefix: cidr, prefixId, state, stepsDone, steps, until, blocked } = status;
  const all = plan?.steps ?? [];
  // The current step is a third from the top.
  const first = Math.max(0, Math.min(stepsDone - Math.floor(maxSteps / 3), all.length - maxSteps));
  const listed = all.slice(first, first + maxSteps).map((step, at): StepProgress => {
    const index = first + at;
    return { number: index + 1, state: stepState(index, status, isPaused), ...stepWords(step) };
  });
  return { cidr, prefixId, state, stepsDone, steps, until, blocked, listed };
}

/** `index` counts from 0. */
export function stepState(index: number, { state, stepsDone }: PrefixStatus, isPaused: boolean): StepState {
  if (index < stepsDone) return 'done';
  if (index > stepsDone) return 'planned';
  if (state === 'blocked') return 'needs you';
  if (state === 'unclear') return 'unclear';
  if (state === 'planned' || state === 'held') return 'planned';
  if (isPaused) return 'paused';
  return state === 'waiting' ? 'waiting' : 'sending';
}

function stepWords(step: RunStep): Pick<StepProgress, 'verb' | 'cidr' | 'serviceId'> {
  switch (step.op) {
    case 'create':
    case 'delete':
      return { verb: step.op, cidr: step.cidr, serviceId: step.serviceId };
    case 'wait': {
      const hours = `wait ${step.hours} ${step.hours === 1 ? 'hour' : 'hours'}`;
      return { verb: step.hours === 0 ? 'wait until active' : hours, cidr: null, serviceId: null };
    }
    case 'create-bgp-prefix':
      return { verb: 'create the BGP prefix', cidr: step.cidr, serviceId: null };
    case 'edit-bgp-prefix':
      return { verb: 'edit the BGP prefix', cidr: step.cidr, serviceId: null };
    case 'advertise':
      return { verb: step.advertised ? 'advertise' : 'withdraw', cidr: step.cidr, serviceId: null };
    case 'delegate':
      return { verb: `delegate to account ${step.accountId}:`, cidr: step.cidr, serviceId: null };
  }
}
