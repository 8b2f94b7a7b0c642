// The planner's wasm, inlined: started by the first call that needs it.

import bytes from 'glue/planner.bytes.js';
import { initSync } from 'glue/planner.js';

export * from './exports.js';

let isStarted = false;

/** Compiles and instantiates the wasm, unless that is done. */
export function startPlanner(): void {
  if (isStarted) return;
  initSync({ module: bytes() });
  isStarted = true;
}
