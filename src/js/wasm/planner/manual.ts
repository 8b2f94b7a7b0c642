// The planner's wasm, loaded by the caller.

import { initSync } from 'glue/planner.js';
import { ByoipError } from '../../types/errors.js';

export * from './exports.js';

let isStarted = false;

/** Instantiates the wasm. A second call does nothing. */
export function loadPlanner(module: WebAssembly.Module): void {
  if (isStarted) return;
  initSync({ module });
  isStarted = true;
}

/**
 * Does nothing once the wasm is loaded.
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
