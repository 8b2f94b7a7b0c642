// The files in the packed package, and the targets of its exports map.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { after, test } from 'node:test';
import { copyOfTarball, install, manifest, tool } from './parcel.js';

const consumer = install();
after(() => consumer.dispose());

const NAMED = [
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'README.md',
  'package.json',
  'dist/byoip.1',
  'dist/byoip.wasm',
  'dist/cli.js',
  'dist/emulator.js',
  'dist/index.cjs',
  'dist/index.js',
  'dist/core-edge.js',
  'dist/core-workerd.js',
  'dist/core.cjs',
  'dist/core.js',
  'dist/node.js',
  'dist/planner-workerd.js',
  'dist/planner.js',
  'dist/planner.wasm',
  'dist/resolve-workerd.js',
  'dist/resolve.cjs',
  'dist/map-workerd.js',
  'dist/map-edge.js',
  'dist/edge.js',
  'dist/resolve-edge.js',
  'dist/planner-edge.js',
  'dist/slim.cjs',
  'dist/emulator.cjs',
  'dist/node.cjs',
  'dist/map.cjs',
  'dist/map.js',
  'dist/resolve.js',
  'dist/resolve.wasm',
  'dist/slim.js',
  'dist/workerd.js',
  'dist/types/cjs/package.json',
];
// Modules that entries share, and the commands, each of which is loaded when it is needed.
const CHUNK = /^dist\/[a-z-]+-[0-9A-Z]{8}\.js$/;
const DECLARATION = /^dist\/types\/[\w./-]+\.d\.ts$/;

test('the parcel holds modules, wasm, types, README and licences, and nothing else', () => {
  const expected = (file: string) => NAMED.includes(file) || CHUNK.test(file) || DECLARATION.test(file);
  assert.deepEqual(
    consumer.files.filter((file) => !expected(file)),
    [],
    'these do not belong there',
  );
  assert.deepEqual(
    NAMED.filter((file) => !consumer.files.includes(file)),
    [],
    'these are missing',
  );
  assert.ok(
    consumer.files.some((file) => DECLARATION.test(file)),
    'there are no types',
  );
});

test('every file that a module or a declaration of the parcel imports is in the parcel', () => {
  let imports = 0;
  for (const file of consumer.files.filter((file) => /\.(js|cjs|ts)$/.test(file))) {
    const text = readFileSync(join(consumer.folder, 'node_modules/byoip', file), 'utf8');
    for (const [, specifier = ''] of text.matchAll(
      /^(?:import|export|\}) ?[^;]*?from\s*['"](\.[^'"]+)['"]/gm,
    )) {
      const path = normalize(join(dirname(file), specifier)).replace(/\?module$/, '');
      const wanted = file.endsWith('.d.ts') ? path.replace(/\.js$/, '.d.ts') : path;
      assert.ok(consumer.files.includes(wanted), `${file} imports ${specifier}`);
      imports += 1;
    }
  }
  assert.ok(imports > 10, `only ${imports} imports were seen`);
});

test('every target in the exports map is a file of the parcel', () => {
  const targets: string[] = [];
  JSON.stringify(manifest.exports, (_, value: unknown) => {
    if (typeof value === 'string') targets.push(value.replace('./', ''));
    return value;
  });
  assert.ok(targets.length >= 20, `only ${targets.length} targets were seen`);
  const missing = targets.filter((target) => !consumer.files.includes(target));
  assert.deepEqual(missing, []);
});

test('every specifier resolves for import, and those with a require condition for require', () => {
  const specifiers = Object.keys(manifest.exports).map((key) => key.replace('.', manifest.name));
  const script = `
    import { existsSync } from 'node:fs';
    import { createRequire } from 'node:module';
    import { fileURLToPath } from 'node:url';
    const require = createRequire(import.meta.url);
    const found = ${JSON.stringify(specifiers)}.map((specifier) => ({
      specifier,
      imported: existsSync(fileURLToPath(import.meta.resolve(specifier))),
      required: existsSync(require.resolve(specifier)),
    }));
    console.log(JSON.stringify(found));
  `;
  const found = JSON.parse(
    consumer.run(process.execPath, consumer.write('specifiers.mjs', script)),
  ) as unknown;
  assert.deepEqual(
    found,
    specifiers.map((specifier) => ({ specifier, imported: true, required: true })),
  );
});

test('publint finds nothing', () => {
  const said = consumer.run(process.execPath, tool('publint/src/cli.js'), '--strict', 'node_modules/byoip');
  assert.match(said, /All good/);
});

test('the types are right for every way of resolving a module', () => {
  const attw = tool('@arethetypeswrong/cli/dist/index.js');
  const copy = copyOfTarball(consumer);
  // The only ES modules that cannot be required are the wasm files.
  const said = consumer.run(
    process.execPath,
    attw,
    copy,
    '--no-color',
    '--profile',
    'node16',
    '--ignore-rules',
    'cjs-resolves-to-esm',
  );
  for (const key of Object.keys(manifest.exports)) {
    const row = said.split('\n').find((line) => line.includes(`"${key.replace('.', manifest.name)}"`)) ?? '';
    // The last column is the resolution of old, which knows no exports map and is ignored.
    assert.equal(row.match(/🟢/gu)?.length ?? 0, /\(ignored\) 🟢/u.test(row) ? 4 : 3, `${key}: ${row}`);
  }
});

test('the package has no dependencies and runs no script when it is installed', () => {
  const path = join(consumer.folder, 'node_modules/byoip/package.json');
  assert.ok(existsSync(path));
  const { dependencies = {}, scripts = {} } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly scripts?: Readonly<Record<string, string>>;
  };
  assert.deepEqual(dependencies, {});
  const onInstall = Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name));
  assert.deepEqual(onInstall, []);
});
