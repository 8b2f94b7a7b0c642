// The web worker of the planner. It has a wasm of its own, which the first load does not need.

import wasmUrl from 'glue/planner.wasm';
import {
  aggregate,
  type Bound,
  initPlanner,
  isByoipError,
  problemOf,
  writeSnapshot,
} from '../../../src/js/entry/page.js';
import type { AggregateInput } from '../draft/aggregate-draft.js';
import { summarise } from './plan-summary.js';
import type { PlannerCalls, PlannerRequest, PlannerResponse } from './planner-client.js';
import { reviewRestore } from './restore-review.js';
import { writePlan } from './write-plan.js';

const handlers: {
  readonly [Name in keyof PlannerCalls]: (
    ...args: PlannerCalls[Name]['args']
  ) => PlannerCalls[Name]['result'];
} = { summarise, writePlan, snapshot: writeSnapshot, reviewRestore, aggregate: aggregateBindings };

function aggregateBindings({
  prefix,
  defaultServiceId,
  claims,
  defaultOnly,
}: AggregateInput): readonly Bound[] {
  return aggregate({ prefix, default: defaultServiceId, claims, defaultOnly }).bindings;
}

const ready = initPlanner(fetch(new URL(wasmUrl, import.meta.url)));

self.addEventListener('message', async ({ data }: MessageEvent<PlannerRequest>) => {
  self.postMessage(await respond(data));
});

async function respond({ id, name, args }: PlannerRequest): Promise<PlannerResponse> {
  try {
    await ready;
    const result = (handlers[name] as (...args: readonly unknown[]) => unknown)(
      // biome-ignore lint/plugin: the arguments of one of our own functions, as many as it has
      ...args,
    );
    return { id, kind: 'result', result };
  } catch (error) {
    // Sent as data, since a message cannot carry the class of an error.
    if (isByoipError(error)) return { id, kind: 'problem', problem: problemOf(error) };
    return { id, kind: 'failure', message: String(error) };
  }
}
