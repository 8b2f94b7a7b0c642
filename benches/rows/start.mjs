// From the bytes of the wasm to a running instance.

import { readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

const read = (name) => readFileSync(new URL(`../../dist/${name}.wasm`, import.meta.url));

function contestants(name) {
  const bytes = read(name);
  // Any import will do: nothing is called but what the start needs, which is nothing.
  const imports = {};
  for (const { module, name: field } of WebAssembly.Module.imports(new WebAssembly.Module(bytes))) {
    imports[module] ??= {};
    imports[module][field] = () => {};
  }
  const packed = brotliCompressSync(bytes);
  // V8 compiles the same bytes only once, so each run has a number of its own, in a custom section at the end.
  const section = Buffer.from([0, 6, 1, 0x6e, 0, 0, 0, 0]);
  const fresh = Buffer.concat([bytes, section]);
  let runs = 0;
  const start = () => {
    fresh.writeUInt32LE(runs++, fresh.length - 4);
    return new WebAssembly.Instance(new WebAssembly.Module(fresh), imports);
  };
  return [
    {
      name: 'byoip',
      run: start,
      operations: 1,
      answers: () => [start().exports.memory instanceof WebAssembly.Memory ? 1 : 0],
      limitNs: 500_000,
    },
    {
      name: 'for scale: undoing its Brotli',
      run: () => brotliDecompressSync(packed),
      operations: 1,
      answers: () => [brotliDecompressSync(packed).equals(bytes) ? 1 : 0],
    },
  ];
}

export const rows = [
  {
    id: 'start-resolve',
    title: 'compile and instantiate, resolver',
    contestants: () => contestants('resolve'),
  },
  {
    id: 'start-byoip',
    title: "compile and instantiate, what `import 'byoip'` loads",
    contestants: () => contestants('byoip'),
  },
  {
    id: 'start-planner',
    title: 'compile and instantiate, the planner, with the first plan',
    contestants: () => contestants('planner'),
  },
];
