// Makes the reference of the public API from the sources, for TypeScript and for Rust. A warning is a failure. `npm run reference`.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { main, must, say } from './steps.mjs';
import { documentation } from './test/rust.mjs';

const FOLDER = 'target/reference-tools';
/** TypeDoc reads TypeScript 6 at most, so it has a compiler of its own. */
const TOOLS = ['typedoc@0.28.20', 'typescript@6.0.3'];

/** Writes `target/reference` (TypeScript) and `target/doc` (Rust). */
export async function reference() {
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(join(FOLDER, 'package.json'))) writeFileSync(join(FOLDER, 'package.json'), '{}\n');
  await must('npm', ['install', '--no-audit', '--no-fund', '--no-save', ...TOOLS], {
    what: 'installing TypeDoc',
    cwd: FOLDER,
    show: () => false,
  });
  await must(process.execPath, [join(FOLDER, 'node_modules/typedoc/bin/typedoc')], { what: 'typedoc' });
  const { failed } = await documentation();
  say('\nthe reference: target/reference/index.html and target/doc/byoip/index.html');
  return { passed: 2 - failed, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    await setup();
    await build();
    process.exitCode = (await reference()).failed === 0 ? 0 : 1;
  });
}
