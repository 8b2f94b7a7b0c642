// What is measured: the resolver entry of the built package, and the wasm behind it as wasm-bindgen calls it.

import { readFileSync } from 'node:fs';
import { initSync, Resolver } from '../target/glue/resolve.js';

export { BindingTable } from '../dist/resolve.js';

initSync({ module: readFileSync(new URL('../dist/resolve.wasm', import.meta.url)) });

/** The generated class itself: its `find` is a stock call with a `&str`. */
export const stock = (body) => new Resolver(body, undefined);
