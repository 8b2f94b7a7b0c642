// Runs the TypeScript suites: esbuild bundles them into target/tests/, `node --test` runs them.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fingerprint } from '../stamp.mjs';
import { run, say } from '../steps.mjs';
import { reusedText } from './reuse.mjs';

const OUT = 'target/tests';

/** Files in parallel: they wait for browsers, programs and clocks, so two share two cores well. */
const AT_ONCE = Math.max(2, availableParallelism() - 1);

const SHARED = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  sourcemap: 'inline',
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
};

/** Leaves wasm imports to workerd, under the bare name of the file. */
const wasmByName = {
  name: 'wasm-by-name',
  setup: (build) => {
    build.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true }));
  },
};

/** Bundles tests that run in Node; `byoip` is external and resolves through the exports map, as for a user. */
async function bundleForNode(folder, files) {
  const { build } = await import('esbuild');
  await build({
    ...SHARED,
    entryPoints: files,
    outbase: folder,
    outdir: `${OUT}/${basename(folder)}`,
    platform: 'node',
    packages: 'external',
  });
}

/** Bundles a suite together with the package, as the build of a Worker or page does. */
export async function bundleWithPackage(file, host) {
  const { build } = await import('esbuild');
  const conditions = host === 'workerd' ? ['workerd'] : ['browser'];
  await build({
    ...SHARED,
    entryPoints: [file],
    outdir: `${OUT}/suite`,
    platform: 'neutral',
    conditions,
    plugins: host === 'workerd' ? [wasmByName] : [],
  });
}

/** The `*.test.ts` of a folder and of the folders in it. */
export function testFiles(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  return names.sort().map((name) => join(folder, name));
}

/**
 * Runs test files in Node and gives the counts; a file without a test counts as a failure.
 *
 * @param {string} name of the suite
 * @param {string} folder
 * @param {readonly string[]} files
 * @param {object} [options] `passing`: shows each law; `node`: another Node than this; `earlier`: see scripts/test/reuse.mjs
 * @returns {Promise<{ passed: number, failed: number, reused: number }>} `reused`: how many of the passed did not run
 */
export async function nodeTests(name, folder, files, options = {}) {
  if (files.length === 0) {
    say(`    there is no test in ${folder}`);
    return { passed: 0, failed: 0, reused: 0 };
  }
  await bundleForNode(folder, files);
  const results = await options.earlier?.(name);
  const counts = { passed: 0, failed: 0, reused: 0 };
  const waiting = [];
  const reused = [];
  for (const file of files) {
    const built = join(OUT, basename(folder), relative(folder, file).replace(/\.ts$/, '.mjs'));
    const own = fingerprint([built]);
    const known = results?.find(file, own);
    if (known === undefined) waiting.push({ file, built, own });
    else reused.push(known);
  }
  for (const { passed } of reused) {
    counts.passed += passed;
    counts.reused += passed;
  }
  if (reused.length > 0) say(`    ${reusedText(reused, files.length)}`);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { file, built, own } = next;
      const result = await runFile(file, built, options);
      results?.keep(file, own, result);
      counts.passed += result.passed;
      counts.failed += result.failed;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return counts;
}

/** Runs one file; its output is shown when it is done. */
async function runFile(file, built, { passing = true, node = process.execPath }) {
  const report = `${built}.json`;
  rmSync(report, { force: true });
  const args = ['--enable-source-maps', '--test', '--test-timeout=300000'];
  args.push('--test-reporter=spec', '--test-reporter-destination=stdout');
  args.push('--test-reporter=./scripts/test/count-reporter.mjs', `--test-reporter-destination=${report}`);
  const done = await run(node, [...args, built], { what: file, env: { NO_COLOR: '1' }, show: () => false });
  for (const line of done.output.split('\n').filter(calm(passing))) say(`    ${line}`);
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { passed, failed, withoutTests } = JSON.parse(readFileSync(report, 'utf8'));
  if (withoutTests.length > 0) say(`    ${file} has no test`);
  const faults = failed + withoutTests.length;
  return { passed, failed: done.ok ? faults : Math.max(1, faults) };
}

/** Drops the frames of the test runner and the reporter's summary, which repeats everything; passing tests on request. */
function calm(passing) {
  const noise = [
    /^\s*$/,
    ...(passing ? [] : [/^\s*✔/]),
    /^ℹ (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /,
    /^\s+at .*(node:|Test\.|TestContext\.)/,
    /^\s+(generatedMessage|code: 'ERR_ASSERTION'|operator)\b/,
  ];
  let repeated = false;
  return (line) => {
    repeated ||= /^✖ failing tests:/.test(line);
    return !repeated && !noise.some((pattern) => pattern.test(line));
  };
}
