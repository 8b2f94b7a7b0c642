// `byoip` in workerd, which compiles the wasm at deployment.

import { initSync } from 'glue/core.js';
import { setReady } from '../wasm/wasm-state.js';
import module from './byoip.wasm';

initSync({ module });
setReady();

export * from '../index.js';
