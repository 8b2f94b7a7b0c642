// The planner's wasm in workerd, which compiles it at deployment; the first call that needs it starts it.

import { initSync } from 'glue/planner.js';
import { startOnce } from '../start.js';
import module from './planner.wasm';

export * from './exports.js';

/** Instantiates the wasm once. */
export const startPlanner = /* @__PURE__ */ startOnce(() => initSync({ module }));
