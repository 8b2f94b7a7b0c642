// The client and the emulator under the newest Node; runs that are killed 200 times; then property tests and fuzzing again and
// again, from fresh random seeds: `npm run test:long -- --minutes 60`. With `--plans` it tests the planner on every pair of small
// states, with `--plans 100` on every hundredth pair; with `--simulation` the executor, with every trouble at every position;
// with `--environments` the package in every environment of docs/environments.md, with `--environments Vite` in those named so.

import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { main, Stop, say, seconds } from './steps.mjs';
import { allEnvironments } from './test/environment-table.mjs';
import { newestNode } from './test/newest-node.mjs';
import { nodeTests, testFiles } from './test/node.mjs';
import { cargoTests, planProofs, simulation } from './test/rust.mjs';
import { fuzzEmulator } from './test/sdk.mjs';

/** The time to fuzz the emulator in each round. */
const FUZZ_SECONDS = 120;

async function testLong() {
  if (process.argv[2] === '--plans') return provePlans(process.argv[3] ?? '1');
  if (process.argv[2] === '--simulation') return simulate();
  if (process.argv[2] === '--environments') return environments(process.argv.slice(3));
  const [flag = '--minutes', text = '20'] = process.argv.slice(2);
  const minutes = Number(text);
  if (flag !== '--minutes' || !(minutes > 0))
    throw new Stop(
      'usage: npm run test:long -- --minutes N, --plans [N], --simulation, or --environments [NAME] [--newest]',
    );
  const { python, chrome } = await setup({ test: true });
  process.env.CHROME_PATH = chrome;
  await build();

  const began = performance.now();
  const node = await newestNode();
  say(`\nclient and emulator, under Node ${node.version}`);
  const ring = { passing: false, node: node.path };
  let { passed, failed } = await nodeTests('ring-newest', 'tests/ring', testFiles('tests/ring'), ring);
  say('\nruns that are killed 200 times');
  process.env.BYOIP_KILLS = '200';
  const kills = await nodeTests('kills', 'tests/cli', ['tests/cli/commands/apply-kill.test.ts']);
  passed += kills.passed;
  failed += kills.failed;
  for (let round = 1; failed === 0 && performance.now() - began < minutes * 60_000; round++) {
    say(`\nround ${round}, after ${seconds(began)} s`);
    const core = await cargoTests({ seed: Date.now() });
    passed += core.passed;
    failed += core.failed;
    const fuzzed = await fuzzEmulator({ python, seconds: FUZZ_SECONDS });
    passed += fuzzed.passed;
    failed += fuzzed.failed;
    // proptest stores a failure with its seed; another round would hide it.
    if (failed > 0) break;
  }
  say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

async function provePlans(nth) {
  if (!(Number(nth) >= 1)) throw new Stop('usage: npm run test:long -- --plans N for every Nth pair');
  const { passed, failed } = await planProofs(nth);
  say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

async function simulate() {
  const { passed, failed } = await simulation();
  say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

async function environments(words) {
  const part = words.find((word) => word !== '--newest');
  await setup();
  await build();
  const { passed, failed } = await allEnvironments(part ?? '', { newest: words.includes('--newest') });
  say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

await main(testLong);
