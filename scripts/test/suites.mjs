// The suites by name, and which of them run side by side.

import { checks } from './checks.mjs';
import { bundleWithPackage, nodeTests, testFiles } from './node.mjs';
import { pageTests } from './page.mjs';
import { cargoTests, documentation, wasmTestsInChromium, wasmTestsInNode } from './rust.mjs';
import { sdkTests } from './sdk.mjs';

/** A suite of `*.test.ts` files, in a folder of tests/. */
const folder = (name) => () => nodeTests(name, `tests/${name}`, testFiles(`tests/${name}`));

/** For suites of many hundred laws: only the broken ones are shown. */
const BRIEF = { passing: false };

/**
 * For suites that compile, and would fill every core: they stand back, so that what waits for a browser or a program is
 * about as quick beside them as alone, and meets no time limit for their sake.
 */
const GREEDY = { niceness: 10 };

export const SUITES = {
  checks: { title: 'format, lints, types, walls', run: checks, ...GREEDY },
  cargo: { title: 'the core in Rust', run: cargoTests, ...GREEDY },
  docs: { title: 'the documentation of the core', run: documentation, ...GREEDY },
  'wasm-node': { title: 'the boundary, in Node', run: wasmTestsInNode, ...GREEDY },
  'wasm-chromium': { title: 'the boundary, in Chromium', run: wasmTestsInChromium },
  node: {
    title: 'the vectors through the built package, in Node',
    run: () => nodeTests('node', 'tests/suite', ['tests/suite/run-node.ts'], BRIEF),
  },
  workerd: {
    title: 'the vectors through the built package, in workerd',
    run: async () => {
      await bundleWithPackage('tests/suite/run-workerd.ts', 'workerd');
      return nodeTests('workerd', 'tests/suite', ['tests/suite/host-workerd.ts'], BRIEF);
    },
  },
  chromium: {
    title: 'the vectors through the built package, in Chromium',
    run: async () => {
      await bundleWithPackage('tests/suite/run-browser.ts', 'browser');
      return nodeTests('chromium', 'tests/suite', ['tests/suite/host-chromium.ts'], BRIEF);
    },
  },
  ring: { title: 'client and emulator', run: folder('ring') },
  sdk: { title: 'the emulator, asked by clients that we did not write', run: sdkTests },
  worker: { title: 'the Worker, in workerd', run: folder('worker') },
  page: { title: 'the page, in Chromium and Firefox', run: pageTests },
  cli: { title: 'the command line', run: folder('cli') },
  packaging: { title: 'the parcel that npm pack makes', run: folder('packaging') },
};

/** What runs beside what, each lane in its order: what is quick to judge first. Cargo's suites begin with the build, which they do not need. */
export const LANES = [
  { needsBuild: false, suites: ['checks', 'cargo', 'docs', 'wasm-node', 'wasm-chromium'] },
  {
    needsBuild: true,
    suites: ['node', 'workerd', 'chromium', 'ring', 'sdk', 'worker', 'page', 'cli', 'packaging'],
  },
];
