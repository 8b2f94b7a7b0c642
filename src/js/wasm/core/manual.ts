// The core's wasm, loaded by the caller.

import { initSync } from 'glue/core.js';
import { ByoipError } from '../../types/errors.js';

export * from './exports.js';

let isStarted = false;

/** Instantiates the wasm. A second call does nothing. */
export function loadCore(module: WebAssembly.Module): void {
  if (isStarted) return;
  initSync({ module });
  isStarted = true;
}

/**
 * Does nothing once the wasm is loaded.
 *
 * @throws ByoipError `not-initialised`
 */
export function startCore(): void {
  if (isStarted) return;
  throw new ByoipError({
    code: 'not-initialised',
    message: 'the wasm is not loaded yet',
    help: "call `await init(module)` of 'byoip/slim' once, before any other function",
  });
}
