// Checks the sources: format, lints, types, structure and documents.

import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesBelow } from '../stamp.mjs';
import { run, say, seconds } from '../steps.mjs';
import { deadPaths, missingTests, obscureWords } from './documents.mjs';
import { structureBreaks } from './structure.mjs';

const WASM = ['--target', 'wasm32-unknown-unknown', '--features', 'wasm-core,wasm-planner'];
const clippy = (...what) => ['cargo', 'clippy', '--quiet', '--locked', ...what, '--', '-D', 'warnings'];

/** Commands that must succeed. */
const COMMANDS = {
  'Rust is formatted': ['cargo', 'fmt', '--all', '--check'],
  'clippy finds nothing': clippy('--all-targets'),
  'the crates can be published': [
    'cargo',
    'package',
    '--quiet',
    '--offline',
    '--no-verify',
    '--allow-dirty',
    ...['byoip', 'byoip-lookup', 'byoip-memory'].flatMap((name) => ['--package', name]),
  ],
  'clippy finds nothing in the wasm': clippy('--lib', '--test', 'wasm', ...WASM),
  'biome finds nothing': [
    process.execPath,
    'node_modules/@biomejs/biome/bin/biome',
    'ci',
    '--colors=off',
    '.',
  ],
};

/** Commands that must succeed, after the build. */
const COMMANDS_AFTER_BUILD = {
  'the types hold': [process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit'],
};

/** What the boundary is built with: each has a use in a source file, and is not replaced in passing. */
const FOUNDATIONS = [
  'wasm-bindgen',
  'wasm-bindgen-test',
  'serde',
  'serde-wasm-bindgen',
  'ipnet',
  'js-sys',
  'web-sys',
];

/** Rules about our files; each returns the places that break it. */
const RULES = {
  'no circle between files, no import from a higher room, no type name twice': structureBreaks,
  'the files that documents and comments name exist': deadPaths,
  'the tests that SECURITY.md names exist': missingTests,
  'sources and documents use plain words': obscureWords,
  'wasm_bindgen is in src/wasm/ only': () =>
    placesOf('src', /\.rs$/, /wasm_bindgen/).filter((place) => !place.startsWith('src/wasm/')),
  'the crates of the boundary are in use': unusedFoundations,
  'the emulator imports nothing but itself and Node': () => importsOutOf('src/js/emulator'),
  'page and Worker import the package through its entries only': () =>
    placesOf('www', /\.ts$/, /['"][./]*\/src\/js\/(?!entry\/)/),
  'the oracles import nothing from the core': () =>
    placesOf('tests/oracle', /\.(rs|ts|py)$/, /\bbyoip::|\bcrate::(?!oracle)|from '(byoip|\.\.\/\.\.\/src)/),
};

/**
 * @param {{ built?: Promise<unknown> }} found `built`: resolves when the build is done
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function checks({ built }) {
  let passed = 0;
  let failed = 0;
  const tell = (ok, name, began, detail) => {
    if (ok) passed += 1;
    else {
      failed += 1;
      for (const line of detail.split('\n')) say(`      ${line}`);
    }
    say(`    ${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds(began)} s)`);
  };
  const runAll = async (commands) => {
    for (const [name, [command, ...args]] of Object.entries(commands)) {
      const began = performance.now();
      const done = await run(command, args, { what: name, show: () => false, env: { NO_COLOR: '1' } });
      tell(done.ok, name, began, done.output);
    }
  };
  await runAll(COMMANDS);
  for (const [name, broken] of Object.entries(RULES)) {
    const began = performance.now();
    const places = broken();
    tell(places.length === 0, name, began, places.join('\n'));
  }
  await built;
  await runAll(COMMANDS_AFTER_BUILD);
  return { passed, failed };
}

/** The foundations that Cargo.toml does not name, or that no Rust source mentions. */
function unusedFoundations() {
  const manifest = readFileSync('Cargo.toml', 'utf8');
  const isUsed = (crate) =>
    ['src', 'tests'].some(
      (folder) => placesOf(folder, /\.rs$/, new RegExp(`\\b${crate.replaceAll('-', '_')}::`)).length > 0,
    );
  return FOUNDATIONS.filter((crate) => !manifest.includes(`\n${crate} = `) || !isUsed(crate));
}

/** `file:line` of every matching line, in the files with a matching name below a folder. */
function placesOf(folder, name, pattern) {
  return filesBelow([folder])
    .filter((file) => name.test(file))
    .flatMap((file) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      return lines.flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      );
    });
}

/** Imports of a folder's TypeScript that leave the folder, except types and Node's modules. */
function importsOutOf(folder) {
  const sources = filesBelow([folder]).filter((file) => file.endsWith('.ts'));
  return sources.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const imports = text.matchAll(
      /^(?:import|export)\s+(?!type\s)[^;]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
    );
    return [...imports].flatMap(([, from, dynamic]) => {
      const specifier = from ?? dynamic;
      if (specifier.startsWith('node:')) return [];
      const inside =
        specifier.startsWith('.') && normalize(join(dirname(file), specifier)).startsWith(`${folder}/`);
      return inside ? [] : [`${file} imports ${specifier}`];
    });
  });
}
