// The suites by name, and which of them run in parallel.

import { checks } from './checks.mjs';
import { bundleWithPackage, nodeTests, testFiles } from './node.mjs';
import { pageTests } from './page.mjs';
import { cargoTests, documentation, wasmTestsInChromium, wasmTestsInNode } from './rust.mjs';
import { sdkTests } from './sdk.mjs';
import { testsWithTools } from './tools.mjs';

/** A suite of `*.test.ts` files, in a folder of tests/. */
const folder =
  (name) =>
  ({ earlier }) =>
    nodeTests(name, `tests/${name}`, testFiles(`tests/${name}`), { earlier });

/** For suites with hundreds of tests: only failures are shown. */
const BRIEF = { passing: false };

/**
 * For suites that compile and use every core: they run at a lower priority, so that suites that wait for a browser or a
 * program are about as fast as alone and run into no timeout.
 */
const GREEDY = { niceness: 10 };

/** The programs that tests of the command line run. */
const CLI_TOOLS = {
  zsh: /\/completion\/zsh\.test\.ts$/,
  fish: /\/completion\/fish\.test\.ts$/,
  shellcheck: /\/completion\/bash\.test\.ts$/,
  mandoc: /\/man-page\.test\.ts$/,
};

export const SUITES = {
  checks: { title: 'format, lints, types, structure', run: checks, ...GREEDY },
  structure: { title: 'the checks of the structure find what they look for', run: folder('checks') },
  cargo: { title: 'the core in Rust', run: cargoTests, ...GREEDY },
  docs: { title: 'the documentation of the core', run: documentation, ...GREEDY },
  'wasm-node': { title: 'the boundary, in Node', run: wasmTestsInNode, ...GREEDY },
  'wasm-chromium': { title: 'the boundary, in Chromium', run: wasmTestsInChromium },
  node: {
    title: 'the vectors through the built package, in Node',
    run: ({ earlier }) =>
      nodeTests('node', 'tests/suite', ['tests/suite/hosts/run-node.ts'], { ...BRIEF, earlier }),
  },
  workerd: {
    title: 'the vectors through the built package, in workerd',
    run: async ({ earlier }) => {
      await bundleWithPackage('tests/suite/hosts/run-workerd.ts', 'workerd');
      return nodeTests('workerd', 'tests/suite', ['tests/suite/hosts/host-workerd.ts'], {
        ...BRIEF,
        earlier,
      });
    },
  },
  chromium: {
    title: 'the vectors through the built package, in Chromium',
    run: async ({ earlier }) => {
      await bundleWithPackage('tests/suite/hosts/run-browser.ts', 'browser');
      return nodeTests('chromium', 'tests/suite', ['tests/suite/hosts/host-chromium.ts'], {
        ...BRIEF,
        earlier,
      });
    },
  },
  ring: { title: 'client and emulator', run: folder('ring') },
  sdk: { title: 'the emulator and exported scripts, with the official clients', run: sdkTests },
  worker: { title: 'the Worker, in workerd', run: folder('worker') },
  page: { title: 'the page, in Chromium and Firefox', run: pageTests },
  cli: {
    title: 'the command line',
    run: ({ earlier }) => testsWithTools('cli', CLI_TOOLS, { earlier }),
  },
  packaging: { title: 'the package that npm pack writes', run: folder('packaging') },
};

/** The parallel lanes, each in its order: fast suites first. Cargo's suites need no build and start with it. */
export const LANES = [
  { needsBuild: false, suites: ['checks', 'structure', 'cargo', 'docs', 'wasm-node', 'wasm-chromium'] },
  { needsBuild: true, suites: ['node', 'workerd', 'chromium', 'ring', 'sdk'] },
  { needsBuild: true, suites: ['worker', 'page', 'cli', 'packaging'] },
];
