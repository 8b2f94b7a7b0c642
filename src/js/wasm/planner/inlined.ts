// The planner's wasm, inlined in the module; the first call that needs it starts it.

import bytes from 'glue/planner.bytes.js';
import { initSync } from 'glue/planner.js';

export * from './exports.js';

let isStarted = false;

/** Compiles and instantiates the wasm once. */
export function startPlanner(): void {
  if (isStarted) return;
  initSync({ module: bytes() });
  isStarted = true;
}
