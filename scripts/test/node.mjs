// Runs the TypeScript suites: esbuild bundles them into target/tests/, `node --test` runs them.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { run, say } from '../steps.mjs';

const OUT = 'target/tests';

const [MAJOR, MINOR] = process.versions.node.split('.').map(Number);

/** Files in parallel: they wait for browsers, programs and clocks, so two share two cores well. Node takes the option from 20.10 on. */
const AT_ONCE =
  MAJOR > 20 || MINOR >= 10 ? [`--test-concurrency=${Math.max(2, availableParallelism() - 1)}`] : [];

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

/** Runs test files in Node and gives the counts; a file without a test counts as a failure. `passing`: shows each law; `node`: another Node than this. */
export async function nodeTests(name, folder, files, { passing = true, node = process.execPath } = {}) {
  if (files.length === 0) {
    say(`    there is no test in ${folder}`);
    return { passed: 0, failed: 0 };
  }
  await bundleForNode(folder, files);
  mkdirSync(OUT, { recursive: true });
  const counts = `${OUT}/${name}.json`;
  rmSync(counts, { force: true });
  const args = ['--enable-source-maps', '--test', '--test-timeout=300000', ...AT_ONCE];
  args.push('--test-reporter=spec', '--test-reporter-destination=stdout');
  args.push('--test-reporter=./scripts/test/count-reporter.mjs', `--test-reporter-destination=${counts}`);
  const built = files.map((file) =>
    join(OUT, basename(folder), relative(folder, file).replace(/\.ts$/, '.mjs')),
  );
  const done = await run(node, [...args, ...built], {
    what: `the ${name} tests`,
    env: { NO_COLOR: '1' },
    show: calm(passing),
  });
  if (!existsSync(counts)) return { passed: 0, failed: 1 };
  const { passed, failed, withoutTests } = JSON.parse(readFileSync(counts, 'utf8'));
  for (const file of withoutTests) say(`    ${resolve(file)} has no test`);
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
