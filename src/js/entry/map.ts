// `byoip/map`: `<byoip-map>`, with the wasm of `byoip/resolve`. On a server it registers nothing.

import { defineMapElement } from '../map.js';

defineMapElement();

export * from '../map.js';
