// `byoip/resolve` in workerd, which compiles the wasm when a Worker is deployed.

import { initSync } from 'glue/resolve.js';
import module from './resolve.wasm';

initSync({ module });

export * from '../resolve.js';
