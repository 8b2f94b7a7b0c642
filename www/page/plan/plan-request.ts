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
import { boundBy, desired } from '../draft/draft-model.js';
import { type Breath, mapped } from '../lib/yielder.js';

/** How to plan. */
export interface Choices {
  readonly policy: PlanPolicy;
  readonly profile: PlanProfile;
  readonly gate: PlanGate;
}

/** A limit that a person has lifted. */
export type Lift = keyof PlanLimits;

/** What is to be planned. Plain data: it crosses into a worker. */
export interface Subject {
  readonly prefix: PrefixFacts;
  readonly services: readonly { readonly id: string; readonly name: string }[];
  /** What is bound, as JSON: a long text crosses at once, a long list of objects does not. */
  readonly current: string;
  /** By CIDR: the service that it shall have, `null` for none. */
  readonly changes: ReadonlyMap<string, string | null>;
  readonly choices: Choices;
}

const LIFTED = {
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
export function taskOf({ prefix, services, current: text, changes, choices }: Subject): PlanTask {
  const current = JSON.parse(text) as readonly CurrentBinding[];
  const bound = boundBy(current);
  return { prefix, services, current, desired: desired({ changes, notes: '' }, bound), ...choices };
}

/** The facts of a prefix that are known, and nothing else that it carries. */
export function knownOf({ cidr, approved, advertised, onDemandLocked }: PrefixFacts): PrefixFacts {
  return {
    cidr,
    ...(approved === undefined ? {} : { approved }),
    ...(advertised === undefined ? {} : { advertised }),
    ...(onDemandLocked === undefined ? {} : { onDemandLocked }),
  };
}

/** The list for a subject, written in short tasks. Throws only when `breath` does. */
export async function currentText(bindings: readonly ServiceBinding[], breath: Breath): Promise<string> {
  // The state too: what is not active may be at an edge or not.
  const one = ({ id, cidr, serviceId, serviceName, state }: ServiceBinding): string =>
    JSON.stringify({ ...(id === '' ? {} : { id }), cidr, serviceId, serviceName, state });
  return `[${(await mapped(bindings, one, breath)).join(',')}]`;
}

/** The task with the limits lifted that a person has lifted. */
export function liftedTask(subject: Subject, lifts: readonly Lift[]): PlanTask {
  const limits: PlanLimits = Object.fromEntries(lifts.map((lift) => [lift, LIFTED[lift]]));
  return { ...taskOf(subject), limits };
}
