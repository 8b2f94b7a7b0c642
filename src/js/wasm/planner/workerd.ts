// The planner's wasm in workerd, which compiles it at deployment; the first call that needs it starts it.

import { initSync } from 'glue/planner.js';
import module from './planner.wasm';

export * from './exports.js';

let isStarted = false;

/** Instantiates the wasm once. */
export function startPlanner(): void {
  if (isStarted) return;
  initSync({ module });
  isStarted = true;
}
