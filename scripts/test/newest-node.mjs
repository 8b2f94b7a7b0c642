// The newest Node, in addition to the running one: downloaded on demand, kept in target/.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ask, must } from '../steps.mjs';

const FOLDER = 'target/newest-node';

/** Installs it (about 200 MB) and returns its path and version. */
export async function newestNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  mkdirSync(FOLDER, { recursive: true });
  if (!existsSync(join(FOLDER, 'package.json'))) writeFileSync(join(FOLDER, 'package.json'), '{}\n');
  await must('npm', ['install', '--no-audit', '--no-fund', '--no-save', `${name}@latest`], {
    what: 'installing the newest Node',
    cwd: FOLDER,
    show: () => false,
  });
  const path = resolve(
    FOLDER,
    'node_modules',
    name,
    process.platform === 'win32' ? 'bin/node.exe' : 'bin/node',
  );
  return { path, version: await ask(path, ['--version']) };
}
