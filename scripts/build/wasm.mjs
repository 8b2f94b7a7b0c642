// Rust to wasm and its glue: cargo, wasm-bindgen from this workspace, wasm-opt from npm.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { filesBelow, step } from '../stamp.mjs';
import { must, run, Stop } from '../steps.mjs';

const TARGET = 'wasm32-unknown-unknown';
const CARGO_DIR = process.env.CARGO_TARGET_DIR ?? 'target';
const GLUE = 'target/glue';
const OPTIMISED = 'target/wasm-opt';
const WASM_OPT = 'node_modules/binaryen/bin/wasm-opt';
/**
 * Optimise for size. None of our data is in the first kilobyte of memory, which is the far end of the stack. LLVM has
 * already inlined what pays off: more inlining here saves raw bytes but adds 1 % with Brotli.
 */
const OPTIONS = [
  '-Oz',
  '--low-memory-unused',
  '--one-caller-inline-max-function-size=1',
  '--strip-producers',
  '--strip-target-features',
];

const MANIFEST = [
  'Cargo.toml',
  'lookup/Cargo.toml',
  'memory/Cargo.toml',
  'Cargo.lock',
  'rust-toolchain.toml',
];

const BINDGEN = ['tools/bindgen', ...MANIFEST];

/** Where cargo unpacks the crates of the registries. */
const SOURCES = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'src');

/** Three builds of one crate, by cargo features: the part that loads at once, the planner, and tables only. */
export const BUILDS = [
  { name: 'core', features: 'wasm-core', profile: 'release' },
  { name: 'planner', features: 'wasm-planner', profile: 'planner' },
  { name: 'resolve', features: 'wasm-resolver', profile: 'release' },
];

/** The inputs of cargo: Rust sources, and the files that they include as text. */
const rustSources = () =>
  filesBelow(['src', 'lookup', 'memory']).filter(
    (path) => path.endsWith('.rs') || path.includes('/templates/'),
  );

/**
 * Compiles these builds; needs no npm package. Cargo locks the folder of a profile: builds of different profiles compile in
 * parallel, also with the tool that writes the glue.
 */
export async function compileWasm(builds) {
  await step('crates', {
    inputs: MANIFEST,
    // `remapped` lists them.
    outputs: [SOURCES],
    make: async () => {
      // Without a network what is needed may be there all the same: the build says what is not.
      await run('cargo', ['fetch', '--locked'], { show: () => false });
    },
  });
  const tool = buildBindgen();
  const inTurn = async (profile) => {
    for (const build of builds.filter((build) => build.profile === profile)) await compile(build, tool);
  };
  const profiles = new Set(builds.map(({ profile }) => profile));
  await Promise.all([tool, ...[...profiles].map(inTurn)]);
}

/** wasm-opt takes seconds to start and uses one core. */
export const optimiseWasm = (builds) => Promise.all(builds.map(optimise));

const buildBindgen = () =>
  step('wasm-bindgen', {
    inputs: BINDGEN,
    outputs: [`${CARGO_DIR}/tools/bindgen`],
    make: async () => {
      const where = ['--package', 'bindgen', '--target-dir', CARGO_DIR];
      await must('cargo', ['build', '--locked', '--profile', 'tools', ...where]);
    },
  });

/** @param {Promise<void>} tool resolves when the tool that writes the glue is built */
async function compile({ name, features, profile }, tool) {
  await step(`cargo ${name}`, {
    inputs: [...BINDGEN, ...rustSources(), 'scripts/build/wasm.mjs'],
    outputs: [`target/bindgen/${name}/${name}.js`, `target/bindgen/${name}/${name}_bg.wasm`],
    make: async () => {
      const where = ['--lib', '--target', TARGET, '--target-dir', CARGO_DIR];
      const what = ['--profile', profile, '--features', features];
      // Builds with one profile write the same two files, and cargo does not notice when they contain another build.
      const made = `${CARGO_DIR}/${TARGET}/${profile}/byoip.wasm`;
      for (const path of [made, `${CARGO_DIR}/${TARGET}/${profile}/deps/byoip.wasm`])
        rmSync(path, { force: true });
      await must('cargo', ['rustc', '--crate-type', 'cdylib', '--locked', ...where, ...what], {
        env: { CARGO_ENCODED_RUSTFLAGS: remapped().join('\x1f') },
      });
      await tool;
      await must(`${CARGO_DIR}/tools/bindgen`, [made, `target/bindgen/${name}`, name]);
    },
  });
}

/** Panic messages contain source paths: those of this machine are private, and would differ on each machine. */
function remapped() {
  const sources = existsSync(SOURCES) ? readdirSync(SOURCES).map((name) => join(SOURCES, name)) : [];
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).trim();
  const library = `${join(sysroot, 'lib', 'rustlib', 'src', 'rust')}=rust`;
  return [...sources.map((path) => `${path}=crates`), library, `${resolve('.')}=byoip`].map(
    (mapping) => `--remap-path-prefix=${mapping}`,
  );
}

async function optimise({ name }) {
  const input = `target/bindgen/${name}/${name}_bg.wasm`;
  await step(`wasm-opt ${name}`, {
    inputs: [`target/bindgen/${name}`, 'scripts/build/wasm.mjs', 'node_modules/binaryen/package.json'],
    outputs: [
      `${GLUE}/${name}.js`,
      `${GLUE}/${name}.d.ts`,
      `${GLUE}/${name}.wasm`,
      `${GLUE}/${name}.bytes.js`,
    ],
    make: async () => {
      mkdirSync(OPTIMISED, { recursive: true });
      mkdirSync(GLUE, { recursive: true });
      const { version } = JSON.parse(readFileSync('node_modules/binaryen/package.json', 'utf8'));
      const key = createHash('sha256')
        .update(`${version} ${OPTIONS.join(' ')}\n`)
        .update(readFileSync(input))
        .digest('hex');
      const cached = `${OPTIMISED}/${key}.wasm`;
      if (!existsSync(cached)) {
        await must(process.execPath, [WASM_OPT, ...OPTIONS, input, '-o', `${cached}.part`], {
          what: `wasm-opt ${name}`,
        });
        renameSync(`${cached}.part`, cached);
      }
      const glue = readFileSync(`target/bindgen/${name}/${name}.js`, 'utf8');
      writeFileSync(`${GLUE}/${name}.js`, portable(glue));
      copyFileSync(`target/bindgen/${name}/${name}.d.ts`, `${GLUE}/${name}.d.ts`);
      copyFileSync(cached, `${GLUE}/${name}.wasm`);
      writeFileSync(`${GLUE}/${name}.bytes.js`, bytesModule(readFileSync(cached)));
      writeFileSync(`${GLUE}/${name}.bytes.d.ts`, 'export default function bytes(): Uint8Array;\n');
    },
  });
}

/**
 * The glue for hosts without text coders, such as jsdom, and with more than one realm, where `instanceof` is false for what
 * another realm has made.
 */
function portable(glue) {
  const changes = [
    [/new TextDecoder\('utf-8', \{ ignoreBOM: true \}\)/g, 'textDecoder'],
    [/^ *cachedTextDecoder\.decode\(\);\n/gm, ''],
    [/new TextEncoder\(\)/g, 'textEncoder'],
    [/!\(module instanceof WebAssembly\.Module\)/g, '!isWasmModule(module)'],
    [/arg0 instanceof Uint8Array/g, 'isUint8Array(arg0)'],
    // A statement that would keep a class in every bundle.
    [/^if \(Symbol\.dispose\) .*\n/gm, ''],
  ];
  const changed = changes.reduce((text, [found, by]) => text.replace(found, by), glue);
  if (/new Text(De|En)coder/.test(changed) || !changed.includes('!isWasmModule(module)')) {
    throw new Stop(
      'wasm-bindgen writes its glue in another form: adapt `portable` in scripts/build/wasm.mjs',
    );
  }
  return `import { isUint8Array, isWasmModule } from '../../src/js/types/realm.js';
import { textDecoder, textEncoder } from '../../src/js/text/utf8.js';
${changed}`;
}

/**
 * A module that contains the wasm: the only form that every bundler and runtime accepts without a plug-in. It has no
 * side effects, so that a bundler can drop it.
 */
function bytesModule(wasm) {
  return `export default function bytes() {
  const text =
    '${wasm.toString('base64')}';
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  // Not atob(): a bare realm has none, and jsdom's is slow. A callback for each character takes ten times as long.
  const sextet = (code) => (code > 96 ? code - 71 : code > 64 ? code - 65 : code > 47 ? code + 4 : code > 43 ? 63 : 62);
  const all = new Uint8Array(${wasm.length});
  for (let from = 0, to = 0; from < text.length; from += 4) {
    let bits = 0;
    for (let i = 0; i < 4; i++) bits = (bits << 6) | sextet(text.charCodeAt(from + i));
    for (let shift = 16; shift >= 0; shift -= 8) all[to++] = bits >> shift;
  }
  return all;
}
`;
}
