// Plans from the current to the desired bindings: planned, rendered, explained, exported, compared.

import { planCall, startPlanner } from 'host/planner.js';
import type { BindingFacts } from '../types/api.js';
import { ByoipError, isByoipError, problemOf } from '../types/errors.js';
import type { CurrentBinding, Difference, Plan, PlanLimits, PlanTask } from '../types/plan.js';
import {
  callJson,
  invalidArgument,
  mapArray,
  optionalBoolean,
  optionalString,
  requireString,
} from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import { plainPrefix, plainServices } from '../wasm/plain-facts.js';
import { hoursUntil, plainLimits, wholeNumber } from './plan-settings.js';

/** The default limits of a plan. */
export const PLAN_LIMITS = {
  deletedPercent: 30,
  deletedFrom: 10,
  changedPercent: 50,
  missingPercent: 30,
  allowDefault: false,
  allowUnowned: false,
  allowEmpty: false,
  allowRegional: false,
  allowUnknownServices: false,
  allowDefaultDelete: false,
  allowStuck: false,
} as const satisfies Required<PlanLimits>;

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
 */
export function plan(task: PlanTask): Plan {
  return callPlanner(task, { plan: plainTask(task) });
}

/**
 * The difference between the current and the desired bindings, without a plan. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
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
 */
export function render(task: PlanTask, form: PlanForm = 'text'): string {
  return renderLines(task, form)
    .map((line) => `${line.text}\n`)
    .join('');
}

/** The lines of `render`; with `ids` they have the ids of services in place of names. */
export function renderLines(
  task: PlanTask,
  form: PlanForm = 'text',
  { ids = false }: { readonly ids?: boolean } = {},
): readonly PlanLine[] {
  const render = { task: plainTask(task), form: requireString(form, 'form'), ids: Boolean(ids) };
  return callPlanner(task, { render });
}

/**
 * One sentence for each step of the plan: what it does, why, and why at this point. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
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

/** Calls the planner. */
function callPlanner<T>({ limits, force }: PlanTask, call: object): T {
  const allowUnknownServices = limits?.allowUnknownServices === true || force === true;
  try {
    const answer = callWasm(() => {
      startPlanner();
      return planCall(new TextEncoder().encode(callJson({ call, allowUnknownServices }, 'the task')));
    });
    return JSON.parse(answer) as T;
  } catch (error) {
    if (!isByoipError(error) || error.pointer !== undefined) throw error;
    // The offsets are in our own JSON text, which the caller never sees.
    const { at: _, ...problem } = problemOf(error);
    throw new ByoipError(problem);
  }
}

/** The task as the core takes it: only known properties, of the right types. */
function plainTask(task: PlanTask): object {
  const { prefix, services, names, policy, profile, gate, defaultOnly } = task ?? {};
  return {
    prefix: plainPrefix(prefix),
    current: mapArray(task.current, 'current', plainCurrentOf()),
    desired: mapArray(task.desired, 'desired', plainDesired),
    services: plainServices(services),
    names: names === undefined ? null : plainNames(names),
    policy: optionalString(policy, 'policy'),
    profile: optionalString(profile, 'profile'),
    gate: optionalString(gate, 'gate'),
    defaultOnly:
      defaultOnly === undefined
        ? null
        : mapArray(defaultOnly, 'defaultOnly', (id) => requireString(id, 'defaultOnly')),
    settlesIn: hoursUntil(task.settledSince),
    snapshotSize: wholeNumber(task.snapshotSize, 'snapshotSize'),
    limits: plainLimits(task.limits, PLAN_LIMITS),
    force: optionalBoolean(task.force, 'force'),
    expect: optionalString(task.expect, 'expect'),
  };
}

// Fields without a value are left out, since a call can have hundreds of thousands of bindings.

function plainDesired(binding: BindingFacts): object {
  return {
    cidr: requireString(binding?.cidr, 'desired.cidr'),
    serviceId: optionalString(binding.serviceId, 'desired.serviceId') ?? undefined,
    serviceName: optionalString(binding.serviceName, 'desired.serviceName') ?? undefined,
  };
}

/** The name of a service crosses with its first binding only. */
function plainCurrentOf(): (binding: CurrentBinding) => object {
  const names = new Map<string | null, string | null>();
  return (binding) => {
    const id = optionalString(binding?.id, 'current.id') ?? undefined;
    const cidr = requireString(binding?.cidr, 'current.cidr');
    const serviceId = optionalString(binding.serviceId, 'current.serviceId');
    const serviceName = optionalString(binding.serviceName, 'current.serviceName');
    const state = optionalString(binding.state, 'current.state') ?? undefined;
    const isKnown = names.get(serviceId) === serviceName;
    names.set(serviceId, serviceName);
    const name = isKnown ? undefined : (serviceName ?? undefined);
    return { id, cidr, serviceId: serviceId ?? undefined, serviceName: name, state };
  };
}

function plainNames(names: Readonly<Record<string, string>>): Record<string, string> {
  if (typeof names !== 'object' || names === null) throw invalidArgument('names', 'an object', names);
  return Object.fromEntries(Object.entries(names).map(([id, name]) => [id, requireString(name, 'names')]));
}
