// The way from what is bound to what should be: planned, told to people, compared.

import { planCall, startPlanner } from 'host/planner.js';
import type { BindingFacts } from '../types/api.js';
import { ByoipError, isByoipError, problemOf } from '../types/errors.js';
import type { CurrentBinding, Difference, Plan, PlanLimits, PlanTask } from '../types/plan.js';
import {
  callWasm,
  invalidArgument,
  optionalBoolean,
  optionalString,
  requireString,
  toJson,
} from '../wasm/call-wasm.js';

/** The limits of a plan where a task does not say others. */
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
 * Plans the writes from what is bound to what should be: which, in which order, with which waits between them, and
 * what they do to every address. Nothing is sent. The same task gives the same plan, whatever the order of its lists.
 *
 * A plan with `refusals` should not be run as it stands. Where there is no plan at all, the error says why: of
 * `desired-illegal` the `findings` are the rules that are broken.
 *
 * O(n log n) where few bindings need a shield.
 *
 * Services are known by `services`, or without it by what is bound and by names; hexadecimal ids are compared without case.
 *
 * @throws ByoipError `desired-illegal`, `desired-regional`, `service-name-conflict`, `current-unusable`, `regional-in-the-way`, `too-many-services`,
 *   `prefix-too-large`, `plan-changed`; the codes of `parseCidr` with a `pointer` into the task
 */
export function plan(task: PlanTask): Plan {
  return callPlanner(task, { plan: plainTask(task) });
}

/**
 * What differs between what is bound and what should be, without a way from one to the other. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
 */
export function diff(task: PlanTask): Difference {
  return callPlanner(task, { diff: plainTask(task) });
}

/** How `render` writes a plan. */
export type PlanForm = 'text' | 'markdown';

/** A line of a rendered plan, and what it is about, for whoever puts colour on it. */
export interface PlanLine {
  readonly kind: 'head' | 'create' | 'delete' | 'wait' | 'error' | 'warning' | 'dim' | 'plain';
  /** Nothing in it that a terminal obeys, or that hides. */
  readonly text: string;
}

/**
 * A plan for people: aligned text, or Markdown for a ticket. Names from outside are inert in both. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
 */
export function render(task: PlanTask, form: PlanForm = 'text'): string {
  return renderLines(task, form)
    .map((line) => `${line.text}\n`)
    .join('');
}

/** The lines of `render`. */
export function renderLines(task: PlanTask, form: PlanForm = 'text'): readonly PlanLine[] {
  return callPlanner(task, { render: { task: plainTask(task), form: requireString(form, 'form') } });
}

/**
 * A sentence for each step of the plan: what, why, and why there. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
 */
export function explain(task: PlanTask): readonly string[] {
  return callPlanner(task, { explain: { task: plainTask(task) } });
}

/** A language that `exportPlan` writes. */
export type PlanLanguage = 'curl' | 'python' | 'typescript' | 'terraform';

/** Whose bindings an exported program is about; what is not said here it takes from its environment. */
export interface PlanPlace {
  /** The account. */
  readonly accountId?: string | null | undefined;
  /** Identifier of the prefix. */
  readonly prefixId?: string | null | undefined;
}

/**
 * The plan as the text of a program: a shell script with curl and jq, Python or TypeScript with the official packages,
 * or Terraform. It lists before each write and stops at what it does not know. Text from outside is data in it.
 *
 * The same task gives the same bytes. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`, and `plan-refused` where there are refusals that the task does not lift
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

/** The answer to a call about a plan. */
function callPlanner<T>({ limits, force }: PlanTask, call: object): T {
  const allowUnknownServices = limits?.allowUnknownServices === true || force === true;
  try {
    const answer = callWasm(() => {
      startPlanner();
      return planCall(new TextEncoder().encode(toJson({ call, allowUnknownServices }, 'the task')));
    });
    return JSON.parse(answer) as T;
  } catch (error) {
    if (!isByoipError(error) || error.pointer !== undefined) throw error;
    // Of a task without a plan no place in a text is at fault.
    const { at: _, ...problem } = problemOf(error);
    throw new ByoipError(problem);
  }
}

/** The task as the core takes it: own properties of the right types, and nothing else. */
function plainTask(task: PlanTask): object {
  const { prefix, services, names, policy, profile, gate, defaultOnly } = task ?? {};
  return {
    prefix: {
      cidr: requireString(prefix?.cidr, 'prefix.cidr'),
      approved: optionalString(prefix.approved, 'prefix.approved'),
      advertised: optionalBoolean(prefix.advertised, 'prefix.advertised'),
      onDemandLocked: optionalBoolean(prefix.onDemandLocked, 'prefix.onDemandLocked'),
    },
    current: mapArray(task.current, 'current', plainCurrent),
    desired: mapArray(task.desired, 'desired', plainDesired),
    services:
      services === undefined
        ? null
        : mapArray(services, 'services', (service) => ({
            id: requireString(service?.id, 'service.id'),
            name: requireString(service.name, 'service.name'),
          })),
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
    limits: plainLimits(task.limits),
    force: optionalBoolean(task.force, 'force'),
    expect: optionalString(task.expect, 'expect'),
  };
}

function mapArray<T, U>(values: readonly T[], name: string, one: (value: T) => U): U[] {
  if (!Array.isArray(values)) throw invalidArgument(name, 'an array', values);
  return (values as readonly T[]).map(one);
}

function plainDesired(binding: BindingFacts): object {
  return {
    cidr: requireString(binding?.cidr, 'desired.cidr'),
    serviceId: optionalString(binding.serviceId, 'desired.serviceId'),
    serviceName: optionalString(binding.serviceName, 'desired.serviceName'),
  };
}

function plainCurrent(binding: CurrentBinding): object {
  return {
    id: optionalString(binding?.id, 'current.id'),
    cidr: requireString(binding?.cidr, 'current.cidr'),
    serviceId: optionalString(binding.serviceId, 'current.serviceId'),
    serviceName: optionalString(binding.serviceName, 'current.serviceName'),
    state: optionalString(binding.state, 'current.state'),
  };
}

const HOUR = 3_600_000;

/** Hours after which every data center has seen a write, as documented. */
const PROPAGATION_HOURS = 6;

/** Whole hours from now until then, or null where nobody says when. */
function hoursUntil(when: string | Date | undefined): number | null {
  if (when === undefined || when === null) return null;
  const time = when instanceof Date ? when.getTime() : Date.parse(requireString(when, 'settledSince'));
  if (!Number.isFinite(time)) {
    throw invalidArgument('settledSince', 'a Date, or a time such as 2026-02-20T18:00:00Z', when);
  }
  const hours = Math.max(Math.ceil((time - Date.now()) / HOUR), 0);
  if (hours > PROPAGATION_HOURS) {
    throw invalidArgument(
      'settledSince',
      `at most ${PROPAGATION_HOURS} hours ahead: six hours after the last write`,
      when,
    );
  }
  return hours;
}

function plainNames(names: Readonly<Record<string, string>>): Record<string, string> {
  if (typeof names !== 'object' || names === null) throw invalidArgument('names', 'an object', names);
  return Object.fromEntries(Object.entries(names).map(([id, name]) => [id, requireString(name, 'names')]));
}

function plainLimits(given: PlanLimits | undefined): object | null {
  if (given === undefined) return null;
  if (typeof given !== 'object' || given === null) throw invalidArgument('limits', 'an object', given);
  const all: Record<string, number | boolean> = { ...PLAN_LIMITS };
  for (const [name, value] of Object.entries(given)) {
    const known = all[name];
    if (known === undefined) throw invalidArgument(`limits.${name}`, 'one of the limits', value);
    if (value === undefined) continue;
    if (typeof known === 'boolean') all[name] = optionalBoolean(value, `limits.${name}`) ?? known;
    else all[name] = wholeNumber(value, `limits.${name}`) ?? known;
  }
  // It is said beside the call: there is no plan with a service that nothing knows.
  const { allowUnknownServices: _, ...rest } = all;
  return rest;
}

/** A whole number that fits, or null where there is none. */
function wholeNumber(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null;
  const whole = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  if (!whole) throw invalidArgument(name, 'a whole number from 0 to 4294967295', value);
  return value;
}
