// Plans as TypeScript sees them: the task, the plan, what safety says, and what differs.

import type { BindingFacts, CidrText, Finding, PrefixFacts } from './api.js';

/** What decides between plans: as few addresses hit as can be, or no write that the difference does not need. */
export type PlanPolicy = 'hitless' | 'fewest-writes';

/**
 * What is assumed where nobody documents the API: under `strict` the default binding can be deleted only when it is
 * the last and the prefix is not advertised, and made only when there is none; under `lenient` at any time.
 */
export type PlanProfile = 'strict' | 'lenient';

/**
 * What a wait behind new bindings waits for: that every edge has them; or under `active` that a majority has, where
 * waiting for the rest would spare nobody.
 */
export type PlanGate = 'settled' | 'active';

/**
 * A binding that is there. A `ServiceBinding` fits. One whose `state` is not active is a write in flight: an edge may have it
 * or not.
 */
export interface CurrentBinding extends BindingFacts {
  /** Identifier; without it a step that deletes the binding has none. */
  readonly id?: string | undefined;
}

/** How much a plan may do without a refusal; the numbers without it are those of {@link PLAN_LIMITS}. */
export interface PlanLimits {
  /** Bindings of the start that are not there at the end, in percent of those of the start. */
  readonly deletedPercent?: number | undefined;
  /** The number of bindings from which `deletedPercent` counts. */
  readonly deletedFrom?: number | undefined;
  /** Addresses that change hands, in percent of those of the prefix. */
  readonly changedPercent?: number | undefined;
  /** Bindings that the current list is short of, in percent of `snapshotSize`. */
  readonly missingPercent?: number | undefined;
  /** True where the binding of the whole prefix may be written. */
  readonly allowDefault?: boolean | undefined;
  /** True where addresses may be without an owner for a while. */
  readonly allowUnowned?: boolean | undefined;
  /** True where nothing may be bound at the end. */
  readonly allowEmpty?: boolean | undefined;
  /** True where a block may be written that overlaps a regional binding. */
  readonly allowRegional?: boolean | undefined;
  /** True where a service may be wanted that neither `services`, nor `current`, nor a name knows. */
  readonly allowUnknownServices?: boolean | undefined;
  /** True where the default may be deleted although the profile `strict` expects the API to refuse that. */
  readonly allowDefaultDelete?: boolean | undefined;
  /** True where addresses may be handed to a binding that does not become active by itself. */
  readonly allowStuck?: boolean | undefined;
}

/** What a plan is asked for. */
export interface PlanTask {
  /** The prefix. A `Prefix` of the API fits. */
  readonly prefix: PrefixFacts;
  /** What is bound, regional bindings too: they are never touched, and never planned over unseen. */
  readonly current: readonly CurrentBinding[];
  /** What should be bound; empty to unbind everything. An entry without a service is regional: it is left out, and refused where a service has its block. */
  readonly desired: readonly BindingFacts[];
  /** The account's services, where the list is at hand. Without it those are known that are bound or have a name; a wanted one that is not known is refused. */
  readonly services?: readonly { readonly id: string; readonly name: string }[] | undefined;
  /** Names of services by their identifiers, beside those that the lists say. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** `hitless` without it. */
  readonly policy?: PlanPolicy | undefined;
  /** `strict` without it. */
  readonly profile?: PlanProfile | undefined;
  /** `settled` without it. */
  readonly gate?: PlanGate | undefined;
  /** Services that may be bound to the whole prefix only, beside those whose name is Magic Transit. */
  readonly defaultOnly?: readonly string[] | undefined;
  /**
   * Since when all that was written to the prefix is at every edge, deletions above all: six hours after the last write.
   * A text as RFC 3339 has it, or a `Date`. Where that is still to come, the plan begins with a wait of the hours that are
   * left. Without it the plan assumes that nothing was deleted in the last six hours, and says so.
   */
  readonly settledSince?: string | Date | undefined;
  /** How many bindings a snapshot has that `current` should be about as long as. */
  readonly snapshotSize?: number | undefined;
  readonly limits?: PlanLimits | undefined;
  /** True to lift every refusal. A changed fingerprint cannot be lifted. */
  readonly force?: boolean | undefined;
  /** The fingerprint of a plan made earlier: where this one has another, `plan-changed` is thrown. */
  readonly expect?: string | undefined;
}

/** Why a binding is written: it is (not) wanted, it stands for a while, or it has to make way for a while. */
export type PlanPurpose = 'desired' | 'shield' | 'make-way';

/** Makes a binding. */
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
  /** Null where the plan makes the binding itself, or its id was not given. */
  readonly bindingId: string | null;
  readonly purpose: PlanPurpose;
}

/** Waits before the next step, or before the plan is done. */
export interface WaitStep {
  readonly op: 'wait';
  /** All is seen everywhere; the new bindings are active at a majority; the deletions are seen everywhere. */
  readonly until: 'settled' | 'active' | 'propagated';
  /** Hours since the last write that have to pass at least. */
  readonly hours: number;
  /** The new bindings that have to be active. */
  readonly active: readonly CidrText[];
  /** The bindings whose deletion has to be seen everywhere. */
  readonly gone: readonly CidrText[];
}

/** One step. */
export type PlanStep = CreateStep | DeleteStep | WaitStep;

/** Addresses that change hands. Counts are exact, in decimal; ranges are merged, one address or `first-last`. */
export interface PlanMove {
  /** Service before; null for no owner. */
  readonly from: string | null;
  /** Service after; null for no owner. */
  readonly to: string | null;
  readonly addresses: string;
  readonly ranges: readonly string[];
}

/** Addresses that are hit while a wait lasts. */
export interface PlanExposure {
  /** The wait, as an index of the steps: from the writes before it until it ends. */
  readonly step: number;
  /** Nobody takes their traffic, or a service that is neither the old nor the new one. */
  readonly hit: 'unowned' | 'third-party';
  /** The service that takes the traffic; null where nobody does. */
  readonly serviceId: string | null;
  readonly addresses: string;
  readonly ranges: readonly string[];
  /** For how long at most, in hours. */
  readonly hours: number;
}

/** What happens to the addresses of the prefix. Counts are of distinct addresses, exact, in decimal. */
export interface PlanImpact {
  /** Addresses of the prefix. */
  readonly addresses: string;
  /** Addresses whose owner at the end is not the one at the start. */
  readonly changed: string;
  /** Addresses that have an owner before and after, and at some edge at some moment none. */
  readonly unowned: string;
  /** Addresses that at some edge at some moment have an owner which is neither the old nor the new one. */
  readonly thirdParty: string;
  /** Addresses in a block that is written to. */
  readonly written: string;
  readonly moves: readonly PlanMove[];
  readonly exposures: readonly PlanExposure[];
}

/** A finding, and whether it is about the start, a state between, or the end. */
export interface PlanFinding extends Finding {
  readonly when: 'start' | 'way' | 'end';
}

/** What a plan takes for granted, since the list of bindings cannot show it. */
export interface PlanAssumption {
  /** `start-in-flight`: bindings are still rolling out; `no-recent-deletions`: nobody says since when all is settled. */
  readonly code: 'start-in-flight' | 'no-recent-deletions';
  readonly message: string;
}

/** The codes of refusals that an option lifts. */
export type RefusalCode =
  | 'list-too-short'
  | 'desired-empty'
  | 'too-many-deleted'
  | 'too-many-changed'
  | 'default-touched'
  | 'addresses-unowned'
  | 'regional-overlapped'
  | 'default-undeletable'
  | 'stuck-binding';

/** A reason not to run a plan as it stands. */
export interface Refusal {
  readonly code: RefusalCode;
  /** What is wrong, with its arithmetic. */
  readonly message: string;
  /** The cure. */
  readonly help: string;
  /** The one of `limits` that lifts it, by a higher number or by true; `force` lifts it as well. */
  readonly lift: keyof PlanLimits;
}

/** A plan: data, sorted, the same for the same task. Nothing has been sent. */
export interface Plan {
  /** Version of this form. */
  readonly format: 1;
  readonly prefix: CidrText;
  readonly policy: PlanPolicy;
  readonly profile: PlanProfile;
  readonly gate: PlanGate;
  /** Empty where what is bound is what should be. */
  readonly steps: readonly PlanStep[];
  /** Steps, from 0, that are possible only under the profile `lenient`, or needed only under `strict`. */
  readonly reliesOnProfile: readonly number[];
  /** What is taken for granted of the start; empty where there are no steps. */
  readonly assumptions: readonly PlanAssumption[];
  readonly impact: PlanImpact;
  readonly findings: readonly PlanFinding[];
  /** False where the search was cut short, since there was too much to weigh: there may be a plan with a lower cost. */
  readonly complete: boolean;
  /** How long it takes: waits, and the hours of all waits at least and, as far as is documented, at most. */
  readonly finish: {
    readonly gates: number;
    readonly earliestHours: number;
    readonly latestHours: number;
  };
  /** `sha256:` and the digest over what is bound, what should be, the choices, the steps and the version of the rules. */
  readonly fingerprint: string;
  /** Names of services that the task knows, by their identifiers. */
  readonly names: Readonly<Record<string, string>>;
  /** Reasons not to run it as it stands; empty where there is none, or all are lifted. */
  readonly refusals: readonly Refusal[];
}

/** A block with the services that it is bound to. */
export interface DifferenceEntry {
  readonly cidr: CidrText;
  /** Service before; null where there was no binding. */
  readonly from: string | null;
  /** Service after; null where there is no binding. */
  readonly to: string | null;
  /** Identifier of the binding before, where it is known. */
  readonly bindingId: string | null;
}

/** What differs between what is bound and what should be. */
export interface Difference {
  readonly prefix: CidrText;
  readonly added: readonly DifferenceEntry[];
  readonly removed: readonly DifferenceEntry[];
  /** Bound before and after, to different services. */
  readonly changed: readonly DifferenceEntry[];
  /** Bindings that stay. */
  readonly kept: number;
  /** Regional bindings, which nobody here touches. */
  readonly regional: number;
  /** Addresses of the prefix. */
  readonly addresses: string;
  /** Addresses whose owner is another one: fewer than those of the blocks above, or none. */
  readonly addressesChanged: string;
  readonly moves: readonly PlanMove[];
}
