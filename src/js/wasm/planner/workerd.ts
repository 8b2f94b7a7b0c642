// The planner's wasm in workerd, which compiles it when a Worker is deployed: started by the first call that needs it.

import { initSync } from 'glue/planner.js';
import module from './planner.wasm';

export * from './exports.js';

let isStarted = false;

/** Instantiates the wasm, unless that is done. */
export function startPlanner(): void {
  if (isStarted) return;
  initSync({ module });
  isStarted = true;
}
