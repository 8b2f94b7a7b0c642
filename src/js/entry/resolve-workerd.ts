// `byoip/resolve` in workerd, which compiles the wasm when a Worker is deployed.

import { initSync } from 'glue/resolve.js';
import module from './resolve.wasm';
import { setReady } from '../ready.js';

initSync({ module });
setReady();

export * from '../resolve.js';
