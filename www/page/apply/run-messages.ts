// What the page and its worker of runs send each other, as plain data.

import type { Problem, RunBlock, RunCommand, RunState } from '../../../src/js/entry/page.js';
import type { Truncated } from '../lib/truncate.js';
import type { OverrideFlag, PlanRequest } from '../planner/plan-request.js';
import type { RestoreRequest } from '../planner/restore-review.js';

/** The account of a run, and how its API is reached. */
export interface RunTarget {
  readonly accountId: string;
  /** Base URL of the API, as journals name it. */
  readonly api: string;
  /** Kept in memory; any text where the Worker has its own. */
  readonly token: string;
}

/** The tab that carries out a run, as the journal names it. */
export interface Tab {
  readonly name: string;
  /** This browser. */
  readonly host: string;
}

/** A draft with the fingerprint of the plan that the person has seen. */
export interface DraftSubject {
  readonly kind: 'draft';
  readonly prefixId: string;
  readonly request: PlanRequest;
  readonly overrides: readonly OverrideFlag[];
  readonly fingerprint: string;
}

/** The plans of a restore that the person has seen. */
export interface RestoreSubject {
  readonly kind: 'restore';
  /** The plans as JSON. */
  readonly plan: string;
  /** CIDRs of the prefixes that are not restored. */
  readonly leftOut: readonly string[];
  /** The snapshot to go back to, as text. */
  readonly before: string;
  readonly options: Pick<RestoreRequest, 'removeAdditions' | 'force'>;
}

/** What to carry out. */
export type RunSubject = DraftSubject | RestoreSubject;

/** A request that hands a run over to the Worker. */
export interface WorkerRequest {
  readonly body: string;
  readonly fingerprint: string;
}

/** How a run goes on. */
export interface ResumeInput {
  readonly takeOver: boolean;
  readonly commands: readonly RunCommand[];
}

export type StepState = 'done' | 'sending' | 'waiting' | 'needs you' | 'unclear' | 'paused' | 'planned';

/** A step of a run. */
export interface StepProgress {
  /** From 1. */
  readonly number: number;
  readonly state: StepState;
  /** What it does, such as `create` or `wait 6 hours`. */
  readonly verb: string;
  readonly cidr: string | null;
  readonly serviceId: string | null;
}

/** A prefix of a run, with its steps around the current one. */
export interface PrefixProgress {
  readonly cidr: string;
  readonly prefixId: string;
  readonly state: 'planned' | 'running' | 'waiting' | 'blocked' | 'unclear' | 'held' | 'done';
  readonly stepsDone: number;
  readonly steps: number;
  /** Earliest end of the current wait, ms of the run's clock. */
  readonly until: number | null;
  readonly blocked: RunBlock | null;
  readonly listed: readonly StepProgress[];
}

/** What is special about a run of the Worker behind the page. */
export interface WorkerFacts {
  /** True where its API is an emulator, whose clock may run fast. */
  readonly isEmulated: boolean;
  /** False where the Worker is read only. */
  readonly canChange: boolean;
}

/** Where a run stands, in bounded space. */
export interface RunProgress {
  /** Name of its journal; of a run of the Worker, its id. */
  readonly name: string;
  /** `null` where the journal is in this browser. */
  readonly worker: WorkerFacts | null;
  readonly state: RunState;
  readonly stepsDone: number;
  readonly steps: number;
  /** The end if nothing is in the way, ms of the run's clock. */
  readonly endsAt: number | null;
  /** The run's clock, ms, and how many times as fast as real time it runs. */
  readonly now: number;
  readonly speed: number;
  readonly owner: string;
  readonly host: string;
  /** Until when others may go on only by taking over, ms of the run's clock. */
  readonly heldUntil: number;
  /** True while a tab of this browser carries it out; `null` where the browser does not tell. */
  readonly isHeld: boolean | null;
  readonly startedAt: string;
  readonly prefixIds: readonly string[];
  /** The first ones, those that need a person before the others. */
  readonly prefixes: Truncated<PrefixProgress>;
}

/** The functions of the worker. */
export interface RunCalls {
  /** The runs of an account in this browser, the newest first. */
  list: { args: readonly [Pick<RunTarget, 'accountId' | 'api'>]; result: readonly RunProgress[] };
  /** Resolves when nothing more can be done in this tab. */
  start: { args: readonly [name: string, RunSubject, RunTarget, Tab]; result: RunProgress };
  /** As `start`. */
  resume: { args: readonly [name: string, ResumeInput, RunTarget, Tab]; result: RunProgress };
  /** The requests that hand it over to the Worker, one for each of its runs. */
  workerRequests: { args: readonly [RunSubject]; result: readonly WorkerRequest[] };
  /** Says something to the run of this tab; false where it carries out none by then. */
  command: { args: readonly [RunCommand]; result: boolean };
  /** The text of a journal. */
  journal: { args: readonly [name: string]; result: string };
  /** Stores the text of a journal under a name. */
  importJournal: { args: readonly [name: string, text: string, RunTarget]; result: null };
  remove: { args: readonly [name: string]; result: null };
}

/** A request that the page sends for the worker. */
export interface ForwardedRequest {
  /** Below the API, such as `accounts/…`, or `emulator/clock`. */
  readonly path: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
}

export interface ForwardedResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: ArrayBuffer;
}

export type MessageToWorker =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly name: keyof RunCalls;
      readonly args: readonly unknown[];
      /** The wasm of the core, which the page has loaded already. */
      readonly coreUrl: string;
    }
  /** `response` is null where none came. */
  | { readonly kind: 'response'; readonly id: number; readonly response: ForwardedResponse | null };

export type MessageToPage =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  /** A `ByoipError`, as data. */
  | { readonly kind: 'problem'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'request'; readonly id: number; readonly request: ForwardedRequest }
  /** The worker no longer waits for the response. */
  | { readonly kind: 'cancel'; readonly id: number };
