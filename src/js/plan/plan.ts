// Plans from the current to the desired bindings: planned, rendered, explained, exported, compared.

import type { Difference, Plan, PlanTask } from '../types/plan.js';
import { optionalString, requireString } from '../wasm/arguments.js';
import { callPlanner, plainTask } from './plan-call.js';

export { PLAN_LIMITS } from './plan-call.js';

/**
 * Plans the writes from the current to the desired bindings: which writes, in which order, with which waits between them, and
 * their effect on every address. It sends nothing. The same task gives the same plan, whatever the order of its lists.
 *
 * Do not run a plan with `refusals` as it is. Where no plan is possible, the error says why; for `desired-illegal` its
 * `findings` name the broken rules.
 *
 * O(n log n) where few bindings need a shield.
 *
 * Known services are those of `services`, or without it those that are bound or named. Hexadecimal ids are compared without
 * regard to case.
 *
 * @throws ByoipError `desired-illegal`, `desired-regional`, `service-name-conflict`, `current-unusable`, `regional-in-the-way`, `too-many-services`,
 *   `prefix-too-large`, `plan-changed`; the codes of `parseCidr` with a `pointer` into the task
 *
 * @example
 * ```ts
 * plan(task).steps.map(({ op }) => op); // ['create', 'wait']
 * ```
 */
export function plan(task: PlanTask): Plan {
  return callPlanner(task, { plan: plainTask(task) });
}

/**
 * The difference between the current and the desired bindings, without a plan. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
 *
 * @example
 * ```ts
 * diff(task).added.map(({ cidr }) => cidr); // ['192.0.2.1/32']
 * ```
 */
export function diff(task: PlanTask): Difference {
  return callPlanner(task, { diff: plainTask(task) });
}

/** The output format of `render`. */
export type PlanForm = 'text' | 'markdown';

/** A line of a rendered plan, and its kind, for colours. */
export interface PlanLine {
  readonly kind: 'head' | 'create' | 'delete' | 'wait' | 'error' | 'warning' | 'dim' | 'plain';
  /** Without control characters and invisible characters. */
  readonly text: string;
}

/**
 * A plan for people: aligned text, or Markdown for a ticket. Names from the API are escaped in both. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
 *
 * @example
 * ```ts
 * render(task, 'markdown').includes('192.0.2.1/32'); // true
 * ```
 */
export function render(task: PlanTask, form: PlanForm = 'text'): string {
  return renderLines(task, form)
    .map((line) => `${line.text}\n`)
    .join('');
}

/**
 * The lines of `render`.
 *
 * @example
 * ```ts
 * for (const { text } of renderLines(task)) console.log(text);
 * ```
 */
export function renderLines(task: PlanTask, form: PlanForm = 'text'): readonly PlanLine[] {
  return callPlanner(task, { render: { task: plainTask(task), form: requireString(form, 'form') } });
}

/**
 * One sentence for each step of the plan: what it does, why, and why at this point. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
 *
 * @example
 * ```ts
 * explain(task).at(-1)?.startsWith('wait 6 hours'); // true
 * ```
 */
export function explain(task: PlanTask): readonly string[] {
  return callPlanner(task, { explain: { task: plainTask(task) } });
}

/** A language that `exportPlan` writes. */
export type PlanLanguage = 'curl' | 'python' | 'typescript' | 'terraform';

/** The account and prefix of an exported program, which otherwise takes them from its environment. */
export interface PlanPlace {
  /** The account. */
  readonly accountId?: string | null | undefined;
  /** Identifier of the prefix. */
  readonly prefixId?: string | null | undefined;
}

/**
 * The plan as a program: a shell script with curl and jq, Python or TypeScript with the official packages, or Terraform. The
 * program lists the bindings before each write and stops at an unexpected state. Names and ids are data in it, not code.
 *
 * The same task gives the same bytes. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`, and `plan-refused` where the plan has refusals
 *
 * @example
 * ```ts
 * exportPlan(task, 'curl').startsWith('#!'); // true
 * ```
 */
export function exportPlan(task: PlanTask, language: PlanLanguage, place: PlanPlace = {}): string {
  const [accountId, prefixId] = [
    optionalString(place?.accountId, 'accountId'),
    optionalString(place?.prefixId, 'prefixId'),
  ];
  const call = {
    task: plainTask(task),
    language: requireString(language, 'language'),
    place: { accountId, prefixId },
  };
  return callPlanner(task, { export: call });
}
