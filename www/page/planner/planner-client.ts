// Calls the planner in its worker: one call at a time, and in each queue at most one call that waits.

import { type Bound, ByoipError, type PlanPlace, type Problem } from '../../../src/js/entry/page.js';
import type { Aggregate, AggregateInput } from '../draft/aggregate-draft.js';
import { plannerWorkerUrl } from '../lib/trusted-script-urls.js';
import type { OverrideFlag, PlanRequest } from './plan-request.js';
import type { PlanSummary } from './plan-summary.js';
import type { RestoreRequest, RestoreReview } from './restore-review.js';
import type { PlanFormat } from './write-plan.js';

/** The functions of the worker. */
export interface PlannerCalls {
  summarise: { args: readonly [PlanRequest]; result: PlanSummary };
  writePlan: {
    args: readonly [PlanRequest, readonly OverrideFlag[], PlanFormat, PlanPlace];
    result: string;
  };
  /** Takes and gives the JSON of a snapshot; the result is in canonical form. */
  snapshot: { args: readonly [string]; result: string };
  reviewRestore: { args: readonly [RestoreRequest]; result: RestoreReview };
  aggregate: { args: readonly [AggregateInput]; result: readonly Bound[] };
}

export interface PlannerRequest {
  readonly id: number;
  readonly name: keyof PlannerCalls;
  readonly args: readonly unknown[];
}

export type PlannerResponse =
  | { readonly id: number; readonly kind: 'result'; readonly result: unknown }
  /** A `ByoipError`, as data. */
  | { readonly id: number; readonly kind: 'problem'; readonly problem: Problem }
  | { readonly id: number; readonly kind: 'failure'; readonly message: string };

/** A newer call has taken the place of this one, or all calls were cancelled. */
export class Superseded extends Error {
  constructor() {
    super('a newer call has taken its place');
    this.name = 'Superseded';
  }
}

interface PendingCall extends PlannerRequest {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

let worker: Worker | null = null;
let active: PendingCall | null = null;
let waiting: readonly PendingCall[] = [];
let lastId = 0;

/** A waiting call takes the place of another one in its queue. */
const QUEUES = {
  summarise: 'plan',
  writePlan: 'plan',
  snapshot: 'snapshot',
  aggregate: 'aggregate',
  reviewRestore: 'restore',
} as const satisfies Record<keyof PlannerCalls, string>;

/** @throws ByoipError of the call; `Superseded`; an `Error` where the worker could not be loaded */
export function callPlanner<Name extends keyof PlannerCalls>(
  name: Name,
  ...args: PlannerCalls[Name]['args']
): Promise<PlannerCalls[Name]['result']> {
  return new Promise((resolve, reject) => {
    lastId += 1;
    const call = { id: lastId, name, args, resolve: resolve as (result: unknown) => void, reject };
    if (active === null) {
      send(call);
    } else {
      const isSameQueue = (other: PendingCall): boolean => QUEUES[other.name] === QUEUES[name];
      for (const other of waiting.filter(isSameQueue)) other.reject(new Superseded());
      waiting = [...waiting.filter((other) => !isSameQueue(other)), call];
    }
  });
}

/** As `callPlanner`, but calls again when it is superseded, which happens when a plan is cancelled, until `signal` aborts. */
export async function callPlannerUntil<Name extends keyof PlannerCalls>(
  signal: AbortSignal,
  name: Name,
  ...args: PlannerCalls[Name]['args']
): Promise<PlannerCalls[Name]['result']> {
  for (;;) {
    signal.throwIfAborted();
    try {
      // biome-ignore lint/plugin: the arguments of one of our own functions, as many as it has
      return await callPlanner(name, ...args);
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
    }
  }
}

export const aggregateInWorker: Aggregate = (request, signal) =>
  callPlannerUntil(signal, 'aggregate', request);

/** Ends the worker and all calls. The next call starts another worker. */
export function cancelPlanner(): void {
  worker?.terminate();
  worker = null;
  const calls = [active, ...waiting];
  active = null;
  waiting = [];
  for (const call of calls) call?.reject(new Superseded());
}

function send(call: PendingCall): void {
  active = call;
  try {
    worker ??= startWorker();
    const { id, name, args } = call;
    worker.postMessage({ id, name, args } satisfies PlannerRequest);
  } catch (error) {
    settle((settled) => settled.reject(error));
  }
}

function startWorker(): Worker {
  const started = new Worker(plannerWorkerUrl(), { type: 'module' });
  /** A worker whose wasm has failed cannot recover: the next call starts another one. */
  const end = (): void => {
    worker = null;
    started.terminate();
  };
  started.addEventListener('message', ({ data }: MessageEvent<PlannerResponse>) => {
    if (data.id !== active?.id) return;
    settle((call) => {
      if (data.kind === 'result') call.resolve(data.result);
      else if (data.kind === 'problem') call.reject(new ByoipError(data.problem));
      else {
        end();
        call.reject(new Error(data.message));
      }
    });
  });
  started.addEventListener('error', () => {
    end();
    settle((call) => call.reject(new Error('the planner could not be loaded')));
  });
  return started;
}

/** Ends the active call, and sends the next one. */
function settle(end: (call: PendingCall) => void): void {
  const call = active;
  const [next, ...others] = waiting;
  active = null;
  waiting = others;
  if (call !== null) end(call);
  if (next !== undefined) send(next);
}
