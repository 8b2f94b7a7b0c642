// Drift and restores: what changed in an account since a snapshot, and how to bring it back.

import type { CidrText, Severity } from './api.js';
import type { DriftCode, RefusalCode } from './codes.js';
import type { PlanGate, PlanLimits, PlanPolicy, PlanProfile } from './plan.js';
import type { RunOptions, RunPlan } from './run.js';

export type { DriftCode } from './codes.js';

/** One change since a snapshot. */
export interface DriftFinding {
  /** Its class; docs/drift.md describes them. */
  readonly code: DriftCode;
  readonly severity: Severity;
  /** Null for a service. */
  readonly prefix: CidrText | null;
  /** Sorted. */
  readonly cidrs: readonly CidrText[];
  /** What changed, without a full stop. */
  readonly message: string;
  /** What a restore does about it. */
  readonly restore: string;
}

/** A list that was not compared, because one of the two states does not have it. */
export interface NotCompared {
  readonly prefix: CidrText;
  readonly list: 'bgpPrefixes' | 'delegations';
  /** Which state does not have it, and why. */
  readonly message: string;
}

/** What changed in an account since a snapshot. */
export interface Drift {
  /** Version of this format. */
  readonly format: 1;
  readonly accountId: string;
  /** The time of the snapshot. */
  readonly before: string;
  /** The time of the present state. */
  readonly now: string;
  /** The number of prefixes that were compared. */
  readonly compared: number;
  /** True where the snapshot is about a part of the account, so that other prefixes were not compared. */
  readonly part: boolean;
  /** Services first, then by prefix and class. Empty where nothing changed. */
  readonly findings: readonly DriftFinding[];
  readonly notCompared: readonly NotCompared[];
}

/** How to restore. */
export interface RestoreOptions {
  /** These prefixes only; the default is all of the snapshot. */
  readonly prefixes?: readonly CidrText[] | undefined;
  /** True to delete the bindings that the snapshot does not have, in prefixes that it has, and to withdraw what was withdrawn. */
  readonly removeAdditions?: boolean | undefined;
  /** As for a plan: the time from which every edge has all earlier writes. */
  readonly settledSince?: string | Date | undefined;
  /** The default is `hitless`. */
  readonly policy?: PlanPolicy | undefined;
  /** The default is `strict`. */
  readonly profile?: PlanProfile | undefined;
  /** The default is `settled`. */
  readonly gate?: PlanGate | undefined;
  /** Services that may be bound only to the whole prefix, in addition to those named Magic Transit. */
  readonly defaultOnly?: readonly string[] | undefined;
  /** The defaults are `RESTORE_LIMITS`. `missingPercent` and `allowUnknownServices` have no effect. */
  readonly limits?: PlanLimits | undefined;
  /** True to lift every refusal that a limit lifts. */
  readonly force?: boolean | undefined;
  readonly run?: RunOptions | undefined;
}

/** Something that a restore leaves to a person. */
export interface ManualStep {
  /**
   * A class of drift; the code of a refused plan; or `bgp-locked`: the advertisement is locked, `bgp-not-on-demand`:
   * advertisement on demand is not enabled, `regional-holds-block`: a regional binding has the block.
   */
  readonly code: DriftCode | RefusalCode | (string & {});
  readonly severity: Severity;
  /** Null for a service. */
  readonly prefix: CidrText | null;
  readonly cidrs: readonly CidrText[];
  /** What is not restored, without a full stop. */
  readonly message: string;
  /** How to do it. */
  readonly help: string;
  /** The member of `limits` that allows it, where the plan of the prefix is refused because of a limit. */
  readonly lift: keyof PlanLimits | null;
}

/** What the plan of a prefix takes. */
export interface PrefixPlanSummary {
  readonly cidr: CidrText;
  /** The hours of all waits, at least. */
  readonly earliestHours: number;
  /** The same at most, where documented. */
  readonly latestHours: number;
  /** Addresses that have no service at some edge for a while, in decimal. */
  readonly unowned: string;
}

/** A restore. It is data: nothing has been sent. */
export interface Restore {
  /** Version of this format. */
  readonly format: 1;
  /** What to run: a plan for each prefix that needs one, sorted. */
  readonly run: RunPlan & { readonly options: RunOptions };
  /** In the order of `run.prefixes`. */
  readonly plans: readonly PrefixPlanSummary[];
  /** What the restore cannot bring back, and how to do it. */
  readonly manual: readonly ManualStep[];
  /** Additions that the restore keeps. */
  readonly kept: readonly DriftFinding[];
  /** Lists of which nothing is restored. */
  readonly notCompared: readonly NotCompared[];
  /** True without a present state: then all bindings, BGP prefixes and delegations count as lost. */
  readonly offline: boolean;
  /** Names of services by ID. */
  readonly names: Readonly<Record<string, string>>;
}
