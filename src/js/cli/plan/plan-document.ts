// The plans of many prefixes together: their total, and the document that keeps them with their tasks.

import { createHash } from 'node:crypto';
import type { Reading } from '../../plan/list-format.js';
import type { PlanReport } from '../../plan/report.js';
import { escapeJson } from '../../text/hidden.js';
import type { Plan, PlanTask } from '../../types/plan.js';
import type { AccountPrefix } from '../account/account-prefix.js';

/** The plan of a prefix, and how its desired bindings were read. */
export interface PlannedPrefix {
  readonly prefix: AccountPrefix;
  readonly readAs: Reading;
  readonly report: PlanReport;
  /** The task with its lists as objects. */
  task(): PlanTask & { readonly prefix: AccountPrefix };
}

/** A plan with its task, from which it can be computed again. */
export interface WrittenPlan {
  readonly task: PlanTask & { readonly prefix: AccountPrefix };
  readonly readAs: Reading;
  readonly plan: Plan;
}

/** The sum of plans. Prefixes wait side by side, so the time is that of the longest plan. */
export interface PlanTotal {
  /** Number of plans, with those without steps. */
  readonly prefixes: number;
  /** Number of plans with steps. */
  readonly changing: number;
  readonly creates: number;
  readonly deletes: number;
  /** The waits of the plan that has most of them. */
  readonly waits: number;
  readonly earliestHours: number;
  readonly latestHours: number;
  /** That of the plan where there is one; otherwise the digest of all of them, in order. */
  readonly fingerprint: string;
}

/** What `plan -o` writes. */
export interface PlanDocument {
  /** Version of this format. */
  readonly byoipPlan: 1;
  readonly accountId: string | null;
  readonly total: PlanTotal;
  readonly plans: readonly WrittenPlan[];
  /** CIDRs of the prefixes that the desired bindings are not about. */
  readonly untouched: readonly string[];
}

/** The document as text, one plan on a line. */
export function documentText(
  plans: readonly PlannedPrefix[],
  head: Omit<PlanDocument, 'byoipPlan' | 'plans'>,
): string {
  const lines = plans.map(({ task, readAs, report }) =>
    escapeJson(JSON.stringify({ task: task(), readAs, plan: planOf(report) } satisfies WrittenPlan)),
  );
  const text = escapeJson(JSON.stringify({ byoipPlan: 1, ...head, plans: [] }));
  return `${text.slice(0, -2)}\n${lines.join(',\n')}\n]}\n`;
}

/** The plan of a report that was asked for it. */
export function planOf({ plan }: PlanReport): Plan {
  if (plan === null) throw new RangeError('the report has no plan');
  return plan;
}

/** True where a plan has steps; those without writes have none. */
export const hasSteps = ({ creates, deletes }: PlanReport): boolean => creates + deletes > 0;

/** The sum of plans. O(plans). */
export function totalOf(reports: readonly PlanReport[]): PlanTotal {
  const sum = (of: (plan: PlanReport) => number) => reports.reduce((all, plan) => all + of(plan), 0);
  const most = (of: (plan: PlanReport) => number) =>
    reports.reduce((all, plan) => Math.max(all, of(plan)), 0);
  return {
    prefixes: reports.length,
    changing: reports.filter(hasSteps).length,
    creates: sum(({ creates }) => creates),
    deletes: sum(({ deletes }) => deletes),
    waits: most(({ finish }) => finish.gates),
    earliestHours: most(({ finish }) => finish.earliestHours),
    latestHours: most(({ finish }) => finish.latestHours),
    fingerprint: fingerprintOf(reports),
  };
}

function fingerprintOf(reports: readonly PlanReport[]): string {
  const [only] = reports;
  if (only !== undefined && reports.length === 1) return only.fingerprint;
  const hash = createHash('sha256');
  for (const { prefix, fingerprint } of reports) hash.update(`${prefix} ${fingerprint}\n`);
  return `sha256:${hash.digest('hex')}`;
}
