// The checks of the structure find what they are there for, in sources made for that.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrowsOf, breaksOf, circlesIn, repeatedTypes, roomsIn } from '../../scripts/test/structure.mjs';

const source = (file: string, ...lines: readonly string[]) => ({ file, text: `${lines.join('\n')}\n` });
const arrows = (...sources: readonly { file: string; text: string }[]) =>
  [...arrowsOf(sources)]
    .flatMap(([file, others]) => [...others].map((other) => `${file} -> ${other}`))
    .sort();

test('static, dynamic and type-only imports of TypeScript are arrows', () => {
  const a = source(
    'www/a.ts',
    "import type { B } from './b.js';",
    "const c = await import('./c.js');",
    "import 'node:fs';",
  );
  assert.deepEqual(arrows(a, source('www/b.ts'), source('www/c.ts')), [
    'www/a.ts -> www/b.ts',
    'www/a.ts -> www/c.ts',
  ]);
});

test('an import through a re-export of a Rust module leads to the file that declares them', () => {
  const error = source('src/error.rs', 'mod kind;', 'pub use kind::ErrorKind;', 'pub struct Error;');
  const kind = source('src/error/kind.rs', 'pub enum ErrorKind {}');
  const cidr = source('src/cidr.rs', 'use crate::error::{Error, ErrorKind};');
  assert.deepEqual(arrows(error, kind, cidr), [
    'src/cidr.rs -> src/error.rs',
    'src/cidr.rs -> src/error/kind.rs',
  ]);
});

test('paths inside of Rust code are arrows, and those in comments, texts and unit tests are not', () => {
  const plan = source(
    'src/plan.rs',
    '// crate::in_comment::x()',
    'fn f() { crate::sort::by_key("crate::in_text::x()"); }',
    '#[cfg(test)]',
    'mod tests { use crate::in_test::X; }',
  );
  const others = ['sort', 'in_comment', 'in_text', 'in_test'].map((name) => source(`src/${name}.rs`));
  assert.deepEqual(arrows(plan, ...others), ['src/plan.rs -> src/sort.rs']);
});

test('what a Rust module takes from its own submodules is no arrow, and what they take from it is one', () => {
  const parent = source('src/plan.rs', 'mod search;', 'fn f() { search::run() }', 'pub struct Task;');
  const child = source('src/plan/search.rs', 'use super::Task;');
  assert.deepEqual(arrows(parent, child), ['src/plan/search.rs -> src/plan.rs']);
});

test('a circle is found whatever its length, in Rust and in TypeScript', () => {
  const found = circlesIn(
    arrowsOf([
      source('www/a.ts', "import { b } from './b.js';"),
      source('www/b.ts', "import { c } from './c.js';"),
      source('www/c.ts', "import type { A } from './a.js';"),
      source('www/d.ts', "import { a } from './a.js';"),
      source('src/x.rs', 'use crate::y::{Y, Z};'),
      source('src/y.rs', 'use super::x;'),
    ]),
  );
  assert.deepEqual(found, [
    ['www/a.ts', 'www/b.ts', 'www/c.ts'],
    ['src/x.rs', 'src/y.rs'],
  ]);
});

test('an arrow to a higher room, a file without a room and a room without a file are named', () => {
  const rooms = roomsIn(
    '| room | holds |\n|---|---|\n| `www/` | the page |\n| `www/lib/`, `www/gone.ts` | tools |\n\n`x`',
  );
  assert.deepEqual(rooms, [['www/'], ['www/lib/', 'www/gone.ts']]);
  const found = breaksOf(
    arrowsOf([
      source('www/main.ts', "import { el } from './lib/dom.js';"),
      source('www/lib/dom.ts', "import type { Main } from '../main.js';"),
      source('src/lib.rs'),
    ]),
    rooms,
  );
  assert.deepEqual(found, [
    'src/lib.rs is in no room',
    'www/gone.ts holds no file',
    'www/lib/dom.ts imports www/main.ts, which is in a higher room',
  ]);
});

test('a type name in two files is named once for each language, and the emulator has names of its own', () => {
  const found = repeatedTypes([
    source('src/a.rs', 'pub(crate) struct Place;'),
    source('src/b.rs', '    enum Place {}'),
    source('www/a.ts', 'export interface Place {}'),
    source('www/b.ts', 'type Found = 1;'),
    source('src/js/emulator/state/state.ts', 'export interface Found {}'),
    source('src/c.rs', 'impl FromStr for A {', '    type Err = Error;', '}'),
    source('src/d.rs', 'impl FromStr for B {', '    type Err = Error;', '}'),
  ]);
  assert.deepEqual(found, ['Rust: Place in src/a.rs, src/b.rs']);
});
