// The steps of a plan as batches: API calls that need no wait between them, and the wait after them.

import type { CreateStep, DeleteStep, Plan, WaitStep } from '../../../src/js/entry/page.js';
import { type ExposureSummary, type Truncated, truncateRows } from './truncate.js';

/** A create or delete; steps are numbered from 1. */
export interface WriteSummary {
  readonly number: number;
  readonly op: 'create' | 'delete';
  readonly cidr: string;
  readonly serviceId: string;
  readonly isShield: boolean;
  readonly reason: string;
}

export interface WaitSummary {
  readonly number: number;
  /** At least this long; 0 waits until the API reports the bindings as active. */
  readonly hours: number;
  readonly reason: string;
  readonly exposures: Truncated<ExposureSummary>;
}

export interface BatchSummary {
  readonly creates: number;
  readonly deletes: number;
  readonly writes: Truncated<WriteSummary>;
  readonly wait: WaitSummary | null;
  /** Hours from the first call of the plan to this batch, at least. */
  readonly after: number;
}

interface Numbered<Step> {
  readonly step: Step;
  readonly index: number;
}

interface Batch {
  readonly writes: Numbered<CreateStep | DeleteStep>[];
  wait: Numbered<WaitStep> | null;
}

const MAX_BATCHES = 60;
/** Shared by all batches, except that each shows a few. */
const MAX_WRITES = 400;
const MIN_WRITES_OF_BATCH = 6;

/** `explanations`: a sentence for each step. */
export function summariseBatches(plan: Plan, explanations: readonly string[]): Truncated<BatchSummary> {
  const batches = batchesOf(plan);
  const maxWrites = Math.max(MIN_WRITES_OF_BATCH, Math.floor(MAX_WRITES / Math.max(1, batches.length)));
  let after = 0;
  const shown = batches.slice(0, MAX_BATCHES).map(({ writes, wait }): BatchSummary => {
    const creates = writes.filter(({ step }) => step.op === 'create').length;
    const summary = {
      creates,
      deletes: writes.length - creates,
      after,
      writes: {
        shown: writes.slice(0, maxWrites).map((write) => summariseWrite(plan, write, explanations)),
        more: Math.max(0, writes.length - maxWrites),
      },
      wait: wait === null ? null : summariseWait(plan, wait, explanations),
    };
    after += wait?.step.hours ?? 0;
    return summary;
  });
  return { shown, more: batches.length - shown.length };
}

/** A batch ends with its wait. */
function batchesOf({ steps }: Plan): readonly Batch[] {
  const batches: Batch[] = [];
  for (const [index, step] of steps.entries()) {
    let last = batches.at(-1);
    if (last === undefined || last.wait !== null) {
      last = { writes: [], wait: null };
      batches.push(last);
    }
    if (step.op === 'wait') last.wait = { step, index };
    else last.writes.push({ step, index });
  }
  return batches;
}

function summariseWrite(
  { names }: Plan,
  { step, index }: Numbered<CreateStep | DeleteStep>,
  explanations: readonly string[],
): WriteSummary {
  const { op, cidr, serviceId, purpose } = step;
  const name = names[serviceId] ?? serviceId;
  const action = `${op} ${cidr} ${op === 'create' ? 'for' : 'of'} ${name}: `;
  return {
    number: index + 1,
    op,
    cidr,
    serviceId,
    isShield: purpose === 'shield',
    reason: reasonIn(explanations[index] ?? '', action),
  };
}

function summariseWait(
  { impact }: Plan,
  { step: { hours }, index }: Numbered<WaitStep>,
  explanations: readonly string[],
): WaitSummary {
  const action = hours === 0 ? 'wait: ' : `wait ${hours} ${hours === 1 ? 'hour' : 'hours'}: `;
  return {
    number: index + 1,
    hours,
    reason: reasonIn(explanations[index] ?? '', action),
    exposures: truncateRows(impact.exposures.filter(({ step }) => step === index)),
  };
}

/** The explanation without the action, which the page shows beside it. An action with escaped characters stays in. */
function reasonIn(explanation: string, action: string): string {
  const reason = explanation.startsWith(action) ? explanation.slice(action.length) : explanation;
  return reason.slice(0, 1).toUpperCase() + reason.slice(1);
}
