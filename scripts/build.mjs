// Builds everything that has changed: wasm, package, page. `npm run build`.

import { pathToFileURL } from 'node:url';
import { buildEmulator, buildPackage } from './build/package.mjs';
import { buildPage } from './build/page.mjs';
import { reportSizes } from './build/sizes.mjs';
import { buildWasm } from './build/wasm.mjs';
import { main, say, seconds } from './steps.mjs';

const timed = async (work) => {
  const began = performance.now();
  say('\nbuild');
  await work();
  say(`  ${seconds(began).padStart(6)} s  in all`);
};

export const build = () =>
  timed(async () => {
    await buildWasm();
    await buildPackage();
    await buildPage();
    await reportSizes();
  });

/** Only the page, and the emulator that it is served with. */
export const buildForStart = () =>
  timed(async () => {
    await buildWasm(['core', 'planner']);
    await buildEmulator();
    await buildPage();
  });

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(build);
