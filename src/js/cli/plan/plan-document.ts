// The plans of many prefixes together: their total, and the document that keeps them with their tasks.

import { createHash } from 'node:crypto';
import type { Reading } from '../../plan/list-format.js';
import { escapeJson } from '../../text/hidden.js';
import type { Plan, PlanTask } from '../../types/plan.js';
import type { AccountPrefix } from '../account/account-prefix.js';

/** A plan with its task, from which it can be computed again, and how the desired bindings were read. */
export interface PlannedPrefix {
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
  readonly plans: readonly PlannedPrefix[];
  /** CIDRs of the prefixes that the desired bindings are not about. */
  readonly untouched: readonly string[];
}

/** The document as text, one plan on a line. */
export function documentText({ plans, ...head }: PlanDocument): string {
  const lines = plans.map((one) => escapeJson(JSON.stringify(one)));
  const text = escapeJson(JSON.stringify({ ...head, plans: [] }));
  return `${text.slice(0, -2)}\n${lines.join(',\n')}\n]}\n`;
}

/** The sum of plans. O(steps). */
export function totalOf(plans: readonly Plan[]): PlanTotal {
  const count = (op: string) =>
    plans.reduce((all, { steps }) => all + steps.filter((step) => step.op === op).length, 0);
  const most = (of: (plan: Plan) => number) => plans.reduce((all, plan) => Math.max(all, of(plan)), 0);
  return {
    prefixes: plans.length,
    changing: plans.filter(({ steps }) => steps.length > 0).length,
    creates: count('create'),
    deletes: count('delete'),
    waits: most(({ finish }) => finish.gates),
    earliestHours: most(({ finish }) => finish.earliestHours),
    latestHours: most(({ finish }) => finish.latestHours),
    fingerprint: fingerprintOf(plans),
  };
}

function fingerprintOf(plans: readonly Plan[]): string {
  const [only] = plans;
  if (only !== undefined && plans.length === 1) return only.fingerprint;
  const hash = createHash('sha256');
  for (const { prefix, fingerprint } of plans) hash.update(`${prefix} ${fingerprint}\n`);
  return `sha256:${hash.digest('hex')}`;
}
