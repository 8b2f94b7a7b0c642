// `byoip/map` in workerd, where a page that is rendered on a server can import it.

import { initSync } from 'glue/resolve.js';
import { defineMapElement } from '../map.js';
import module from './resolve.wasm';

initSync({ module });
defineMapElement();

export * from '../map.js';
