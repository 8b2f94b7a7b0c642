// From tasks to the plans of a run.

import { plan } from '../plan/plan.js';
import { encodeUtf8 } from '../text/utf8.js';
import { ByoipError } from '../types/errors.js';
import type { Plan, PlanTask } from '../types/plan.js';
import type { PrefixPlan, RunOptions, RunPlan } from '../types/run.js';
import { mapArray, requireString } from '../wasm/arguments.js';

/** The task of a prefix, whose bindings have their ids. */
export interface PrefixTask {
  /** Identifier of the prefix. */
  readonly prefixId: string;
  readonly task: PlanTask;
}

/** A task with its plan. */
export interface PlannedTask extends PrefixTask {
  readonly plan: Plan;
}

/**
 * Plans each task, and makes the plans of a run for {@link apply}. Prefixes without a change are left out. The limits of the
 * tasks are judged: a refused plan is an error.
 *
 * @throws ByoipError with the codes of `plan`; `plan-refused`; `run-plan-invalid` for a binding without an id
 *
 * @example
 * ```ts
 * toRunPlan(accountId, [{ prefixId, task }]).prefixes.length; // 1
 * ```
 */
export function toRunPlan(
  accountId: string,
  tasks: readonly PrefixTask[],
  options: RunOptions = {},
): RunPlan {
  const planned = mapArray(tasks, 'tasks', (one) => ({ ...one, plan: plan(one.task) }));
  return runPlanOf(accountId, planned, options);
}

/** The plans of a run from tasks that are planned. @throws ByoipError `plan-refused`, `run-plan-invalid` */
export function runPlanOf(accountId: string, planned: readonly PlannedTask[], options: RunOptions): RunPlan {
  const prefixes = planned.map(prefixPlan).filter(({ steps }) => steps.length > 0);
  return { accountId: requireString(accountId, 'accountId'), options, prefixes };
}

/**
 * The fingerprint of a run: that of the plan where only bindings of one prefix change, otherwise `sha256:` and the digest of the plans and their steps.
 * It is what a person agrees to where another program carries the run out.
 *
 * @example
 * ```ts
 * await runFingerprint(toRunPlan(accountId, [{ prefixId, task }]));
 * ```
 */
export async function runFingerprint({ prefixes }: RunPlan): Promise<string> {
  const [only] = prefixes;
  const isPlan = only?.steps.every(({ op }) => op === 'create' || op === 'delete' || op === 'wait');
  if (prefixes.length === 1 && isPlan && only?.fingerprint) return only.fingerprint;
  const what = prefixes.map(({ cidr, fingerprint = '', steps }) => ({ cidr, fingerprint, steps }));
  const bytes = encodeUtf8(JSON.stringify(what));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function prefixPlan({ prefixId, task, plan }: PlannedTask): PrefixPlan {
  const { prefix, steps, fingerprint, refusals } = plan;
  const [refusal] = refusals;
  if (refusal !== undefined) {
    throw new ByoipError({
      code: 'plan-refused',
      message: `the plan of ${prefix} is refused: ${refusal.message}`,
      help: `${refusal.help}; or lift the limit \`${refusal.lift}\``,
    });
  }
  const start = task.current.map(({ id, cidr, serviceId }) => {
    if (id === undefined || id === '') throw withoutId(cidr);
    return { id, cidr, serviceId };
  });
  return { prefixId: requireString(prefixId, 'prefixId'), cidr: prefix, start, steps, fingerprint };
}

function withoutId(cidr: string): ByoipError {
  return new ByoipError({
    code: 'run-plan-invalid',
    message: `the current binding of ${cidr} has no id`,
    help: 'take the current bindings from the API or a snapshot: a list without ids cannot be carried out',
  });
}
