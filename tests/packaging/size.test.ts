// The size of the wasm with its glue code, which shows a build without an optimisation.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { transform } from 'esbuild';

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
