// `byoip/resolve` in Node, browsers and bundlers: the wasm is inlined and starts at import.

import bytes from 'glue/resolve.bytes.js';
import { initSync } from 'glue/resolve.js';

initSync({ module: bytes() });

export * from '../resolve.js';
