// Asks the worker that has the planner: one question at a time, and at most one plan and one snapshot that wait.

import { ByoipError, type Problem } from '../../src/js/errors.js';
import type { PlanPlace } from '../../src/js/plan.js';
import { planningScript } from './own-scripts.js';
import type { Lift, Subject } from './plan-subject.js';
import type { Told } from './plan-told.js';
import type { Writing } from './plan-written.js';

/** What the worker can be asked, by name. */
export interface Questions {
  tell: { given: readonly [Subject]; answer: Told };
  write: { given: readonly [Subject, readonly Lift[], Writing, PlanPlace]; answer: string };
  /** A snapshot as JSON text, in canonical form. */
  snapshot: { given: readonly [string]; answer: string };
}

export interface Asked {
  readonly id: number;
  readonly name: keyof Questions;
  readonly given: readonly unknown[];
}

export type Answered =
  | { readonly id: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly kind: 'problem'; readonly problem: Problem }
  | { readonly id: number; readonly kind: 'broken'; readonly message: string };

/** What a question becomes that a newer one has taken the place of. */
export class Superseded extends Error {
  constructor() {
    super('a newer question has taken its place');
    this.name = 'Superseded';
  }
}

interface Waiting extends Asked {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

let worker: Worker | null = null;
let active: Waiting | null = null;
let pending: readonly Waiting[] = [];
let asked = 0;

/**
 * Asks the planner. While it works, the newest question waits, and the one that waited before is given up; a question
 * about plans and one about snapshots do not take each other's place.
 *
 * @throws ByoipError of the question; `Superseded`; an `Error` where the worker could not be loaded
 */
export function ask<Name extends keyof Questions>(
  name: Name,
  ...given: Questions[Name]['given']
): Promise<Questions[Name]['answer']> {
  return new Promise((resolve, reject) => {
    asked += 1;
    const question = { id: asked, name, given, resolve: resolve as (answer: unknown) => void, reject };
    if (active === null) {
      send(question);
    } else {
      const isRival = (other: Waiting): boolean => (other.name === 'snapshot') === (name === 'snapshot');
      for (const rival of pending.filter(isRival)) rival.reject(new Superseded());
      pending = [...pending.filter((other) => !isRival(other)), question];
    }
  });
}

/** Gives up what is asked: the worker is ended, and another one begins with the next question. */
export function cancel(): void {
  worker?.terminate();
  worker = null;
  const given = [active, ...pending];
  active = null;
  pending = [];
  for (const question of given) question?.reject(new Superseded());
}

function send(question: Waiting): void {
  active = question;
  try {
    worker ??= open();
    const { id, name, given } = question;
    worker.postMessage({ id, name, given } satisfies Asked);
  } catch (error) {
    settle((waiting) => waiting.reject(error));
  }
}

function open(): Worker {
  const opened = new Worker(planningScript(), { type: 'module' });
  opened.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    if (data.id !== active?.id) return;
    settle((waiting) => {
      if (data.kind === 'answer') waiting.resolve(data.answer);
      else if (data.kind === 'problem') waiting.reject(new ByoipError(data.problem));
      else waiting.reject(new Error(data.message));
    });
  });
  opened.addEventListener('error', () => {
    worker = null;
    opened.terminate();
    settle((waiting) => waiting.reject(new Error('the planner could not be loaded')));
  });
  return opened;
}

function settle(how: (waiting: Waiting) => void): void {
  const done = active;
  const [next, ...later] = pending;
  active = null;
  pending = later;
  if (done !== null) how(done);
  if (next !== undefined) send(next);
}
