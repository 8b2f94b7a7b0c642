// `byoip/resolve` in workerd, which compiles the wasm when a Worker is deployed.

import { initSync } from 'glue/resolve.js';
import { setReady } from '../ready.js';
import module from './resolve.wasm';

initSync({ module });
setReady();

export * from '../resolve.js';
