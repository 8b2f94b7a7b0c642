// Runs: plans as they are carried out, where a run stands, commands and events.

import type { CidrText } from './api.js';
import type { RunBlockCode } from './codes.js';
import type { Operation } from './operations.js';
import type { PlanStep } from './plan.js';

export type { RunBlockCode } from './codes.js';

/** Creates a BGP prefix, unless it exists by then. */
export interface CreateBgpPrefixStep {
  readonly op: 'create-bgp-prefix';
  readonly cidr: CidrText;
}

/** Edits a BGP prefix, unless it has these values. */
export interface EditBgpPrefixStep {
  readonly op: 'edit-bgp-prefix';
  readonly cidr: CidrText;
  readonly asnPrependCount?: number;
  readonly autoAdvertiseWithdraw?: boolean;
}

/** Advertises or withdraws a BGP prefix, at most once in 15 minutes for each prefix. */
export interface AdvertiseStep {
  readonly op: 'advertise';
  readonly cidr: CidrText;
  readonly advertised: boolean;
}

/** Lets another account use a block, unless it may. */
export interface DelegateStep {
  readonly op: 'delegate';
  readonly cidr: CidrText;
  readonly accountId: string;
}

/** A step of a run: one of a plan, or one about BGP prefixes and delegations. */
export type RunStep = PlanStep | CreateBgpPrefixStep | EditBgpPrefixStep | AdvertiseStep | DelegateStep;

/** A binding at the start. */
export interface StartBinding {
  readonly id: string;
  readonly cidr: CidrText;
  /** Null for a regional binding. */
  readonly serviceId: string | null;
}

/** The plan of a prefix in a run. */
export interface PrefixPlan {
  readonly prefixId: string;
  readonly cidr: CidrText;
  /** The bindings that the plan starts from, regional ones included. */
  readonly start: readonly StartBinding[];
  readonly steps: readonly RunStep[];
  /** Fingerprint of the plan of the bindings; empty where no binding is written. */
  readonly fingerprint?: string;
}

/** How a run behaves. */
export interface RunOptions {
  /** Most requests in five minutes, 1 to 1,200; the default is 600. */
  readonly requestBudget?: number | undefined;
  /** Most requests at a time, 1 to 64; the default is 8. */
  readonly concurrency?: number | undefined;
  /** Stops each prefix after so many of its steps. */
  readonly untilStep?: number | null | undefined;
  /** True where a person has agreed to each deletion of a default binding; without it the run asks. */
  readonly deleteDefault?: boolean | undefined;
}

/** The plans of a run: what `apply` carries out. */
export interface RunPlan {
  readonly accountId: string;
  readonly options?: RunOptions;
  readonly prefixes: readonly PrefixPlan[];
}

/**
 * How far a run is. `stopped`: nothing goes on without a person, or the steps that were asked for are done. A run that is
 * `running`, `paused` or `stopped` can be resumed.
 */
export type RunState = 'running' | 'paused' | 'stopped' | 'done' | 'abandoned';

/** Why a prefix does not go on. */
export interface RunBlock {
  readonly code: RunBlockCode;
  readonly message: string;
  readonly help: string;
  /** The question whose answer lets it go on. */
  readonly question: string | null;
  /** Choices of the question, each with its consequence. */
  readonly choices: readonly (readonly [choice: string, consequence: string])[];
}

/** Where a prefix of a run stands. */
export interface PrefixStatus {
  readonly prefix: CidrText;
  readonly prefixId: string;
  /** `held`: the steps that were asked for are done. `unclear`: a write may have been carried out, and no read shows it. */
  readonly state: 'planned' | 'running' | 'waiting' | 'blocked' | 'unclear' | 'held' | 'done';
  readonly stepsDone: number;
  readonly steps: number;
  /** The current step as a sentence; null at the end. */
  readonly step: string | null;
  /** Earliest end of the current wait, ms since 1970. */
  readonly until: number | null;
  readonly blocked: RunBlock | null;
}

/** Where a run stands. Times are in milliseconds since 1970. */
export interface RunStatus {
  readonly runId: string;
  readonly accountId: string;
  /** Base URL of the API. */
  readonly api: string;
  readonly state: RunState;
  readonly stepsDone: number;
  readonly steps: number;
  /** The end if nothing is in the way; null once the run has ended. */
  readonly endsAt: number | null;
  readonly prefixes: readonly PrefixStatus[];
  /** Who carries it out, and on which machine. */
  readonly owner: string;
  readonly host: string;
  /** Until when others may go on only by taking over. */
  readonly heldUntil: number;
  /** The last record of the journal when it was read, in words. */
  readonly last: string;
  /** Milliseconds from now, by the clock of this machine, after which it has something to do; only where this process has left it. */
  readonly resumeIn?: number;
}

/** Who carries out a run: one process at a time. */
export interface RunOwner {
  /** What tells this process from others, such as its number. */
  readonly name: string;
  /** The machine. */
  readonly host: string;
}

/** What a person says to a run. */
export type RunCommand =
  | { readonly command: 'pause' | 'resume' | 'abandon' }
  | {
      readonly command: 'skip-wait';
      readonly prefix: CidrText;
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly command: 'answer';
      readonly question: string;
      readonly choice: string;
      readonly by: string;
    };

/** A line of the journal; docs/journal.md lists the kinds and their fields. The first line has no kind. */
export interface RunRecord {
  readonly at: string;
  /** Number of the record; the first line has none. */
  readonly n?: number;
  readonly kind?: string;
  readonly [field: string]: unknown;
}

/** What happens in a run. */
export type RunEvent =
  /** A line of the journal is stored. */
  | { readonly kind: 'record'; readonly record: RunRecord }
  /** A request is sent. */
  | {
      readonly kind: 'request';
      readonly prefix: CidrText;
      readonly operation: Operation;
      readonly method: string;
      readonly path: string;
    }
  /** Its answer has come, or, with the status null, none. */
  | {
      readonly kind: 'answer';
      readonly prefix: CidrText;
      readonly operation: Operation;
      readonly status: number | null;
    }
  /** Nothing to do for so many milliseconds of the API's time; null: until an answer comes. */
  | { readonly kind: 'sleep'; readonly milliseconds: number | null };

/** A run that is going on, as events see it. */
export interface RunView {
  /** Where the run stands. O(steps). */
  status(): RunStatus;
  /** The time of the run, ms since 1970: that of the API's emulator where one is used. */
  now(): number;
  /** How many times as fast as real time this clock runs: 1, or more on an emulator. */
  readonly speed: number;
  /**
   * Says something to the run while it goes on. It resolves with where the run then stands, once that is stored, and with null
   * where this process has left the run by then: `resume` takes commands too.
   *
   * @throws ByoipError `run-command-unfit`, `run-finished`
   */
  command(command: RunCommand): Promise<RunStatus | null>;
}
