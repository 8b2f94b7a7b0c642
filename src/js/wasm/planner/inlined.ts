// The planner's wasm, inlined in the module; the first call that needs it starts it.

import bytes from 'glue/planner.bytes.js';
import { initSync } from 'glue/planner.js';
import { startOnce } from '../start.js';

export * from './exports.js';

/** Compiles and instantiates the wasm once. */
export const startPlanner = /* @__PURE__ */ startOnce(() => initSync({ module: bytes() }));
