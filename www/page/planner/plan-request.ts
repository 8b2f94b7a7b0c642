// The request for a plan, small enough to send to the planner's worker: the current bindings, the draft, the options.

import type {
  CurrentBinding,
  PlanGate,
  PlanLimits,
  PlanPolicy,
  PlanProfile,
  PlanTask,
  PrefixFacts,
  ServiceBinding,
} from '../../../src/js/entry/page.js';
import { mapYielding, type Yielder } from '../lib/yielder.js';
import { desiredBindings, servicesByCidr } from '../state/draft-model.js';

export interface PlanOptions {
  readonly policy: PlanPolicy;
  readonly profile: PlanProfile;
  readonly gate: PlanGate;
}

/** The limit that allows what a safety check blocks. */
export type OverrideFlag = keyof PlanLimits;

/** Plain data, since it is sent to a worker. */
export interface PlanRequest {
  readonly prefix: PrefixFacts;
  readonly services: readonly { readonly id: string; readonly name: string }[];
  /** The current bindings as JSON: a long string is sent at once, a long list of objects is not. */
  readonly current: string;
  /** By CIDR: the desired service; `null` removes the binding. */
  readonly changes: ReadonlyMap<string, string | null>;
  readonly options: PlanOptions;
}

const OVERRIDE_VALUES = {
  deletedPercent: 100,
  deletedFrom: 2 ** 32 - 1,
  changedPercent: 100,
  missingPercent: 100,
  allowDefault: true,
  allowUnowned: true,
  allowEmpty: true,
  allowRegional: true,
  allowUnknownServices: true,
  allowDefaultDelete: true,
  allowStuck: true,
} as const satisfies Required<PlanLimits>;

/** The request as a task of the core. O(n). */
export function planTask(request: PlanRequest): PlanTask {
  const { prefix, services, changes, options } = request;
  const current = JSON.parse(request.current) as readonly CurrentBinding[];
  const desired = desiredBindings({ changes, notes: '' }, servicesByCidr(current));
  return { prefix, services, current, desired, ...options };
}

export function taskWithOverrides(request: PlanRequest, overrides: readonly OverrideFlag[]): PlanTask {
  const limits: PlanLimits = Object.fromEntries(overrides.map((flag) => [flag, OVERRIDE_VALUES[flag]]));
  return { ...planTask(request), limits };
}

/** The facts about a prefix that the planner uses, where they are known. */
export function knownPrefixFacts({ cidr, approved, advertised, onDemandLocked }: PrefixFacts): PrefixFacts {
  return {
    cidr,
    ...(approved === undefined ? {} : { approved }),
    ...(advertised === undefined ? {} : { advertised }),
    ...(onDemandLocked === undefined ? {} : { onDemandLocked }),
  };
}

/** The current bindings of a request, written in short tasks. Throws only when `yielder` does. */
export async function currentBindingsJson(
  bindings: readonly ServiceBinding[],
  yielder: Yielder,
): Promise<string> {
  // The planner waits for bindings whose state is not active.
  const json = ({ id, cidr, serviceId, serviceName, state }: ServiceBinding): string =>
    JSON.stringify({ ...(id === '' ? {} : { id }), cidr, serviceId, serviceName, state });
  return `[${(await mapYielding(bindings, json, yielder)).join(',')}]`;
}
