// The resolver's wasm, inlined in the module; the first call that needs it starts it.

import bytes from 'glue/resolve.bytes.js';
import { initSync } from 'glue/resolve.js';
import { startOnce } from '../start.js';

export * from './exports.js';

/** Compiles and instantiates the wasm once. */
export const startResolver = /* @__PURE__ */ startOnce(() => initSync({ module: bytes() }));
