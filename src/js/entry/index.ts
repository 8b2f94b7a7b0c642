// `byoip` in Node, browsers and bundlers: the core's wasm is inlined and starts at import.

import bytes from 'glue/core.bytes.js';
import { initSync } from 'glue/core.js';
import { setReady } from '../wasm/wasm-state.js';

initSync({ module: bytes() });
setReady();

export * from '../index.js';
