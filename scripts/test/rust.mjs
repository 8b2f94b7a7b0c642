// Runs the Rust suites: cargo tests, the documentation, and the wasm tests in Node and in Chromium.

import { resolve } from 'node:path';
import { step } from '../stamp.mjs';
import { must, run, say } from '../steps.mjs';
import { reusedText } from './reuse.mjs';

const CARGO_DIR = process.env.CARGO_TARGET_DIR ?? 'target';
const TARGET = 'wasm32-unknown-unknown';
const FEATURES = ['--features', 'wasm-core,wasm-planner'];

/** Adds up the `test result:` lines; cargo and the wasm runner print the same form. */
function countResults({ ok, output }) {
  let passed = 0;
  let failed = 0;
  for (const [, good, bad] of output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed/gm)) {
    passed += Number(good);
    failed += Number(bad);
  }
  return { passed, failed: ok ? failed : Math.max(1, failed) };
}

/** Drops the hundreds of passing tests, and what is around the results that the proofs print. */
const calm = (line) =>
  line.trim() !== '' &&
  !/^(test .* \.\.\. ok|running \d+ tests?|successes:|failures:|---- .* ----| +[\w:]+|proptest: FileFailurePersistence.*)$/.test(
    line,
  );

/** All tests; `seed`: where the random choices of the proofs start; `earlier`: see scripts/test/reuse.mjs. */
export async function cargoTests({ seed, earlier }) {
  const results = await earlier?.('cargo');
  const known = results?.find('all', '');
  if (known !== undefined) {
    say(`    ${reusedText([known], 1)}`);
    return { passed: known.passed, failed: 0, reused: known.passed };
  }
  const env = seed === undefined ? {} : { BYOIP_SEED: String(seed) };
  const done = await run('cargo', ['test', '--locked', '--', '--show-output'], {
    what: 'cargo test',
    show: calm,
    env,
  });
  const counts = countResults(done);
  results?.keep('all', '', counts);
  return counts;
}

/** The planner against its oracles, for every `nth` pair of states. */
export async function planProofs(nth) {
  const proofs = ['--test', 'core', 'plan::exhaustive', '--', '--nocapture', '--test-threads=1'];
  const done = await run('cargo', ['test', '--locked', ...proofs], {
    what: 'proofs of the planner',
    show: calm,
    env: { BYOIP_PAIRS: nth },
  });
  return countResults(done);
}

/** The simulation of the executor: every single trouble at every position, and two million pairs drawn by a seed. */
export async function simulation() {
  const laws = ['--test', 'simulation', '--', '--nocapture', '--test-threads=1'];
  const done = await run('cargo', ['test', '--locked', ...laws], {
    what: 'simulation of the executor',
    show: calm,
    env: { BYOIP_LONG: '1' },
  });
  return countResults(done);
}

export async function documentation() {
  const env = { RUSTDOCFLAGS: '-D warnings' };
  const done = await run('cargo', ['doc', '--locked', '--no-deps'], { what: 'cargo doc', env, show: calm });
  return { passed: done.ok ? 1 : 0, failed: done.ok ? 0 : 1 };
}

export const wasmTestsInNode = () => wasmTests({});

export const wasmTestsInChromium = ({ driver }) =>
  wasmTests({ WASM_BINDGEN_USE_BROWSER: '1', CHROMEDRIVER: driver });

async function wasmTests(env) {
  await step('wasm test runner', {
    inputs: ['tools/test-runner', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml'],
    outputs: [`${CARGO_DIR}/tools/test-runner`],
    make: async () => {
      say('    compiling the test runner of wasm-bindgen; this takes a minute or two, once');
      // A dependency of the runner causes a future-incompatibility warning that readers cannot act on.
      const env = { CARGO_FUTURE_INCOMPAT_REPORT_FREQUENCY: 'never' };
      await must('cargo', ['build', '--locked', '--profile', 'tools', '--package', 'test-runner'], { env });
    },
  });
  const done = await run(
    'cargo',
    ['test', '--locked', '--profile', 'dev', '--target', TARGET, ...FEATURES, '--test', 'wasm'],
    {
      what: 'wasm tests',
      show: calm,
      env: {
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: resolve(CARGO_DIR, 'tools/test-runner'),
        WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '60',
        ...env,
      },
    },
  );
  return countResults(done);
}
