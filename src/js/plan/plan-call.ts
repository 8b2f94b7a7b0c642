// Calls of the planner: a task as the core takes it, and errors without positions in our own text.

import { planCall, startPlanner } from 'host/planner.js';
import { encodeUtf8 } from '../text/utf8.js';
import type { BindingFacts } from '../types/api.js';
import { ByoipError, isByoipError, problemOf } from '../types/errors.js';
import type { CurrentBinding, PlanLimits, PlanTask } from '../types/plan.js';
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

/** Calls the planner; `run` passes the text of the call to the wasm. */
export function callPlanner<T>(
  { limits, force }: Pick<PlanTask, 'limits' | 'force'>,
  call: object,
  run: (text: Uint8Array) => string = planCall,
): T {
  const allowUnknownServices = limits?.allowUnknownServices === true || force === true;
  try {
    const answer = callWasm(() => {
      startPlanner();
      return run(encodeUtf8(callJson({ call, allowUnknownServices }, 'the task')));
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
export function plainTask(task: PlanTask): object {
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
