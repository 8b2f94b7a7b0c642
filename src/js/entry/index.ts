// `byoip` in Node, browsers and bundlers: the wasm is inlined; what is needed at once is ready at import.

import bytes from 'glue/core.bytes.js';
import { initSync } from 'glue/core.js';
import { setReady } from '../wasm/wasm-state.js';

initSync({ module: bytes() });
setReady();

export * from '../index.js';
