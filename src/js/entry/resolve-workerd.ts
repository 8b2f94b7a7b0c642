// `byoip/resolve` in workerd, which compiles the wasm at deployment.

import { initSync } from 'glue/resolve.js';
import module from './resolve.wasm';

initSync({ module });

export * from '../resolve.js';
