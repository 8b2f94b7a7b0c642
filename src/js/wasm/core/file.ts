// The core's wasm in a file beside the module, for the command line; the first call that needs it starts it.

import { readFileSync } from 'node:fs';
import { initSync } from 'glue/core.js';
import { startOnce } from '../start.js';

export * from './exports.js';

/** Reads, compiles and instantiates the wasm once. */
export const startCore = /* @__PURE__ */ startOnce(() =>
  initSync({ module: readFileSync(new URL('./byoip.wasm', import.meta.url)) }),
);
