// The core's wasm, inlined in the module; the first call that needs it starts it.

import bytes from 'glue/core.bytes.js';
import { initSync } from 'glue/core.js';
import { startOnce } from '../start.js';

export * from './exports.js';

/** Compiles and instantiates the wasm once. */
export const startCore = /* @__PURE__ */ startOnce(() => initSync({ module: bytes() }));
