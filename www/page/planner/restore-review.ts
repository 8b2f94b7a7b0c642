// What changed since a snapshot and what a restore would do, in bounded space; the plans themselves stay a text.

import {
  type DriftFinding,
  drift,
  type ManualStep,
  type PrefixPlanSummary,
  restorePlan,
} from '../../../src/js/entry/page.js';
import { type Truncated, truncate } from '../lib/truncate.js';

/** Snapshots as text: a long string is sent to a worker at once. */
export interface RestoreRequest {
  readonly before: string;
  readonly now: string;
  readonly removeAdditions: boolean;
  /** True to lift every refusal that a limit lifts. */
  readonly force: boolean;
}

/** The restore of a prefix. */
export interface PrefixRestore extends PrefixPlanSummary {
  readonly prefixId: string;
  readonly steps: number;
}

export interface RestoreReview {
  /** The times of the two states. */
  readonly before: string;
  readonly now: string;
  /** Prefixes that were compared, and those with a finding. */
  readonly compared: number;
  readonly changed: number;
  /** True where the snapshot is about a part of the account. */
  readonly part: boolean;
  readonly findingCount: number;
  readonly findings: Truncated<DriftFinding>;
  readonly notCompared: Truncated<string>;
  readonly restores: Truncated<PrefixRestore>;
  readonly restoreCount: number;
  readonly manual: Truncated<ManualStep>;
  /** True where a limit refuses a part, and may be lifted. */
  readonly isLimited: boolean;
  /** Additions that stay. */
  readonly keptCount: number;
  /** The plans of a run as JSON. */
  readonly plan: string;
}

const MAX_LISTED = 100;
const MAX_MANUAL = 40;
const MAX_NOT_COMPARED = 10;

/** O(n log n). @throws ByoipError with the codes of `restorePlan` */
export function reviewRestore({ before, now, removeAdditions, force }: RestoreRequest): RestoreReview {
  const found = drift(before, now);
  const restore = restorePlan(before, now, { removeAdditions, force });
  const restores = restore.plans.map((plan, at): PrefixRestore => {
    const { prefixId = '', steps = [] } = restore.run.prefixes[at] ?? {};
    return { ...plan, prefixId, steps: steps.length };
  });
  return {
    before: found.before,
    now: found.now,
    compared: found.compared,
    changed: new Set(found.findings.flatMap(({ prefix }) => prefix ?? [])).size,
    part: found.part,
    findingCount: found.findings.length,
    findings: truncate(
      found.findings.map((one) => ({ ...one, cidrs: [] })),
      MAX_LISTED,
    ),
    notCompared: truncate(
      found.notCompared.map(({ prefix, list, message }) => `${prefix}, ${list}: ${message}`),
      MAX_NOT_COMPARED,
    ),
    restores: truncate(restores, MAX_LISTED),
    restoreCount: restores.length,
    manual: truncate(
      restore.manual.map((one) => ({ ...one, cidrs: [] })),
      MAX_MANUAL,
    ),
    isLimited: restore.manual.some(({ lift }) => lift !== null),
    keptCount: restore.kept.length,
    plan: JSON.stringify(restore.run),
  };
}
