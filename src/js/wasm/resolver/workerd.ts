// The resolver's wasm in workerd, which compiles it at deployment; the first call that needs it starts it.

import { initSync } from 'glue/resolve.js';
import { startOnce } from '../start.js';
import module from './resolve.wasm';

export * from './exports.js';

/** Instantiates the wasm once. */
export const startResolver = /* @__PURE__ */ startOnce(() => initSync({ module }));
