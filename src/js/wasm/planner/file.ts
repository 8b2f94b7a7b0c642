// The planner's wasm in a file beside the module, for the command line; the first call that needs it starts it.

import { readFileSync } from 'node:fs';
import { initSync } from 'glue/planner.js';

export * from './exports.js';

let isStarted = false;

/** Reads, compiles and instantiates the wasm once. */
export function startPlanner(): void {
  if (isStarted) return;
  initSync({ module: readFileSync(new URL('./planner.wasm', import.meta.url)) });
  isStarted = true;
}
