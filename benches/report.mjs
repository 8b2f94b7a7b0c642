// The table of what was measured: for people, with wins, losses and targets.

import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { brotliCompressSync } from 'node:zlib';
import { ROUNDS } from './race.mjs';

const README = new URL('README.md', import.meta.url);
const START = '<!-- written by `npm run bench -- --write`, from here -->';
const END = '<!-- to here -->';

/** Three digits are more than such a measurement is worth. */
const digits = (value) => Number(value.toPrecision(value < 1 ? 2 : 3)).toLocaleString('en');

function time(ns) {
  if (ns < 1e3) return `${digits(ns)} ns`;
  return ns < 1e6 ? `${digits(ns / 1e3)} µs` : `${digits(ns / 1e6)} ms`;
}

const met = (all) => (all.every(Boolean) ? 'yes' : all.some(Boolean) ? 'on one' : '**no**');
const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

/** One line for each contestant of each race; runs are one for each Node, or one for Rust. */
function races(runs, names) {
  const head = ['what', 'who', ...names.flatMap((name) => [name, 'times ours']), 'at least', 'met'];
  const rows = runs[0].results.flatMap(({ id, title }) => {
    const inRuns = runs.map(({ results }) => results.find((row) => row.id === id).lanes);
    return inRuns[0].map(({ name, atLeast, limitNs }, i) => {
      const lanes = inRuns.map((all) => all[i]);
      const cells = lanes.flatMap(({ ns, ratio }) => [time(ns), i === 0 ? '' : `${digits(ratio)}×`]);
      const target = atLeast ? `${atLeast}×` : limitNs ? time(limitNs) : '';
      const verdict = atLeast
        ? met(lanes.map(({ ratio }) => ratio >= atLeast))
        : limitNs
          ? met(lanes.map(({ ns }) => ns <= limitNs))
          : '';
      return [i === 0 ? `${title} (\`${id}\`)` : '', name, ...cells, target, verdict];
    });
  });
  return table(head, rows);
}

/** How much slower a batch, a plan or an aggregation gets as bindings grow. */
function derived(runs, core) {
  const of = ({ results }, id) => results.find((row) => row.id === id)?.lanes[0].ns;
  const rows = [];
  const grows = (n, shown, atMost) => {
    const factors = runs.map((run) => of(run, `batch-v4-${n}`) / of(run, 'batch-v4-9'));
    if (factors.some(Number.isNaN)) return;
    const cells = factors.map((factor) => `${digits(factor)}×`);
    rows.push([
      `growth of an IPv4 batch from 9 bindings to ${shown}`,
      ...cells,
      `at most ${atMost}×`,
      met(factors.map((factor) => factor <= atMost)),
    ]);
  };
  grows(10_000, '10,000', 4);
  grows(1_000_000, '1,000,000', 8);
  // As n log n would: 1,000 times as many hosts, each 2.5 times as dear.
  for (const kind of ['dense', 'sparse']) {
    const growth = of(core, `rust-aggregate-${kind}-100000`) / of(core, `rust-aggregate-${kind}-100`);
    if (Number.isNaN(growth)) continue;
    const what = `growth of aggregating ${kind} hosts from 100 to 100,000, native`;
    rows.push([what, ...runs.map(() => `${digits(growth)}×`), 'at most 2,500×', met([growth <= 2500])]);
  }
  // From each size to the next: ten times as many, each 1.5, 1.33 and 1.25 times as dear.
  for (const [from, to, atMost] of [
    [100, 1000, 15],
    [1000, 10_000, 13.3],
    [10_000, 100_000, 12.5],
    [100, 100_000, 2500],
  ]) {
    const grows = (run, id) => of(run, `${id}-${to}`) / of(run, `${id}-${from}`);
    for (const [where, factors] of [
      ['in wasm', runs.map((run) => grows(run, 'plan-sparse'))],
      ['native', runs.map(() => grows(core, 'rust-plan-sparse'))],
    ]) {
      if (factors.some(Number.isNaN)) continue;
      rows.push([
        `growth of a plan from ${from.toLocaleString('en')} sparse changes to ${to.toLocaleString('en')}, ${where}`,
        ...factors.map((factor) => `${digits(factor)}×`),
        `at most ${atMost.toLocaleString('en')}×`,
        met(factors.map((factor) => factor <= atMost)),
      ]);
    }
  }
  return rows;
}

const brotli = (bytes) => brotliCompressSync(bytes).length;
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url));

async function sizes() {
  const { build, transform } = await import('esbuild');
  const { readdirSync } = await import('node:fs');
  const minified = async (entry) => {
    const entryPoints = [entry];
    const { outputFiles } = await build({
      entryPoints,
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      external: ['*.wasm'],
    });
    return brotli(outputFiles[0].contents);
  };
  const glue = brotli((await transform(String(read('target/glue/resolve.js')), { minify: true })).code);
  const resolver = brotli(read('dist/resolve.wasm'));
  const js = await minified('dist/resolve-workerd.js');
  const core = brotli(read('dist/byoip.wasm'));
  const planner = brotli(read('dist/planner.wasm'));
  const allJs = await minified('dist/workerd.js');
  const later = JSON.parse(read('target/page-later.json')).outputs;
  const page = readdirSync(new URL('../dist/www', import.meta.url)).map((name) => `dist/www/${name}`);
  const weigh = (paths) => paths.reduce((sum, path) => sum + brotli(read(path)), 0);
  const row = (what, bytes, target) => {
    const limit = target === null ? '' : `at most ${target.toLocaleString('en')}`;
    return [what, bytes.toLocaleString('en'), limit, target === null ? '' : met([bytes <= target])];
  };
  return table(
    ['bytes with Brotli', 'now', 'target', 'met'],
    [
      row('wasm of the resolver', resolver, null),
      row('wasm of the resolver and its generated glue, minified', resolver + glue, 36_000),
      row('wasm of the resolver and all JavaScript of `byoip/resolve`, minified', resolver + js, null),
      row("wasm that `import 'byoip'` loads", core, 110_000),
      row("the planner's wasm, loaded with the first plan, list, picture or snapshot", planner, null),
      row('both, and all JavaScript of `byoip`, minified', core + planner + allJs, null),
      row('the page without its planner', weigh(page.filter((path) => !(path in later))), 160_000),
      row('the page, all files', weigh(page), null),
    ],
  );
}

/** Exact versions of the peers, from the lock files. */
function peers() {
  const { packages } = JSON.parse(read('benches/package-lock.json'));
  const npm = Object.keys(packages[''].dependencies)
    .filter((name) => name !== 'node')
    .map((name) => `${name} ${packages[`node_modules/${name}`].version}`);
  const lock = String(read('Cargo.lock'));
  const crates = ['ip_network_table', 'prefix-trie'].map((name) => {
    const [, version] = lock.match(new RegExp(`name = "${name}"\\nversion = "([^"]+)"`)) ?? [];
    return `${name} ${version}`;
  });
  return [...npm, ...crates].join(', ');
}

/** @param {{ runs: object[], core: object, sizes: boolean }} measured */
export async function report({ runs, core, sizes: wantSizes }) {
  const names = runs.map(({ node }) => `Node ${node}`);
  const parts = [
    `${cpus()[0].model.trim()}, ${cpus().length} cores; ${names.join(', ')}; ${peers()}.\nMedians of ${ROUNDS} interleaved rounds.`,
  ];
  if (runs[0].results.length > 0) parts.push(races(runs, names));
  const more = derived(runs, core);
  if (more.length > 0) parts.push(table(['what', ...names, 'target', 'met'], more));
  if (core.results.length > 0) parts.push(races([core], ['native']));
  if (wantSizes) parts.push(await sizes());
  return `${parts.join('\n\n')}\n`;
}

/** Puts the table into the README. */
export function write(text) {
  const readme = readFileSync(README, 'utf8');
  const [before, rest] = readme.split(START);
  const [, after] = (rest ?? '').split(END);
  if (after === undefined) throw new Error('benches/README.md has lost the lines around its table');
  writeFileSync(README, `${before}${START}\n\n${text}\n${END}${after}`);
}
