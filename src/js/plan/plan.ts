// The way from what is bound to what should be: planned, told to people, compared.

import { planCall, startPlanner } from 'host/planner.js';
import type { BindingFacts } from '../types/api.js';
import { ByoipError, isByoipError, problemOf } from '../types/errors.js';
import type { CurrentBinding, Difference, Plan, PlanLimits, PlanTask } from '../types/plan.js';
import { flagOrNull, guard, json, misuse, text, textOrNull } from '../wasm/call-wasm.js';

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
  return told(task, { plan: plain(task) });
}

/**
 * What differs between what is bound and what should be, without a way from one to the other. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
 */
export function diff(task: PlanTask): Difference {
  return told(task, { diff: plain(task) });
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
  return told(task, { render: { task: plain(task), form: text(form, 'form') } });
}

/**
 * A sentence for each step of the plan: what, why, and why there. O(n log n).
 *
 * @throws ByoipError with the codes of `plan`
 */
export function explain(task: PlanTask): readonly string[] {
  return told(task, { explain: { task: plain(task) } });
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
    textOrNull(place?.accountId, 'accountId'),
    textOrNull(place?.prefixId, 'prefixId'),
  ];
  const call = { task: plain(task), language: text(language, 'language'), place: { accountId, prefixId } };
  return told(task, { export: call });
}

/** The answer to a call about a plan. */
function told<T>({ limits, force }: PlanTask, call: object): T {
  const allowUnknownServices = limits?.allowUnknownServices === true || force === true;
  try {
    const answer = guard(() => {
      startPlanner();
      return planCall(new TextEncoder().encode(json({ call, allowUnknownServices }, 'the task')));
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
function plain(task: PlanTask): object {
  const { prefix, services, names, policy, profile, gate, defaultOnly } = task ?? {};
  return {
    prefix: {
      cidr: text(prefix?.cidr, 'prefix.cidr'),
      approved: textOrNull(prefix.approved, 'prefix.approved'),
      advertised: flagOrNull(prefix.advertised, 'prefix.advertised'),
      onDemandLocked: flagOrNull(prefix.onDemandLocked, 'prefix.onDemandLocked'),
    },
    current: list(task.current, 'current', current),
    desired: list(task.desired, 'desired', desired),
    services:
      services === undefined
        ? null
        : list(services, 'services', (service) => ({
            id: text(service?.id, 'service.id'),
            name: text(service.name, 'service.name'),
          })),
    names: names === undefined ? null : named(names),
    policy: textOrNull(policy, 'policy'),
    profile: textOrNull(profile, 'profile'),
    gate: textOrNull(gate, 'gate'),
    defaultOnly:
      defaultOnly === undefined ? null : list(defaultOnly, 'defaultOnly', (id) => text(id, 'defaultOnly')),
    settlesIn: hoursUntil(task.settledSince),
    snapshotSize: count(task.snapshotSize, 'snapshotSize'),
    limits: limits(task.limits),
    force: flagOrNull(task.force, 'force'),
    expect: textOrNull(task.expect, 'expect'),
  };
}

function list<T, U>(values: readonly T[], name: string, one: (value: T) => U): U[] {
  if (!Array.isArray(values)) throw misuse(name, 'an array', values);
  return (values as readonly T[]).map(one);
}

function desired(binding: BindingFacts): object {
  return {
    cidr: text(binding?.cidr, 'desired.cidr'),
    serviceId: textOrNull(binding.serviceId, 'desired.serviceId'),
    serviceName: textOrNull(binding.serviceName, 'desired.serviceName'),
  };
}

function current(binding: CurrentBinding): object {
  return {
    id: textOrNull(binding?.id, 'current.id'),
    cidr: text(binding?.cidr, 'current.cidr'),
    serviceId: textOrNull(binding.serviceId, 'current.serviceId'),
    serviceName: textOrNull(binding.serviceName, 'current.serviceName'),
    state: textOrNull(binding.state, 'current.state'),
  };
}

const HOUR = 3_600_000;

/** Hours after which every data center has seen a write, as documented. */
const PROPAGATION_HOURS = 6;

/** Whole hours from now until then, or null where nobody says when. */
function hoursUntil(when: string | Date | undefined): number | null {
  if (when === undefined || when === null) return null;
  const time = when instanceof Date ? when.getTime() : Date.parse(text(when, 'settledSince'));
  if (!Number.isFinite(time)) {
    throw misuse('settledSince', 'a Date, or a time such as 2026-02-20T18:00:00Z', when);
  }
  const hours = Math.max(Math.ceil((time - Date.now()) / HOUR), 0);
  if (hours > PROPAGATION_HOURS) {
    throw misuse(
      'settledSince',
      `at most ${PROPAGATION_HOURS} hours ahead: six hours after the last write`,
      when,
    );
  }
  return hours;
}

function named(names: Readonly<Record<string, string>>): Record<string, string> {
  if (typeof names !== 'object' || names === null) throw misuse('names', 'an object', names);
  return Object.fromEntries(Object.entries(names).map(([id, name]) => [id, text(name, 'names')]));
}

function limits(given: PlanLimits | undefined): object | null {
  if (given === undefined) return null;
  if (typeof given !== 'object' || given === null) throw misuse('limits', 'an object', given);
  const all: Record<string, number | boolean> = { ...PLAN_LIMITS };
  for (const [name, value] of Object.entries(given)) {
    const known = all[name];
    if (known === undefined) throw misuse(`limits.${name}`, 'one of the limits', value);
    if (value === undefined) continue;
    if (typeof known === 'boolean') all[name] = flagOrNull(value, `limits.${name}`) ?? known;
    else all[name] = count(value, `limits.${name}`) ?? known;
  }
  // It is said beside the call: there is no plan with a service that nothing knows.
  const { allowUnknownServices: _, ...rest } = all;
  return rest;
}

/** A whole number that fits, or null where there is none. */
function count(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null;
  const whole = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  if (!whole) throw misuse(name, 'a whole number from 0 to 4294967295', value);
  return value;
}
