// Plans: the task, the plan, its refusals, and the difference between two states.

import type { BindingFacts, CidrText, Finding, PrefixFacts } from './api.js';
import type { RefusalCode } from './codes.js';

export type { RefusalCode } from './codes.js';

/** The goal of a plan: the fewest addresses hit, or the fewest writes. */
export type PlanPolicy = 'hitless' | 'fewest-writes';

/**
 * The assumption about undocumented behaviour of the API. `strict`: the default binding can be deleted only when it is the
 * last one and the prefix is not advertised, and created only when there is no other binding; `lenient`: at any time.
 */
export type PlanProfile = 'strict' | 'lenient';

/**
 * What a wait after new bindings waits for. `settled`: until every edge has them. `active`: until a majority of data centers
 * has them, where a longer wait would protect no address.
 */
export type PlanGate = 'settled' | 'active';

/**
 * A binding that exists. A `ServiceBinding` fits. A binding whose `state` is not active is a write in flight: some edges have
 * it and some do not.
 */
export interface CurrentBinding extends BindingFacts {
  /** Identifier; without it a step that deletes the binding has no id. */
  readonly id?: string | undefined;
}

/** How much a plan may change without a refusal. The defaults are {@link PLAN_LIMITS}. */
export interface PlanLimits {
  /** Deleted bindings, in percent of the current ones. */
  readonly deletedPercent?: number | undefined;
  /** `deletedPercent` applies from this number of current bindings. */
  readonly deletedFrom?: number | undefined;
  /** Addresses whose owner changes, in percent of those of the prefix. */
  readonly changedPercent?: number | undefined;
  /** Bindings that the current list lacks, in percent of `snapshotSize`. */
  readonly missingPercent?: number | undefined;
  /** True to allow writes to the binding of the whole prefix. */
  readonly allowDefault?: boolean | undefined;
  /** True to allow addresses without an owner for a while. */
  readonly allowUnowned?: boolean | undefined;
  /** True to allow that nothing is bound at the end. */
  readonly allowEmpty?: boolean | undefined;
  /** True to allow writes to blocks that overlap a regional binding. */
  readonly allowRegional?: boolean | undefined;
  /** True to allow services that are not in `services`, `current` or `names`. */
  readonly allowUnknownServices?: boolean | undefined;
  /** True to allow a deletion of the default that the API is expected to refuse under the profile `strict`. */
  readonly allowDefaultDelete?: boolean | undefined;
  /** True to allow that addresses depend on a binding that does not become active by itself. */
  readonly allowStuck?: boolean | undefined;
}

/** The input of a plan. */
export interface PlanTask {
  /** The prefix. A `Prefix` fits. */
  readonly prefix: PrefixFacts;
  /** The current bindings, including regional ones, which a plan never changes but has to know. */
  readonly current: readonly CurrentBinding[];
  /** The desired bindings; empty to unbind everything. An entry without a service is regional: it is ignored, or an error where a service has its block. */
  readonly desired: readonly BindingFacts[];
  /** The account's services. Without them the services that are bound or named are known; an unknown desired service is refused. */
  readonly services?: readonly { readonly id: string; readonly name: string }[] | undefined;
  /** Names of services by identifier, in addition to those in the lists. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** The default is `hitless`. */
  readonly policy?: PlanPolicy | undefined;
  /** The default is `strict`. */
  readonly profile?: PlanProfile | undefined;
  /** The default is `settled`. */
  readonly gate?: PlanGate | undefined;
  /** Services that may be bound only to the whole prefix, in addition to those named Magic Transit. */
  readonly defaultOnly?: readonly string[] | undefined;
  /**
   * The time from which every edge has all earlier writes, deletions included: six hours after the last write. RFC 3339 text
   * or a `Date`. For a time in the future the plan begins with a wait. Without it the plan assumes that nothing was deleted
   * in the last six hours, and lists that assumption.
   */
  readonly settledSince?: string | Date | undefined;
  /** Number of bindings in an earlier snapshot, which `current` should nearly reach. */
  readonly snapshotSize?: number | undefined;
  readonly limits?: PlanLimits | undefined;
  /** True to lift every refusal. A changed fingerprint cannot be lifted. */
  readonly force?: boolean | undefined;
  /** The fingerprint of an earlier plan; a different plan is the error `plan-changed`. */
  readonly expect?: string | undefined;
}

/** Why a binding is written: for the desired state, as a temporary shield, or to be out of the way for a while. */
export type PlanPurpose = 'desired' | 'shield' | 'make-way';

/** Creates a binding. */
export interface CreateStep {
  readonly op: 'create';
  readonly cidr: CidrText;
  readonly serviceId: string;
  readonly purpose: PlanPurpose;
}

/** Deletes a binding. */
export interface DeleteStep {
  readonly op: 'delete';
  readonly cidr: CidrText;
  readonly serviceId: string;
  /** Null where the plan itself creates the binding, or the task has no id for it. */
  readonly bindingId: string | null;
  readonly purpose: PlanPurpose;
}

/** Waits before the next step, or before the end. */
export interface WaitStep {
  readonly op: 'wait';
  /** `settled`: every edge has all writes; `active`: a majority has the new bindings; `propagated`: every edge has the deletions. */
  readonly until: 'settled' | 'active' | 'propagated';
  /** Minimum hours since the last write. */
  readonly hours: number;
  /** The new bindings that must be active. */
  readonly active: readonly CidrText[];
  /** The bindings whose deletion must have reached every edge. */
  readonly gone: readonly CidrText[];
}

/** One step. */
export type PlanStep = CreateStep | DeleteStep | WaitStep;

/** Addresses whose owner changes. Counts are exact, in decimal; ranges are merged, one address or `first-last`. */
export interface PlanMove {
  /** Service before; null for no owner. */
  readonly from: string | null;
  /** Service after; null for no owner. */
  readonly to: string | null;
  readonly addresses: string;
  readonly ranges: readonly string[];
}

/** Addresses that are hit during a wait. */
export interface PlanExposure {
  /** The index of the wait in the steps: the addresses are hit from the writes before it until its end. */
  readonly step: number;
  /** No service takes their traffic, or one that is neither the old nor the new owner. */
  readonly hit: 'unowned' | 'third-party';
  /** The service that takes the traffic; null for none. */
  readonly serviceId: string | null;
  readonly addresses: string;
  readonly ranges: readonly string[];
  /** Maximum duration, in hours. */
  readonly hours: number;
}

/** The effect on the addresses of the prefix. Counts are of distinct addresses, exact, in decimal. */
export interface PlanImpact {
  /** Addresses of the prefix. */
  readonly addresses: string;
  /** Addresses whose owner at the end differs from the one at the start. */
  readonly changed: string;
  /** Addresses with an owner before and after, which some edge at some time does not route to any owner. */
  readonly unowned: string;
  /** Addresses that some edge at some time routes to a service that is neither the old nor the new owner. */
  readonly thirdParty: string;
  /** Addresses in blocks that the plan writes. */
  readonly written: string;
  readonly moves: readonly PlanMove[];
  readonly exposures: readonly PlanExposure[];
}

/** A finding about the start, a state in between (`way`), or the end. */
export interface PlanFinding extends Finding {
  readonly when: 'start' | 'way' | 'end';
}

/** An assumption of a plan, since the list of bindings cannot show it. */
export interface PlanAssumption {
  /** `start-in-flight`: bindings are still rolling out; `no-recent-deletions`: the task has no `settledSince`. */
  readonly code: 'start-in-flight' | 'no-recent-deletions';
  readonly message: string;
}

/** A reason not to run a plan as it is. */
export interface Refusal {
  readonly code: RefusalCode;
  /** What is wrong, with the numbers. */
  readonly message: string;
  /** The suggested fix. */
  readonly help: string;
  /** The member of `limits` that lifts it, with a higher number or true; `force` lifts it too. */
  readonly lift: keyof PlanLimits;
}

/** A plan: sorted data, equal for equal tasks. Nothing has been sent. */
export interface Plan {
  /** Version of this format. */
  readonly format: 1;
  readonly prefix: CidrText;
  readonly policy: PlanPolicy;
  readonly profile: PlanProfile;
  readonly gate: PlanGate;
  /** Empty where the current and desired bindings are equal. */
  readonly steps: readonly PlanStep[];
  /** Indexes of steps that are possible only under the profile `lenient`, or necessary only under `strict`. */
  readonly reliesOnProfile: readonly number[];
  /** Assumptions about the start; empty where there are no steps. */
  readonly assumptions: readonly PlanAssumption[];
  readonly impact: PlanImpact;
  readonly findings: readonly PlanFinding[];
  /** False where the search reached its budget: a plan with a lower cost may exist. */
  readonly complete: boolean;
  /** Duration: the number of waits, and the hours of all waits at least and, where documented, at most. */
  readonly finish: {
    readonly gates: number;
    readonly earliestHours: number;
    readonly latestHours: number;
  };
  /** `sha256:` and the digest of the current and desired bindings, the options, the steps and the version of the rules. */
  readonly fingerprint: string;
  /** Names of services in the task, by identifier. */
  readonly names: Readonly<Record<string, string>>;
  /** Reasons not to run the plan as it is; empty where there is none, or all are lifted. */
  readonly refusals: readonly Refusal[];
}

/** A block, and its services before and after. */
export interface DifferenceEntry {
  readonly cidr: CidrText;
  /** Service before; null where there was no binding. */
  readonly from: string | null;
  /** Service after; null where there is no binding. */
  readonly to: string | null;
  /** Identifier of the binding before, where known. */
  readonly bindingId: string | null;
}

/** The difference between the current and the desired bindings. */
export interface Difference {
  readonly prefix: CidrText;
  readonly added: readonly DifferenceEntry[];
  readonly removed: readonly DifferenceEntry[];
  /** Bound before and after, to different services. */
  readonly changed: readonly DifferenceEntry[];
  /** Number of unchanged bindings. */
  readonly kept: number;
  /** Number of regional bindings, which stay unchanged. */
  readonly regional: number;
  /** Addresses of the prefix. */
  readonly addresses: string;
  /** Addresses whose owner changes; can be fewer than those of the blocks above, or none. */
  readonly addressesChanged: string;
  readonly moves: readonly PlanMove[];
}
