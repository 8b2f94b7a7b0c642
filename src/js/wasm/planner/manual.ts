// The planner's wasm where the caller brings it.

import { initSync } from 'glue/planner.js';
import { ByoipError } from '../../types/errors.js';

export * from './exports.js';

let isStarted = false;

/** Instantiates the wasm. A second call does nothing. */
export function loadPlanner(module: WebAssembly.Module): void {
  initSync({ module });
  isStarted = true;
}

/**
 * Nothing, once the wasm is there.
 *
 * @throws ByoipError `not-initialised`
 */
export function startPlanner(): void {
  if (isStarted) return;
  throw new ByoipError({
    code: 'not-initialised',
    message: 'the wasm of the planner is not loaded yet',
    help: "call `await initPlanner(module)` of 'byoip/slim' with `byoip/planner.wasm`, before plans, lists of addresses, pictures and snapshots",
  });
}
