// The core's wasm in workerd, which compiles it at deployment; the first call that needs it starts it.

import { initSync } from 'glue/core.js';
import { startOnce } from '../start.js';
import module from './byoip.wasm';

export * from './exports.js';

/** Instantiates the wasm once. */
export const startCore = /* @__PURE__ */ startOnce(() => initSync({ module }));
