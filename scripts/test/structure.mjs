// Checks the structure by the imports in the sources: circles between files, arrows from a lower room to a higher one, and
// type names that mean two things. The rooms and their order are the first table of ARCHITECTURE.md.

import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesBelow } from '../stamp.mjs';

const PRODUCT = ['src', 'lookup/src', 'memory/src', 'www'];
const isProduct = (file) =>
  /\.(rs|ts)$/.test(file) && !/(^|\/)tests(\/|\.rs$)|\/templates\/|_fixtures\.rs$|\.d\.ts$/.test(file);

/** @typedef {{ file: string, text: string }} Source */
/** @typedef {ReadonlyMap<string, ReadonlySet<string>>} Arrows each file, and the files that it imports */

/** @returns {readonly Source[]} */
export function productSources() {
  return filesBelow(PRODUCT)
    .filter(isProduct)
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}

/**
 * Which file imports which, imports of types included.
 *
 * @param {readonly Source[]} sources
 * @returns {Arrows}
 */
export function arrowsOf(sources) {
  const rust = sources.filter(({ file }) => file.endsWith('.rs'));
  const modules = modulesOf(rust);
  const known = new Set(sources.map(({ file }) => file));
  return new Map(
    sources.map(({ file, text }) => {
      const found = file.endsWith('.rs') ? rustImports(file, text, modules) : typeScriptImports(file, text);
      const others = found.filter((other) => known.has(other) && other !== file && !isSubmodule(other, file));
      return [file, new Set(others)];
    }),
  );
}

/** In Rust a module sees the private parts of its submodules; its use of them is not an arrow. */
const isSubmodule = (file, of) =>
  of.endsWith('.rs') &&
  file.startsWith(of.replace(/(lib|mod)\.rs$|\.rs$/, (_, root) => (root === undefined ? '/' : '')));

function typeScriptImports(file, text) {
  const specifiers = text.matchAll(
    /^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...specifiers]
    .map(([, from, bare, dynamic]) => from ?? bare ?? dynamic)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => normalize(join(dirname(file), specifier)).replace(/\.js$/, '.ts'));
}

/** @typedef {{ file: string, exports: Map<string, string> }} Module `exports`: re-exported names and their paths */

/** The modules of all crates by path, `byoip::plan::search`. */
function modulesOf(sources) {
  const modules = new Map(
    sources.map(({ file, text }) => [modulePath(file), { file, text, exports: new Map() }]),
  );
  for (const [path, module] of modules) {
    for (const { names, reExported } of usesIn(module.text)) {
      if (!reExported) continue;
      for (const { target, as } of names) module.exports.set(as, absolute(target, path, modules));
    }
  }
  return modules;
}

const CRATES = { 'src/': 'byoip', 'lookup/src/': 'byoip_lookup', 'memory/src/': 'byoip_memory' };

function modulePath(file) {
  const [root, crate] = Object.entries(CRATES).find(([folder]) => file.startsWith(folder)) ?? [];
  const inside = file.slice(root.length).replace(/(^|\/)(lib|mod)\.rs$|\.rs$/, '');
  return [crate, ...inside.split('/').filter((part) => part !== '')].join('::');
}

/** Code without comments, string literals, visibilities and unit tests. */
function bare(text) {
  return text
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/\s\/\/ .*$/gm, '')
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\bpub\(in [\w:]+\)/g, 'pub')
    .replace(/#\[cfg\((?:test|all\(test,[^\]]*)\)\]\s*(?:mod|use)[^;{]*(?:;|\{[\s\S]*)/, '');
}

/** The `use` declarations of a file, with braces expanded. */
function usesIn(text) {
  const uses = bare(text).matchAll(/^\s*(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);/gm);
  return [...uses].map(([, reExported, tree]) => ({
    reExported: reExported !== undefined,
    names: spread(tree.replace(/\s+/g, ' ').trim()),
  }));
}

/** `a::{b, c::d as e}` as `a::b` and `a::c::d`. */
function spread(tree) {
  const open = tree.indexOf('{');
  if (open === -1) {
    const [target, as] = tree.split(' as ').map((part) => part.trim());
    return [{ target: target.replace(/::self$/, ''), as: as ?? target.split('::').at(-1) }];
  }
  const before = tree.slice(0, open);
  return splitTop(tree.slice(open + 1, tree.lastIndexOf('}'))).flatMap((part) =>
    spread(before + part.trim()),
  );
}

/** The parts of a list of `use` trees, parted by commas outside of braces. */
function splitTop(list) {
  const parts = [''];
  let depth = 0;
  for (const char of list) {
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts.filter((part) => part.trim() !== '');
}

/** The path from the root of its crate; unchanged if it names another crate. */
function absolute(path, from, modules) {
  const parts = path.split('::');
  let base = from.split('::');
  if (parts[0] === 'crate') base = [base[0]];
  else if (parts[0] === 'super' || parts[0] === 'self') {
    while (parts[0] === 'super' || parts[0] === 'self') if (parts.shift() === 'super') base.pop();
    return [...base, ...parts].join('::');
  } else if (!modules.has([...base, parts[0]].join('::'))) return path;
  else return [...base, ...parts].join('::');
  return [...base, ...parts.slice(1)].join('::');
}

/** The file that declares the item of a path, through modules and re-exports. */
function fileOf(path, modules, hops = 0) {
  const parts = path.split('::');
  for (let length = parts.length; length > 0; length -= 1) {
    const module = modules.get(parts.slice(0, length).join('::'));
    if (module === undefined) continue;
    const onward = module.exports.get(parts[length]);
    if (onward === undefined || hops > 8) return module.file;
    return fileOf([onward, ...parts.slice(length + 1)].join('::'), modules, hops + 1);
  }
  return undefined;
}

function rustImports(file, text, modules) {
  const from = modulePath(file);
  const declared = usesIn(text).filter(({ reExported }) => !reExported);
  const aliases = new Map(declared.flatMap(({ names }) => names.map(({ as, target }) => [as, target])));
  const body = bare(text).replace(/^\s*(?:pub(?:\([^)]*\))?\s+)?use\s+[^;]+;/gm, '');
  // Paths in the code itself, such as `crate::json::write` or `search::solve` after `mod search`.
  const inline = [...body.matchAll(/(?<![\w:])[a-z_]\w*(?:::\w+)+/g)]
    .map(([path]) => path)
    .map((path) => {
      const [first, ...rest] = path.split('::');
      return aliases.has(first) ? [aliases.get(first), ...rest].join('::') : path;
    });
  const named = declared.flatMap(({ names }) => names.map(({ target }) => target));
  return [...named, ...inline]
    .map((path) => fileOf(absolute(path, from, modules), modules))
    .filter((other) => other !== undefined);
}

/**
 * Files that import each other in a loop, directly or through others.
 *
 * @param {Arrows} arrows
 * @returns {readonly (readonly string[])[]}
 */
export function circlesIn(arrows) {
  // Tarjan's strongly connected components.
  const index = new Map();
  const low = new Map();
  const stack = [];
  const circles = [];
  const visit = (file) => {
    index.set(file, index.size);
    low.set(file, index.get(file));
    stack.push(file);
    for (const other of arrows.get(file) ?? []) {
      if (!index.has(other)) visit(other);
      if (stack.includes(other)) low.set(file, Math.min(low.get(file), low.get(other)));
    }
    if (low.get(file) !== index.get(file)) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const file of arrows.keys()) if (!index.has(file)) visit(file);
  return circles;
}

/**
 * The rooms in their order, lowest last: the first column of the first table with the heading `room`.
 *
 * @param {string} architecture the text of ARCHITECTURE.md
 * @returns {readonly (readonly string[])[]} the places of each row: folders end with a slash
 */
export function roomsIn(architecture) {
  const lines = architecture.split('\n');
  const start = lines.findIndex((line) => /^\|\s*room\s*\|/.test(line));
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows
    .slice(0, end)
    .map((line) => [...line.split('|')[1].matchAll(/`([^`]+)`/g)].map(([, place]) => place));
}

/** The row that a file is in: that of the longest place that fits; -1 for a file without a room. */
function rowOf(file, rooms) {
  let best = { row: -1, length: 0 };
  for (const [row, places] of rooms.entries()) {
    for (const place of places) {
      const fits = place.endsWith('/') ? file.startsWith(place) : file === place;
      if (fits && place.length > best.length) best = { row, length: place.length };
    }
  }
  return best.row;
}

/**
 * Files without a room, rooms without a file, and arrows that run up.
 *
 * @param {Arrows} arrows
 * @param {readonly (readonly string[])[]} rooms highest first
 * @returns {readonly string[]}
 */
export function breaksOf(arrows, rooms) {
  const rows = new Map([...arrows.keys()].map((file) => [file, rowOf(file, rooms)]));
  const homeless = [...rows].filter(([, row]) => row === -1).map(([file]) => `${file} is in no room`);
  const empty = rooms
    .flat()
    .filter((place) => ![...rows.keys()].some((file) => file === place || file.startsWith(place)))
    .map((place) => `${place} holds no file`);
  const upward = [...arrows].flatMap(([file, others]) =>
    [...others]
      .filter((other) => rows.get(other) < rows.get(file))
      .map((other) => `${file} imports ${other}, which is in a higher room`),
  );
  return [...homeless, ...empty, ...upward];
}

const RUST_TYPE = /^\s*(?:pub(?:\([^)]*\))? )?(?:struct|enum|trait|type|union) ([A-Z]\w*)/gm;
const TYPESCRIPT_TYPE = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|type|class|enum) ([A-Z]\w*)/gm;

/** Declared once for each build of the wasm, with the same meaning. */
const SAME_THING = new Set(['TypeScript: BindingTable']);

/**
 * Type names that are declared in more than one file. One language may repeat a name of the other: it is the same thing on
 * both sides of the boundary. The emulator may repeat the product's names, since it imports nothing from it.
 *
 * @param {readonly Source[]} sources
 * @returns {readonly string[]}
 */
export function repeatedTypes(sources) {
  const places = new Map();
  for (const { file, text } of sources) {
    const rust = file.endsWith('.rs');
    const world = rust ? 'Rust' : file.startsWith('src/js/emulator/') ? 'the emulator' : 'TypeScript';
    // An associated type of a trait is indented, and is named by the trait.
    for (const [line, name] of bare(text).matchAll(rust ? RUST_TYPE : TYPESCRIPT_TYPE)) {
      if (/^\s+type /.test(line)) continue;
      const key = `${world}: ${name}`;
      places.set(key, new Set([...(places.get(key) ?? []), file]));
    }
  }
  return [...places]
    .filter(([name, files]) => files.size > 1 && !SAME_THING.has(name))
    .map(([name, files]) => `${name} in ${[...files].join(', ')}`);
}

/** Everything that breaks the structure, one line each. */
export function structureBreaks() {
  const sources = productSources();
  const arrows = arrowsOf(sources);
  return [
    ...circlesIn(arrows).map((circle) => `circle: ${circle.join(', ')}`),
    ...breaksOf(arrows, roomsIn(readFileSync('ARCHITECTURE.md', 'utf8'))),
    ...repeatedTypes(sources).map((line) => `repeated type: ${line}`),
  ];
}

// By itself it prints them. A bundle of it has another name.
if (process.argv[1]?.endsWith('scripts/test/structure.mjs')) {
  for (const line of structureBreaks()) console.log(line);
}
