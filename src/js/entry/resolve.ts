// `byoip/resolve` in Node, browsers and bundlers: the wasm is inlined and ready at import.

import bytes from 'glue/resolve.bytes.js';
import { initSync } from 'glue/resolve.js';
import { setReady } from '../ready.js';

initSync({ module: bytes });
setReady();

export * from '../resolve.js';
