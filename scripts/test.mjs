// Runs every suite, goes on after a failure, and closes with one line over all. `npm test -- page node` runs only those.

import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { main, Stop, say, seconds } from './steps.mjs';
import { checks } from './test/checks.mjs';
import { bundleWithPackage, nodeTests, testFiles } from './test/node.mjs';
import { pageTests } from './test/page.mjs';
import { cargoTests, documentation, wasmTestsInChromium, wasmTestsInNode } from './test/rust.mjs';
import { sdkTests } from './test/sdk.mjs';

/** A suite of `*.test.ts` files, in a folder of tests/. */
const folder = (name) => () => nodeTests(name, `tests/${name}`, testFiles(`tests/${name}`));

/** For suites of many hundred laws: only the broken ones are shown. */
const BRIEF = { passing: false };

/** The suites in the order in which they run: what is quick to judge first. */
const SUITES = {
  checks: { title: 'format, lints, types, walls', run: checks },
  cargo: { title: 'the core in Rust', run: cargoTests },
  docs: { title: 'the documentation of the core', run: documentation },
  'wasm-node': { title: 'the boundary, in Node', run: wasmTestsInNode },
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

async function test() {
  const began = performance.now();
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !Object.hasOwn(SUITES, name));
  if (unknown !== undefined) {
    throw new Stop(`there is no suite \`${unknown}\`; the suites are ${Object.keys(SUITES).join(', ')}`);
  }
  const found = await prepare();

  const rows = [];
  for (const name of names.length > 0 ? names : Object.keys(SUITES)) rows.push(await runSuite(name, found));
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  printTable(rows);
  say(`\n${seconds(began)} s in all`);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** Sets up and builds. Where that fails no suite can run, which is a verdict as well. */
async function prepare() {
  try {
    const found = await setup({ test: true });
    // The suites that open a browser themselves find it here.
    process.env.CHROME_PATH = found.chrome;
    process.env.CHROMEDRIVER = found.driver;
    await build();
    return found;
  } catch (error) {
    say(`\n  ${error instanceof Stop ? error.message : (error?.stack ?? error)}\n`);
    say('0 passed, 1 failed');
    process.exit(1);
  }
}

async function runSuite(name, found) {
  const { title, run } = SUITES[name];
  const began = performance.now();
  say(`\n${name}: ${title}`);
  let counts;
  try {
    counts = await run(found);
  } catch (error) {
    say(`    ${error instanceof Stop ? error.message : (error?.stack ?? error)}`);
    counts = { passed: 0, failed: 1 };
  }
  if (counts.passed + counts.failed === 0) {
    say('    no test ran, which counts as a failure');
    counts.failed = 1;
  }
  say(`    ${counts.passed} of ${counts.passed + counts.failed} hold, ${seconds(began)} s`);
  return { name, ...counts, seconds: seconds(began) };
}

function printTable(rows) {
  const line = (...cells) => {
    const [name, ...numbers] = cells.map(String);
    say(`  ${name.padEnd(16)}${numbers.map((text) => text.padStart(10)).join('')}`);
  };
  say('');
  line('suite', 'passed', 'failed', 'seconds');
  for (const row of rows) line(row.name, row.passed, row.failed, row.seconds);
  for (const { notRun } of rows) if (notRun !== undefined) say(`\n  ${notRun}`);
}

// What a suite leaves running must not keep the verdict from being the last line.
await main(test);
process.exit();
