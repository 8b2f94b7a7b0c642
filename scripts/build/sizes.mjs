// What a visitor or a Worker has to load: raw and Brotli-compressed bytes of what was built.

import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { filesBelow, step } from '../stamp.mjs';
import { say } from '../steps.mjs';

const REPORT = 'target/sizes.txt';

/** The ES modules that an entry loads, itself included. */
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

/** Without what the planner loads when it is asked. */
function firstLoad() {
  const { outputs } = JSON.parse(readFileSync('target/page-later.json', 'utf8'));
  return filesBelow(['dist/www']).filter((path) => !(path in outputs));
}

export async function reportSizes() {
  const parts = {
    'dist/byoip.wasm': ['dist/byoip.wasm'],
    'dist/planner.wasm': ['dist/planner.wasm'],
    'dist/resolve.wasm': ['dist/resolve.wasm'],
    'import byoip': modulesOf('dist/index.js'),
    '  of it the planner': ['dist/planner.js'],
    'import byoip/resolve': modulesOf('dist/resolve.js'),
    'the page, first load': firstLoad(),
    'the page, all files': filesBelow(['dist/www']),
  };
  await step('sizes', {
    inputs: ['scripts/build/sizes.mjs', ...Object.values(parts).flat()],
    outputs: [REPORT],
    make: async () => {
      const lines = Object.entries(parts).map(([name, files]) => {
        const contents = files.map((file) => readFileSync(file));
        const raw = contents.reduce((sum, bytes) => sum + bytes.length, 0);
        const packed = contents.reduce((sum, bytes) => sum + brotliCompressSync(bytes).length, 0);
        return `  ${name.padEnd(22)} ${grouped(raw)} bytes  ${grouped(packed)} with Brotli`;
      });
      writeFileSync(REPORT, lines.join('\n'));
    },
  });
  say(readFileSync(REPORT, 'utf8'));
}

const grouped = (bytes) => bytes.toLocaleString('en').padStart(9);
