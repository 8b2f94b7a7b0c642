// `byoip` in workerd, which compiles the wasm when a Worker is deployed.

import { initSync } from 'glue/core.js';
import module from './byoip.wasm';
import { setReady } from '../ready.js';

initSync({ module });
setReady();

export * from '../index.js';
