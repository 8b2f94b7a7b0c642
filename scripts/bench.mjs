// Benchmarks the built package against other libraries. `npm run bench -- batch v6` runs the rows with one of the words in their
// name, `npm run bench -- page` the page in Chromium; `--write` writes the table to benches/README.md; `--as-built` measures dist/
// without a build.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ask, main, must, ROOT, Stop, say, seconds } from './steps.mjs';

const BENCHES = join(ROOT, 'benches');
const NEWEST_NODE = join(BENCHES, 'node_modules/.bin/node');

/** The benches in Rust, and the names of their rows. */
const NATIVE = {
  table: 'rust-v4-9 rust-v4-1000 rust-v4-1000000 rust-v6-1000000 build-v4-1000000',
  aggregate: 'rust-aggregate-dense-100000 rust-aggregate-sparse-100000',
  plan: 'rust-plan-sparse-100 rust-plan-sparse-1000 rust-plan-sparse-10000 rust-plan-sparse-100000 rust-plan-nested-1000',
  restore: 'rust-drift-1000x50 rust-restore-1000x50',
  apply: 'rust-apply-step rust-apply-journal-100000',
};

async function install() {
  const lock = join(BENCHES, 'package-lock.json');
  const done = join(BENCHES, 'node_modules/.package-lock.json');
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return;
  await must('npm', ['ci', '--no-audit', '--no-fund'], { cwd: BENCHES, what: 'installing the peers' });
}

/** The package's parser, so that the JavaScript table can use it too. */
async function sameParser() {
  const { build } = await import('esbuild');
  mkdirSync('target/bench', { recursive: true });
  const entryPoints = ['src/js/lookup/ipv4-table.ts'];
  await build({ entryPoints, outfile: 'target/bench/ipv4-table.mjs', format: 'esm', target: 'es2022' });
}

/** Runs a command whose last line is JSON, and shows its other output. */
function json(command, args) {
  return new Promise((settle, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', fail);
    child.on('close', (code) => {
      const last = output.trim().split('\n').at(-1) ?? '';
      if (code === 0 && last.startsWith('{')) settle(JSON.parse(last));
      else fail(new Stop(`\`${command} ${args.join(' ')}\` failed, see above`));
    });
  });
}

async function bench() {
  const began = performance.now();
  const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const odd = flags.find((flag) => !['--write', '--as-built'].includes(flag));
  if (odd !== undefined) throw new Stop(`there is no option \`${odd}\``);
  if (flags.includes('--write') && words.length > 0) {
    throw new Stop('--write needs all rows: remove --write or the words');
  }
  if (!flags.includes('--as-built')) await build();
  if (words.includes('page'))
    await must(process.execPath, ['benches/page.mjs'], { what: 'measuring the page' });
  if (words.join() === 'page') return;
  await install();
  await sameParser();

  const runs = [];
  const versions = new Set();
  for (const node of [process.execPath, NEWEST_NODE]) {
    const version = await ask(node, ['--version']);
    if (version === null) {
      throw new Stop(
        `\`${node}\` does not run: \`npm ci --prefix benches\` must be allowed to run the script of \`node\``,
      );
    }
    if (versions.has(version)) continue;
    versions.add(version);
    say(`\nNode ${version.slice(1)}`);
    runs.push(await json(node, ['benches/run.mjs', ...words]));
  }
  const core = { results: [] };
  for (const [name, ids] of Object.entries(NATIVE)) {
    if (words.length > 0 && !words.some((word) => ids.includes(word))) continue;
    if (core.results.length === 0) say(`\n${await ask('rustc', ['--version'])}`);
    const cargo = ['bench', '--quiet', '--locked', '--bench', name, '--', ...words];
    core.results.push(...(await json('cargo', cargo)).results);
  }

  const { report, write } = await import('../benches/report.mjs');
  const sizes = words.length === 0 || words.some((word) => 'size'.includes(word));
  const text = await report({ runs, core, sizes });
  say(`\n${text}`);
  if (flags.includes('--write')) {
    write(text);
    say('written to benches/README.md');
  }
  say(`${seconds(began)} s in all`);
}

await main(bench);
