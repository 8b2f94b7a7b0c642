// `byoip/map` in Node, browsers and bundlers: `<byoip-map>`, with the wasm of `byoip/resolve`.

import bytes from 'glue/resolve.bytes.js';
import { initSync } from 'glue/resolve.js';
import { defineMapElement } from '../map.js';

initSync({ module: bytes() });
defineMapElement();

export * from '../map.js';
