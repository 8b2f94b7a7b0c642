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
import { type Subject, taskOf } from './plan-request.js';

/** Some of a list, and how many were left out. */
export interface Some<T> {
  readonly shown: readonly T[];
  readonly more: number;
}

/** A write, numbered from 1 among all steps. */
export interface ToldWrite {
  readonly number: number;
  readonly op: 'create' | 'delete';
  readonly cidr: string;
  readonly serviceId: string;
  readonly isShield: boolean;
  /** Why, and why there. */
  readonly reason: string;
}

export interface ToldWait {
  readonly number: number;
  /** At least. */
  readonly hours: number;
  readonly reason: string;
  readonly exposures: Some<ToldExposure>;
}

/** Writes that may be sent one after the other, and the wait behind them. */
export interface Batch {
  readonly creates: number;
  readonly deletes: number;
  readonly writes: Some<ToldWrite>;
  readonly wait: ToldWait | null;
  /** Hours from the first write until this batch, at least. */
  readonly after: number;
}

export type ToldMove = Omit<PlanMove, 'ranges'> & { readonly ranges: Some<string> };
export type ToldExposure = Omit<PlanExposure, 'ranges'> & { readonly ranges: Some<string> };

/** A plan for the screen. */
export interface Told {
  /** What everybody asks first, without a full stop. */
  readonly sentence: string;
  /** What it takes for granted of the start, in sentences. */
  readonly assumptions: readonly string[];
  readonly steps: number;
  readonly batches: Some<Batch>;
  /** Hours from the first write, at least. */
  readonly hours: { readonly earliest: number; readonly latest: number; readonly waits: number };
  readonly changed: string;
  readonly moves: Some<ToldMove>;
  readonly exposures: Some<ToldExposure>;
  readonly findings: Some<PlanFinding>;
  readonly refusals: readonly Refusal[];
  /** Which steps rely on the profile, where any does. */
  readonly reliance: Some<number>;
  readonly fingerprint: string;
}

const MOST = { batches: 60, writes: 400, leastWrites: 6, rows: 24, ranges: 8, findings: 40 } as const;

function some<T>(list: readonly T[], most: number): Some<T> {
  return { shown: list.slice(0, most), more: Math.max(0, list.length - most) };
}

/** Plans, and tells it. O(n log n); what it gives is bounded. */
export function tell(subject: Subject): Told {
  const task = taskOf(subject);
  const made = plan(task);
  const [head] = renderLines(task);
  const { impact, finish } = made;
  return {
    sentence: (head?.text ?? '').slice(made.prefix.length + 2),
    assumptions: made.assumptions.map(({ message }) => message),
    steps: made.steps.length,
    batches: batchesOf(made, made.steps.length === 0 ? [] : explain(task)),
    hours: { earliest: finish.earliestHours, latest: finish.latestHours, waits: finish.gates },
    changed: impact.changed,
    moves: cut(impact.moves.map(rangesCut)),
    exposures: cut(impact.exposures.map(rangesCut)),
    findings: some(made.findings, MOST.findings),
    refusals: made.refusals,
    reliance: some(
      made.reliesOnProfile.map((index) => index + 1),
      12,
    ),
    fingerprint: made.fingerprint,
  };
}

function cut<T>(list: readonly T[]): Some<T> {
  return some(list, MOST.rows);
}

function rangesCut<T extends { readonly ranges: readonly string[] }>(
  one: T,
): Omit<T, 'ranges'> & { readonly ranges: Some<string> } {
  return { ...one, ranges: some(one.ranges, MOST.ranges) };
}

function batchesOf(made: Plan, sentences: readonly string[]): Some<Batch> {
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
  const room = Math.max(MOST.leastWrites, Math.floor(MOST.writes / Math.max(1, found.length)));
  const reasonOf = (index: number, what: string): string => {
    const sentence = sentences[index] ?? '';
    // Where the name was spelled out, the sentence is not cut but shown whole.
    const reason = sentence.startsWith(what) ? sentence.slice(what.length) : sentence;
    return reason.slice(0, 1).toUpperCase() + reason.slice(1);
  };
  let hours = 0;
  const all = found.slice(0, MOST.batches).map(({ writes, wait }): Batch => {
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
              reason: reasonOf(wait.index, waitWords(wait.step.hours)),
              exposures: cut(made.impact.exposures.filter(({ step }) => step === wait.index).map(rangesCut)),
            },
    };
  });
  return { shown: all, more: found.length - all.length };
}

function waitWords(hours: number): string {
  return hours === 0 ? 'wait: ' : `wait ${hours} ${hours === 1 ? 'hour' : 'hours'}: `;
}
