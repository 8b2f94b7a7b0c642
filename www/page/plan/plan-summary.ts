// A plan as far as a screen shows it: batches with their reasons, cut to what anybody reads; the exports have all of it.

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
import { type PlanRequest, planTask } from './plan-request.js';

/** Some of a list, and how many were left out. */
export interface Truncated<T> {
  readonly shown: readonly T[];
  readonly more: number;
}

/** A write, numbered from 1 among all steps. */
export interface WriteSummary {
  readonly number: number;
  readonly op: 'create' | 'delete';
  readonly cidr: string;
  readonly serviceId: string;
  readonly isShield: boolean;
  /** Why, and why there. */
  readonly reason: string;
}

export interface WaitSummary {
  readonly number: number;
  /** At least. */
  readonly hours: number;
  readonly reason: string;
  readonly exposures: Truncated<ExposureSummary>;
}

/** Writes that may be sent one after the other, and the wait behind them. */
export interface BatchSummary {
  readonly creates: number;
  readonly deletes: number;
  readonly writes: Truncated<WriteSummary>;
  readonly wait: WaitSummary | null;
  /** Hours from the first write until this batch, at least. */
  readonly after: number;
}

export type MoveSummary = Omit<PlanMove, 'ranges'> & { readonly ranges: Truncated<string> };
export type ExposureSummary = Omit<PlanExposure, 'ranges'> & { readonly ranges: Truncated<string> };

/** A plan for the screen. */
export interface PlanSummary {
  /** What everybody asks first, without a full stop. */
  readonly sentence: string;
  /** What it takes for granted of the start, in sentences. */
  readonly assumptions: readonly string[];
  readonly steps: number;
  readonly batches: Truncated<BatchSummary>;
  /** Hours from the first write, at least. */
  readonly hours: { readonly earliest: number; readonly latest: number; readonly waits: number };
  readonly changed: string;
  readonly moves: Truncated<MoveSummary>;
  readonly exposures: Truncated<ExposureSummary>;
  readonly findings: Truncated<PlanFinding>;
  readonly refusals: readonly Refusal[];
  /** Which steps rely on the profile, where any does. */
  readonly profileDependentSteps: Truncated<number>;
  readonly fingerprint: string;
}

const MAX = { batches: 60, writes: 400, leastWrites: 6, rows: 24, ranges: 8, findings: 40 } as const;

function truncate<T>(list: readonly T[], most: number): Truncated<T> {
  return { shown: list.slice(0, most), more: Math.max(0, list.length - most) };
}

/** Plans, and tells it. O(n log n); what it gives is bounded. */
export function summarise(request: PlanRequest): PlanSummary {
  const task = planTask(request);
  const made = plan(task);
  const [head] = renderLines(task);
  const { impact, finish } = made;
  return {
    sentence: (head?.text ?? '').slice(made.prefix.length + 2),
    assumptions: made.assumptions.map(({ message }) => message),
    steps: made.steps.length,
    batches: summariseBatches(made, made.steps.length === 0 ? [] : explain(task)),
    hours: { earliest: finish.earliestHours, latest: finish.latestHours, waits: finish.gates },
    changed: impact.changed,
    moves: truncateRows(impact.moves.map(truncateRanges)),
    exposures: truncateRows(impact.exposures.map(truncateRanges)),
    findings: truncate(made.findings, MAX.findings),
    refusals: made.refusals,
    profileDependentSteps: truncate(
      made.reliesOnProfile.map((index) => index + 1),
      12,
    ),
    fingerprint: made.fingerprint,
  };
}

function truncateRows<T>(list: readonly T[]): Truncated<T> {
  return truncate(list, MAX.rows);
}

function truncateRanges<T extends { readonly ranges: readonly string[] }>(
  one: T,
): Omit<T, 'ranges'> & { readonly ranges: Truncated<string> } {
  return { ...one, ranges: truncate(one.ranges, MAX.ranges) };
}

function summariseBatches(made: Plan, sentences: readonly string[]): Truncated<BatchSummary> {
  interface Open {
    readonly writes: { readonly step: CreateStep | DeleteStep; readonly index: number }[];
    wait: { readonly step: WaitStep; readonly index: number } | null;
  }
  const found: Open[] = [];
  for (const [index, step] of made.steps.entries()) {
    let last = found.at(-1);
    if (last === undefined || last.wait !== null) {
      last = { writes: [], wait: null };
      found.push(last);
    }
    if (step.op === 'wait') last.wait = { step, index };
    else last.writes.push({ step, index });
  }
  const room = Math.max(MAX.leastWrites, Math.floor(MAX.writes / Math.max(1, found.length)));
  const reasonOf = (index: number, what: string): string => {
    const sentence = sentences[index] ?? '';
    // Where the name was spelled out, the sentence is not cut but shown whole.
    const reason = sentence.startsWith(what) ? sentence.slice(what.length) : sentence;
    return reason.slice(0, 1).toUpperCase() + reason.slice(1);
  };
  let hours = 0;
  const all = found.slice(0, MAX.batches).map(({ writes, wait }): BatchSummary => {
    const after = hours;
    hours += wait?.step.hours ?? 0;
    const creates = writes.filter(({ step }) => step.op === 'create').length;
    return {
      creates,
      deletes: writes.length - creates,
      after,
      writes: {
        shown: writes.slice(0, room).map(({ step: { op, cidr, serviceId, purpose }, index }) => {
          const name = made.names[serviceId] ?? serviceId;
          const what = `${op} ${cidr} ${op === 'create' ? 'for' : 'of'} ${name}: `;
          const reason = reasonOf(index, what);
          return { number: index + 1, op, cidr, serviceId, isShield: purpose === 'shield', reason };
        }),
        more: Math.max(0, writes.length - room),
      },
      wait:
        wait === null
          ? null
          : {
              number: wait.index + 1,
              hours: wait.step.hours,
              reason: reasonOf(wait.index, waitPrefix(wait.step.hours)),
              exposures: truncateRows(
                made.impact.exposures.filter(({ step }) => step === wait.index).map(truncateRanges),
              ),
            },
    };
  });
  return { shown: all, more: found.length - all.length };
}

function waitPrefix(hours: number): string {
  return hours === 0 ? 'wait: ' : `wait ${hours} ${hours === 1 ? 'hour' : 'hours'}: `;
}
