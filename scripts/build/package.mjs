// The package's own files: ES modules, CommonJS, declarations and the two wasm files, in dist/.

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
import { filesBelow, step } from '../stamp.mjs';
import { must, Stop } from '../steps.mjs';

const GLUE = ['core', 'resolve'].flatMap((name) => [
  `target/glue/${name}.js`,
  `target/glue/${name}.bytes.js`,
]);
const TOOLS = ['scripts/build/package.mjs', 'tsconfig.json', 'package-lock.json'];

/** What dist/ is built from, by the name of what becomes of it. */
const MODULES = {
  index: 'src/js/entry/index.ts',
  workerd: 'src/js/entry/workerd.ts',
  slim: 'src/js/entry/slim.ts',
  resolve: 'src/js/entry/resolve.ts',
  'resolve-workerd': 'src/js/entry/resolve-workerd.ts',
  emulator: 'src/js/entry/emulator.ts',
  cli: 'src/js/entry/cli.ts',
  // For `npm start` and the tests; not in the parcel.
  'emulator-node': 'src/js/emulator/node.ts',
};
const COMMONJS = { index: MODULES.index, resolve: MODULES.resolve };

const SHARED = {
  bundle: true,
  outdir: 'dist',
  target: 'es2022',
  platform: 'neutral',
  external: ['*.wasm', 'node:*'],
  logLevel: 'warning',
};

export async function buildPackage() {
  await step('modules', {
    inputs: ['src/js', ...GLUE, ...TOOLS],
    outputs: [...Object.keys(MODULES).map((name) => `dist/${name}.js`), 'dist/index.cjs', 'dist/resolve.cjs'],
    make: async () => {
      const { build } = await import('esbuild');
      clear(/\.c?js$|^chunks$/);
      await build({
        ...SHARED,
        entryPoints: MODULES,
        format: 'esm',
        splitting: true,
        chunkNames: 'chunks/[name]-[hash]',
      });
      await build({ ...SHARED, entryPoints: COMMONJS, format: 'cjs', outExtension: { '.js': '.cjs' } });
      chmodSync('dist/cli.js', 0o755);
    },
  });
  await step('wasm files', {
    inputs: ['target/glue/core.wasm', 'target/glue/resolve.wasm'],
    outputs: ['dist/byoip.wasm', 'dist/resolve.wasm'],
    make: async () => {
      copyFileSync('target/glue/core.wasm', 'dist/byoip.wasm');
      copyFileSync('target/glue/resolve.wasm', 'dist/resolve.wasm');
    },
  });
  await step('declarations', {
    inputs: [
      'src/js',
      'target/glue/core.d.ts',
      'target/glue/resolve.d.ts',
      'scripts/build/types.json',
      ...TOOLS,
    ],
    outputs: ['dist/types/entry/index.d.ts', 'dist/types/cjs/entry/index.d.ts', 'dist/types/wasm.d.ts'],
    make: declarations,
  });
}

/** Removes what an earlier build left at the top of dist/. */
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
  for (const file of filesBelow(['dist/types'])) {
    if (/['"]glue\//.test(readFileSync(file, 'utf8'))) {
      throw new Stop(
        `${file} names the generated glue, which the package does not ship: give that export a type of its own`,
      );
    }
  }
  // TypeScript takes a declaration for a CommonJS or an ES module by the nearest package.json, so `require` has its own copy.
  cpSync('dist/types', 'target/types', { recursive: true });
  cpSync('target/types', 'dist/types/cjs', { recursive: true });
  rmSync('target/types', { recursive: true });
  writeFileSync('dist/types/cjs/package.json', '{ "type": "commonjs" }\n');
  writeFileSync(
    'dist/types/wasm.d.ts',
    'declare const module: WebAssembly.Module;\nexport default module;\n',
  );
}
