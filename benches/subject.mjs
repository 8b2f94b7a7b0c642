// What is measured: the resolver entry of the built package, and the wasm behind it as wasm-bindgen calls it.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export { BindingTable } from '../dist/resolve.js';

// The glue imports sources in TypeScript.
const glue = new URL('../target/bench/resolve.mjs', import.meta.url);
buildSync({
  entryPoints: [fileURLToPath(new URL('../target/glue/resolve.js', import.meta.url))],
  outfile: fileURLToPath(glue),
  bundle: true,
  format: 'esm',
});
const { initSync, Resolver } = await import(glue);
initSync({ module: readFileSync(new URL('../dist/resolve.wasm', import.meta.url)) });

/** The generated class itself: its `find` is a stock call with a `&str`. */
export const stock = (body) => new Resolver(body, undefined);
