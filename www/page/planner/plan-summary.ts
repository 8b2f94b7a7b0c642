// The part of a plan that the page shows: bounded lists, with the reason of each step. The exports have all of it.

import {
  type CreateStep,
  type DeleteStep,
  explain,
  type Plan,
  type PlanExposure,
  type PlanFinding,
  type PlanMove,
  plan,
  type Refusal,
  renderLines,
  type WaitStep,
} from '../../../src/js/entry/page.js';
import { type Truncated, truncate } from '../lib/truncate.js';
import { type PlanRequest, planTask } from './plan-request.js';

type WithTruncatedRanges<T> = Omit<T, 'ranges'> & { readonly ranges: Truncated<string> };

export type MoveSummary = WithTruncatedRanges<PlanMove>;
export type ExposureSummary = WithTruncatedRanges<PlanExposure>;

/** A plan for the screen. */
export interface PlanSummary {
  /** `3 creates, 2 deletes; …`, without a full stop. */
  readonly sentence: string;
  /** What the plan assumes about the current bindings, in sentences. */
  readonly assumptions: readonly string[];
  readonly steps: number;
  readonly batches: Truncated<BatchSummary>;
  /** Hours from the first call to the end, and the number of waits. */
  readonly hours: { readonly earliest: number; readonly latest: number; readonly waits: number };
  /** Distinct addresses that are affected during the change. */
  readonly affected: { readonly unowned: bigint; readonly thirdParty: bigint };
  readonly moves: Truncated<MoveSummary>;
  readonly exposures: Truncated<ExposureSummary>;
  readonly findings: Truncated<PlanFinding>;
  readonly refusals: readonly Refusal[];
  /** Numbers of the steps that rely on the option about the default binding. */
  readonly profileDependentSteps: Truncated<number>;
  readonly fingerprint: string;
}

const MAX_FINDINGS = 40;
const MAX_LISTED_STEPS = 12;

/** Plans, and summarises the plan in bounded space. O(n log n). */
export function summarise(request: PlanRequest): PlanSummary {
  const task = planTask(request);
  const result = plan(task);
  const [head] = renderLines(task);
  const { impact, finish } = result;
  return {
    // The first line begins with the prefix.
    sentence: (head?.text ?? '').slice(result.prefix.length + 2),
    assumptions: result.assumptions.map(({ message }) => message),
    steps: result.steps.length,
    batches: summariseBatches(result, result.steps.length === 0 ? [] : explain(task)),
    hours: { earliest: finish.earliestHours, latest: finish.latestHours, waits: finish.gates },
    affected: { unowned: BigInt(impact.unowned), thirdParty: BigInt(impact.thirdParty) },
    moves: truncateRows(impact.moves),
    exposures: truncateRows(impact.exposures),
    findings: truncate(result.findings, MAX_FINDINGS),
    refusals: result.refusals,
    profileDependentSteps: truncate(
      result.reliesOnProfile.map((index) => index + 1),
      MAX_LISTED_STEPS,
    ),
    fingerprint: result.fingerprint,
  };
}

const MAX_ROWS = 24;
const MAX_RANGES = 8;

/** Truncates the rows, and the address ranges of each. */
function truncateRows<T extends { readonly ranges: readonly string[] }>(
  rows: readonly T[],
): Truncated<WithTruncatedRanges<T>> {
  const { shown, more } = truncate(rows, MAX_ROWS);
  return { shown: shown.map((row) => ({ ...row, ranges: truncate(row.ranges, MAX_RANGES) })), more };
}

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
function summariseBatches(plan: Plan, explanations: readonly string[]): Truncated<BatchSummary> {
  const batches = batchesOf(plan);
  const maxWrites = Math.max(MIN_WRITES_OF_BATCH, Math.floor(MAX_WRITES / Math.max(1, batches.length)));
  let after = 0;
  const shown = batches.slice(0, MAX_BATCHES).map(({ writes, wait }): BatchSummary => {
    const creates = writes.filter(({ step }) => step.op === 'create').length;
    const summary = {
      creates,
      deletes: writes.length - creates,
      after,
      writes: truncate(
        writes.map((write) => summariseWrite(plan, write, explanations)),
        maxWrites,
      ),
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
