// Builds everything that has changed: wasm, package, page. `npm run build`.

import { pathToFileURL } from 'node:url';
import { buildPackage } from './build/package.mjs';
import { buildPage } from './build/page.mjs';
import { reportSizes } from './build/sizes.mjs';
import { buildWasm } from './build/wasm.mjs';
import { main, say, seconds } from './steps.mjs';

export async function build() {
  const began = performance.now();
  say('\nbuild');
  await buildWasm();
  await buildPackage();
  await buildPage();
  await reportSizes();
  say(`  ${seconds(began).padStart(6)} s  in all`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(build);
