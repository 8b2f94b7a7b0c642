// Writes the package to dist/: ES modules, CommonJS, declarations and the wasm files.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { filesBelow, step } from '../stamp.mjs';
import { must, Stop } from '../steps.mjs';

const GLUE = ['core', 'planner', 'resolve'].flatMap((name) => [
  `target/glue/${name}.js`,
  `target/glue/${name}.bytes.js`,
]);
const TOOLS = ['scripts/build/package.mjs', 'tsconfig.json', 'package-lock.json'];

const entry = (name) => `src/js/entry/${name}.ts`;

/**
 * The entries of dist/, by the source of the wasm. The planner's glue is a separate module without side effects, so that a
 * bundler can drop it together with the wasm.
 */
const MODULES = {
  inlined: {
    index: entry('index'),
    core: entry('core'),
    resolve: entry('resolve'),
    map: entry('map'),
    emulator: entry('emulator'),
    node: entry('node'),
  },
  workerd: {
    workerd: entry('index'),
    'core-workerd': entry('core'),
    'resolve-workerd': entry('resolve'),
    'map-workerd': entry('map'),
  },
  edge: {
    edge: entry('index'),
    'core-edge': entry('core'),
    'resolve-edge': entry('resolve'),
    'map-edge': entry('map'),
  },
  manual: { slim: entry('slim') },
  // A process that starts for one command reads the wasm faster from a file than as text in a module.
  file: { cli: entry('cli') },
};
/** The planner's modules, by the same key; the slim entry contains its own. */
const PLANNERS = { inlined: 'planner', workerd: 'planner-workerd', edge: 'planner-edge' };
const COMMONJS = { inlined: MODULES.inlined, manual: MODULES.manual };
const NAMES = [...Object.values(MODULES).flatMap(Object.keys), ...Object.values(PLANNERS)];

/** The wasm files, by their source. */
const WASM = {
  'target/glue/core.wasm': 'dist/byoip.wasm',
  'target/glue/planner.wasm': 'dist/planner.wasm',
  'target/glue/resolve.wasm': 'dist/resolve.wasm',
};

const SHARED = {
  bundle: true,
  outdir: 'dist',
  target: 'es2022',
  platform: 'neutral',
  external: ['*.wasm', 'node:*'],
  logLevel: 'warning',
};

/** For `npm start` and the tests; not in the published package. */
async function buildEmulator() {
  await step('emulator', {
    inputs: ['src/js/emulator', ...TOOLS],
    outputs: ['dist/emulator-node.js'],
    make: async () => {
      const { build } = await import('esbuild');
      await build({ ...SHARED, entryPoints: { 'emulator-node': 'src/js/emulator/node.ts' }, format: 'esm' });
    },
  });
}

/** The modules with what they load: all of the package that runs. */
export async function buildModules() {
  await step('modules', {
    inputs: ['src/js', ...GLUE, ...TOOLS],
    outputs: [
      ...NAMES.map((name) => `dist/${name}.js`),
      ...Object.values(COMMONJS)
        .flatMap(Object.keys)
        .map((name) => `dist/${name}.cjs`),
    ],
    make: async () => {
      const { build } = await import('esbuild');
      clear(/\.c?js$|^chunks$/);
      for (const [source, entryPoints] of Object.entries(MODULES)) {
        const plugins = [wasmFrom(source, PLANNERS[source])];
        await build({ ...SHARED, entryPoints, plugins, format: 'esm', splitting: true });
        const name = PLANNERS[source];
        if (name === undefined) continue;
        await build({
          ...SHARED,
          entryPoints: { [name]: hostOf('planner', source) },
          plugins,
          format: 'esm',
        });
      }
      for (const [source, entryPoints] of Object.entries(COMMONJS)) {
        const plugins = [wasmFrom(source)];
        const outExtension = { '.js': '.cjs' };
        await build({ ...SHARED, entryPoints, plugins, format: 'cjs', outExtension });
      }
      chmodSync('dist/cli.js', 0o755);
    },
  });
  await buildEmulator();
  await step('wasm files', {
    inputs: Object.keys(WASM),
    outputs: Object.values(WASM),
    make: async () => {
      for (const [from, to] of Object.entries(WASM)) copyFileSync(from, to);
    },
  });
}

export async function buildPackage() {
  await buildModules();
  await step('man page', {
    inputs: ['src/js/cli', 'package.json', ...TOOLS],
    outputs: ['dist/byoip.1'],
    make: async () => {
      writeFileSync('dist/byoip.1', execFileSync(process.execPath, ['dist/cli.js', 'help', '--man']));
    },
  });
  await step('declarations', {
    inputs: [
      'src/js',
      ...['core', 'planner', 'resolve'].map((name) => `target/glue/${name}.d.ts`),
      'scripts/build/types.json',
      ...TOOLS,
    ],
    outputs: ['dist/types/entry/index.d.ts', 'dist/types/cjs/entry/index.d.ts', 'dist/types/wasm.d.ts'],
    make: declarations,
  });
}

/** The module of a wasm: an edge runtime compiles it at deployment, as workerd does. */
const hostOf = (wasm, source) => `src/js/wasm/${wasm}/${source === 'edge' ? 'workerd' : source}.ts`;

/** Resolves `host/….js`: inside the modules that import it, and the planner's next to them where it has a name there. */
function wasmFrom(source, planner) {
  return {
    name: 'wasm',
    setup(build) {
      build.onResolve({ filter: /^host\// }, ({ path }) => {
        const [, wasm] = /^host\/(\w+)\.js$/.exec(path);
        if (wasm === 'planner' && planner !== undefined)
          return { path: `./${planner}.js`, external: true, sideEffects: false };
        return { path: resolve(hostOf(wasm, source)) };
      });
      // The form in which Next.js imports a module for its edge runtime.
      if (source === 'edge')
        build.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `${path}?module`, external: true }));
    },
  };
}

/** The declaration of a module with a constant of that type as its default export. */
const constant = (type) => `declare const value: ${type};\nexport default value;\n`;

/** Removes files of an earlier build at the top of dist/. */
function clear(pattern) {
  mkdirSync('dist', { recursive: true });
  for (const name of readdirSync('dist').filter((name) => pattern.test(name))) {
    rmSync(`dist/${name}`, { recursive: true });
  }
}

async function declarations() {
  rmSync('dist/types', { recursive: true, force: true });
  await must(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'scripts/build/types.json'], {
    what: 'tsc',
  });
  // The declarations around the glue are internal.
  for (const name of ['core', 'planner', 'resolver'])
    rmSync(`dist/types/wasm/${name}`, { recursive: true, force: true });
  for (const file of filesBelow(['dist/types'])) {
    if (/['"](glue|host)\//.test(readFileSync(file, 'utf8'))) {
      throw new Stop(
        `${file} names the generated glue, which the package does not ship: give that export a type of its own`,
      );
    }
  }
  // The nearest package.json decides whether TypeScript reads a declaration as CommonJS or ES module, so `require` has its own copy.
  cpSync('dist/types', 'target/types', { recursive: true });
  cpSync('target/types', 'dist/types/cjs', { recursive: true });
  rmSync('target/types', { recursive: true });
  writeFileSync('dist/types/cjs/package.json', '{ "type": "commonjs" }\n');
  writeFileSync('dist/types/wasm-module.d.ts', constant('WebAssembly.Module'));
  // What the loaders for files of bundlers make of it.
  writeFileSync('dist/types/wasm.d.ts', constant('string'));
}
