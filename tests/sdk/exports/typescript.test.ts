// The TypeScript program of a plan, type-checked against the official package and run by Node.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { transform } from 'esbuild';
import { laws, SOME_FAULTS } from './laws.js';
import { inFolder, type Runner, scene } from './run-export.js';

/** Newer ones run a file of TypeScript as it is. */
const AS_SAVED = 'typescript' in process.features && process.features.typescript !== false;

const node: Runner = {
  language: 'typescript',
  async prepare(folder, text) {
    writeFileSync(inFolder(folder, 'plan.mts'), text);
    if (AS_SAVED) return;
    const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'es2022' });
    writeFileSync(inFolder(folder, 'plan.mjs'), code);
  },
  commands: () => [{ args: [process.execPath, AS_SAVED ? 'plan.mts' : 'plan.mjs'] }],
};

laws(node, SOME_FAULTS);

test('typescript: the program is sound under the strictest settings of this project', async () => {
  const folders: string[] = [];
  const made = await scene({
    ...node,
    async prepare(folder, text) {
      folders.push(folder);
      await node.prepare(folder, text);
    },
  });
  await made.close();
  const folder = folders[0] ?? '';
  const { compilerOptions } = JSON.parse(readFileSync('tsconfig.json', 'utf8')) as {
    compilerOptions: Record<string, unknown>;
  };
  const { paths: _, ...strict } = compilerOptions;
  const settings = { compilerOptions: { ...strict, lib: ['es2022'] }, files: ['plan.mts'] };
  writeFileSync(inFolder(folder, 'tsconfig.json'), JSON.stringify(settings));
  const args = ['node_modules/typescript/bin/tsc', '-p', folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});

test('typescript: it runs as a module of CommonJS too, as tools make one of plan.ts', async () => {
  const made = await scene(
    {
      ...node,
      async prepare(folder, text) {
        const { code } = await transform(text, { loader: 'ts', format: 'cjs', target: 'es2022' });
        writeFileSync(inFolder(folder, 'plan.cjs'), code);
      },
      commands: () => [{ args: [process.execPath, 'plan.cjs'] }],
    },
    { small: true },
  );
  const ran = await made.run();
  await made.close();
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(made.bound(), made.desired);
});
