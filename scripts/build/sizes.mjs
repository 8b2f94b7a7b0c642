// Reports what a visitor or a Worker loads: raw and Brotli-compressed sizes of the build.

import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { filesBelow, step } from '../stamp.mjs';
import { say } from '../steps.mjs';

const REPORT = 'target/sizes.txt';

/** The ES modules that an entry loads, including itself. */
function modulesOf(entry) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const imports = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g);
    for (const [, specifier] of imports) visit(new URL(specifier, `file:///${path}`).pathname.slice(1));
  };
  visit(entry);
  return [...seen];
}

/** The scripts that import each other statically, and other files, without those that load on demand. */
function firstLoad() {
  const { outputs } = JSON.parse(readFileSync('target/page.json', 'utf8'));
  const { outputs: later } = JSON.parse(readFileSync('target/page-later.json', 'utf8'));
  const scripts = new Set(
    Object.keys(outputs).filter((path) => outputs[path].entryPoint === 'www/page/main.ts'),
  );
  // Iterating a set also visits entries added during the iteration.
  for (const path of scripts)
    for (const { path: next, kind } of outputs[path].imports)
      if (kind === 'import-statement') scripts.add(next);
  const others = filesBelow(['dist/www']).filter((path) => !path.endsWith('.js') && !(path in later));
  return [...scripts, ...others];
}

/** Sizes with Brotli, each content once, on all cores. */
function packer() {
  const known = new Map();
  return (path) => {
    const content = readFileSync(path);
    const key = createHash('sha256').update(content).digest('hex');
    const packed = known.get(key) ?? promisify(brotliCompress)(content).then(({ length }) => length);
    known.set(key, packed);
    return packed;
  };
}

export async function reportSizes() {
  const parts = {
    'dist/byoip.wasm': ['dist/byoip.wasm'],
    'dist/planner.wasm': ['dist/planner.wasm'],
    'dist/resolve.wasm': ['dist/resolve.wasm'],
    'import byoip': modulesOf('dist/index.js'),
    '  of it the planner': ['dist/planner.js'],
    'import byoip/resolve': modulesOf('dist/resolve.js'),
    'import byoip/map': modulesOf('dist/map.js'),
    'the page, first load': firstLoad(),
    'the page, all files': filesBelow(['dist/www']),
  };
  await step('sizes', {
    inputs: ['scripts/build/sizes.mjs', ...Object.values(parts).flat()],
    outputs: [REPORT],
    make: async () => {
      const pack = packer();
      const lines = Object.entries(parts).map(async ([name, files]) => {
        const raw = sum(files.map((file) => statSync(file).size));
        const packed = sum(await Promise.all(files.map(pack)));
        return `  ${name.padEnd(22)} ${grouped(raw)} bytes  ${grouped(packed)} with Brotli`;
      });
      writeFileSync(REPORT, (await Promise.all(lines)).join('\n'));
    },
  });
  say(readFileSync(REPORT, 'utf8'));
}

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
const grouped = (bytes) => bytes.toLocaleString('en').padStart(9);
