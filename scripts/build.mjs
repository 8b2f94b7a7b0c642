// Builds everything that has changed: wasm, package, page. `npm run build`.

import { pathToFileURL } from 'node:url';
import { buildModules, buildPackage } from './build/package.mjs';
import { buildPage } from './build/page.mjs';
import { reportSizes } from './build/sizes.mjs';
import { BUILDS, compileWasm, optimiseWasm } from './build/wasm.mjs';
import { main, say, seconds } from './steps.mjs';

export const build = () =>
  timed(async () => {
    await compileAll();
    await optimiseWasm(BUILDS);
    await buildPackage();
    await buildPage();
    await reportSizes();
  });

/** The first part of `build`: it takes most of the time and needs no npm package. */
export const compileAll = () => compileWasm(BUILDS);

/** The first part of `buildForStart`. */
export const compileForStart = compileAll;

/** Builds the page, and the modules that the Worker imports; no declarations and no man page. */
export const buildForStart = () =>
  timed(async () => {
    await optimiseWasm(BUILDS);
    await buildModules();
    await buildPage();
  });

async function timed(work) {
  const began = performance.now();
  say('\nbuild');
  await work();
  say(`  ${seconds(began).padStart(6)} s  in all`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(build);
