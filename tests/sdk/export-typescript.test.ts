// The TypeScript program of a plan, type-checked against the official package and run by Node.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { transform } from 'esbuild';
import { laws, SOME_FAULTS } from './export-laws.js';
import { inFolder, type Runner, scene } from './exporting.js';

const node: Runner = {
  language: 'typescript',
  async prepare(folder, text) {
    writeFileSync(inFolder(folder, 'plan.mts'), text);
    const { code } = await transform(text, { loader: 'ts', format: 'esm', target: 'es2022' });
    writeFileSync(inFolder(folder, 'plan.mjs'), code);
  },
  commands: () => [{ args: [process.execPath, 'plan.mjs'] }],
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
