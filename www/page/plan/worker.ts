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
import type { FewestAsked } from '../draft/aggregate-draft.js';
import { tell } from './plan-summary.js';
import { write } from './plan-text.js';
import type { Answered, Asked, Questions } from './worker-client.js';

const answers: {
  readonly [Name in keyof Questions]: (...given: Questions[Name]['given']) => Questions[Name]['answer'];
} = { tell, write, snapshot: writeSnapshot, fewest };

function fewest({ prefix, whole, claims, defaultOnly }: FewestAsked): readonly Bound[] {
  return aggregate({ prefix, default: whole, claims, defaultOnly }).bindings;
}

const ready = initPlanner(fetch(new URL(wasmUrl, import.meta.url)));

self.addEventListener('message', async ({ data }: MessageEvent<Asked>) => {
  let answered: Answered;
  try {
    await ready;
    const answer = (answers[data.name] as (...given: readonly unknown[]) => unknown)(
      // biome-ignore lint/plugin: the arguments of one of our own functions, as many as it has
      ...data.given,
    );
    answered = { id: data.id, kind: 'answer', answer };
  } catch (error) {
    // An error crosses as its facts: a class would not survive.
    answered = isByoipError(error)
      ? { id: data.id, kind: 'problem', problem: problemOf(error) }
      : { id: data.id, kind: 'broken', message: String(error) };
  }
  self.postMessage(answered);
});
