// What the planner is asked about, small enough to be sent to its worker: what is bound, and how the draft differs.

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

/** How to plan. */
export interface PlanOptions {
  readonly policy: PlanPolicy;
  readonly profile: PlanProfile;
  readonly gate: PlanGate;
}

/** A limit that a person has lifted. */
export type OverrideFlag = keyof PlanLimits;

/** What is to be planned. Plain data: it crosses into a worker. */
export interface PlanRequest {
  readonly prefix: PrefixFacts;
  readonly services: readonly { readonly id: string; readonly name: string }[];
  /** What is bound, as JSON: a long text crosses at once, a long list of objects does not. */
  readonly current: string;
  /** By CIDR: the service that it shall have, `null` for none. */
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

/** The task of the core. O(n). */
export function planTask({
  prefix,
  services,
  current: text,
  changes,
  options: choices,
}: PlanRequest): PlanTask {
  const current = JSON.parse(text) as readonly CurrentBinding[];
  const bound = servicesByCidr(current);
  return { prefix, services, current, desired: desiredBindings({ changes, notes: '' }, bound), ...choices };
}

/** The facts of a prefix that are known, and nothing else that it carries. */
export function knownPrefixFacts({ cidr, approved, advertised, onDemandLocked }: PrefixFacts): PrefixFacts {
  return {
    cidr,
    ...(approved === undefined ? {} : { approved }),
    ...(advertised === undefined ? {} : { advertised }),
    ...(onDemandLocked === undefined ? {} : { onDemandLocked }),
  };
}

/** The list for a subject, written in short tasks. Throws only when `breath` does. */
export async function currentBindingsJson(
  bindings: readonly ServiceBinding[],
  breath: Yielder,
): Promise<string> {
  // The state too: what is not active may be at an edge or not.
  const one = ({ id, cidr, serviceId, serviceName, state }: ServiceBinding): string =>
    JSON.stringify({ ...(id === '' ? {} : { id }), cidr, serviceId, serviceName, state });
  return `[${(await mapYielding(bindings, one, breath)).join(',')}]`;
}

/** The task with the limits lifted that a person has lifted. */
export function taskWithOverrides(request: PlanRequest, overrides: readonly OverrideFlag[]): PlanTask {
  const limits: PlanLimits = Object.fromEntries(overrides.map((lift) => [lift, OVERRIDE_VALUES[lift]]));
  return { ...planTask(request), limits };
}
