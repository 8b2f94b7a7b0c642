// The planner, in a worker of its own, with a wasm of its own, which the first load has not.

import wasmUrl from 'glue/planner.wasm';
import {
  aggregate,
  type Bound,
  initPlanner,
  isByoipError,
  problemOf,
  writeSnapshot,
} from '../../../src/js/entry/page.js';
import type { AggregateRequest } from '../draft/aggregate-draft.js';
import { summarise } from './plan-summary.js';
import { writePlan } from './plan-text.js';
import type { PlannerCalls, PlannerRequest, PlannerResponse } from './planner-client.js';

const handlers: {
  readonly [Name in keyof PlannerCalls]: (
    ...given: PlannerCalls[Name]['given']
  ) => PlannerCalls[Name]['answer'];
} = { summarise: summarise, writePlan: writePlan, snapshot: writeSnapshot, aggregate: aggregateBindings };

function aggregateBindings({
  prefix,
  defaultServiceId: whole,
  claims,
  defaultOnly,
}: AggregateRequest): readonly Bound[] {
  return aggregate({ prefix, default: whole, claims, defaultOnly }).bindings;
}

const ready = initPlanner(fetch(new URL(wasmUrl, import.meta.url)));

self.addEventListener('message', async ({ data }: MessageEvent<PlannerRequest>) => {
  let answered: PlannerResponse;
  try {
    await ready;
    const answer = (handlers[data.name] as (...given: readonly unknown[]) => unknown)(
      // biome-ignore lint/plugin: the arguments of one of our own functions, as many as it has
      ...data.given,
    );
    answered = { id: data.id, kind: 'answer', answer };
  } catch (error) {
    // An error crosses as its facts: a class would not survive.
    answered = isByoipError(error)
      ? { id: data.id, kind: 'error', problem: problemOf(error) }
      : { id: data.id, kind: 'broken', message: String(error) };
  }
  self.postMessage(answered);
});
