// Asks the worker that has the planner: one question at a time, and at most one of each kind that waits.

import { type Bound, ByoipError, type PlanPlace, type Problem } from '../../../src/js/entry/page.js';
import type { AggregateRequest } from '../draft/aggregate-draft.js';
import { plannerWorkerUrl } from '../lib/trusted-script-urls.js';
import type { OverrideFlag, PlanRequest } from './plan-request.js';
import type { PlanSummary } from './plan-summary.js';
import type { PlanFormat } from './plan-text.js';

/** What the worker can be asked, by name. */
export interface PlannerCalls {
  summarise: { given: readonly [PlanRequest]; answer: PlanSummary };
  writePlan: {
    given: readonly [PlanRequest, readonly OverrideFlag[], PlanFormat, PlanPlace];
    answer: string;
  };
  /** A snapshot as JSON text, in canonical form. */
  snapshot: { given: readonly [string]; answer: string };
  /** The fewest bindings with the owners of a list. */
  aggregate: { given: readonly [AggregateRequest]; answer: readonly Bound[] };
}

export interface PlannerRequest {
  readonly id: number;
  readonly name: keyof PlannerCalls;
  readonly given: readonly unknown[];
}

export type PlannerResponse =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly problem: Problem }
  | { readonly id: number; readonly kind: 'broken'; readonly message: string };

/** What a question becomes that a newer one has taken the place of. */
export class Superseded extends Error {
  constructor() {
    super('a newer question has taken its place');
    this.name = 'Superseded';
  }
}

interface PendingCall extends PlannerRequest {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

let worker: Worker | null = null;
let active: PendingCall | null = null;
let pending: readonly PendingCall[] = [];
let asked = 0;

/** Questions of one kind take each other's place. */
const QUEUES = {
  summarise: 'plan',
  writePlan: 'plan',
  snapshot: 'snapshot',
  aggregate: 'aggregate',
} as const satisfies Record<keyof PlannerCalls, string>;

/**
 * Asks the planner. While it works, the newest question of a kind waits, and the one that waited before is given up; one
 * about plans, one about snapshots and one about fewer bindings do not take each other's place.
 *
 * @throws ByoipError of the question; `Superseded`; an `Error` where the worker could not be loaded
 */
export function callPlanner<Name extends keyof PlannerCalls>(
  name: Name,
  ...given: PlannerCalls[Name]['given']
): Promise<PlannerCalls[Name]['answer']> {
  return new Promise((resolve, reject) => {
    asked += 1;
    const question = { id: asked, name, given, resolve: resolve as (answer: unknown) => void, reject };
    if (active === null) {
      send(question);
    } else {
      const isRival = (other: PendingCall): boolean => QUEUES[other.name] === QUEUES[name];
      for (const rival of pending.filter(isRival)) rival.reject(new Superseded());
      pending = [...pending.filter((other) => !isRival(other)), question];
    }
  });
}

/** Gives up what is asked: the worker is ended, and another one begins with the next question. */
export function cancelPlanner(): void {
  worker?.terminate();
  worker = null;
  const given = [active, ...pending];
  active = null;
  pending = [];
  for (const question of given) question?.reject(new Superseded());
}

function send(question: PendingCall): void {
  active = question;
  try {
    worker ??= open();
    const { id, name, given } = question;
    worker.postMessage({ id, name, given } satisfies PlannerRequest);
  } catch (error) {
    settle((waiting) => waiting.reject(error));
  }
}

function open(): Worker {
  const opened = new Worker(plannerWorkerUrl(), { type: 'module' });
  /** A worker that has lost its wasm stays lost: the next question begins another one. */
  const close = (): void => {
    worker = null;
    opened.terminate();
  };
  opened.addEventListener('message', ({ data }: MessageEvent<PlannerResponse>) => {
    if (data.id !== active?.id) return;
    settle((waiting) => {
      if (data.kind === 'answer') waiting.resolve(data.answer);
      else if (data.kind === 'error') waiting.reject(new ByoipError(data.problem));
      else {
        close();
        waiting.reject(new Error(data.message));
      }
    });
  });
  opened.addEventListener('error', () => {
    close();
    settle((waiting) => waiting.reject(new Error('the planner could not be loaded')));
  });
  return opened;
}

function settle(how: (waiting: PendingCall) => void): void {
  const done = active;
  const [next, ...later] = pending;
  active = null;
  pending = later;
  if (done !== null) how(done);
  if (next !== undefined) send(next);
}
