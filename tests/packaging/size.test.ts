// The size of the wasm with its glue code, which shows a build without an optimisation.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const weigh = (bytes: Uint8Array | string): number => brotliCompressSync(bytes).length;

/** The wasm as it is published, and its glue, minified. */
async function loaded(wasm: string, glue: string): Promise<number> {
  const { code } = await transform(readFileSync(`target/glue/${glue}.js`, 'utf8'), { minify: true });
  assert.ok(code.includes('WebAssembly'), 'the glue is not what it was');
  return weigh(readFileSync(`dist/${wasm}.wasm`)) + weigh(code);
}

test('the wasm of `byoip/resolve` and its glue weigh less than 44 kB with Brotli', async () => {
  const bytes = await loaded('resolve', 'resolve');
  assert.ok(bytes < 44_000, `${bytes} bytes`);
});

test("the wasm that `import 'byoip'` starts with and its glue weigh less than 84 kB with Brotli", async () => {
  const bytes = await loaded('byoip', 'core');
  assert.ok(bytes < 84_000, `${bytes} bytes`);
});

/** A minified bundle of a module, in kB with Brotli. */
async function bundled(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    external: ['node:*'],
    write: false,
    logLevel: 'silent',
  });
  return weigh(outputFiles[0]?.contents ?? '') / 1000;
}

test('the sizes of the entries are those in the table of README, within 3 % or 1 kB', async () => {
  const kilobytes = (wasm: string) => weigh(readFileSync(`dist/${wasm}.wasm`)) / 1000;
  const measured = {
    byoip: await Promise.all(
      ['parseCidr', 'BindingTable', 'Byoip', 'plan'].map((name) =>
        bundled(`export { ${name} } from 'byoip'`),
      ),
    ),
    'byoip/core': [await bundled("export * from 'byoip/core'")],
    'byoip/slim': [await bundled("export * from 'byoip/slim'"), kilobytes('byoip'), kilobytes('planner')],
    'byoip/resolve': [await bundled("export * from 'byoip/resolve'")],
    'byoip/map': [await bundled("export * from 'byoip/map'")],
    'byoip/emulator': [await bundled("export * from 'byoip/emulator'")],
    'byoip/node': [await bundled("export * from 'byoip/node'")],
  };
  const readme = readFileSync('README.md', 'utf8');
  for (const [entry, sizes] of Object.entries(measured)) {
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${entry}\` |`)) ?? '';
    const written = row.split(' | ').at(-1)?.match(/\d+/g)?.map(Number) ?? [];
    assert.equal(written.length, sizes.length, row);
    for (const [i, size] of sizes.entries()) {
      const off = Math.abs((written[i] ?? 0) - size);
      assert.ok(
        off <= Math.max(1, size * 0.03),
        `${entry}: ${size.toFixed(1)} kB, and README says ${written[i]}`,
      );
    }
  }
});
