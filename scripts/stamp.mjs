// Stores the inputs of each build step, so that unchanged steps are skipped.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, seconds } from './steps.mjs';

const STAMPS = 'target/stamps';

/** All files at or below the paths, in a fixed order; a missing path is an entry of its own. */
export function filesBelow(paths) {
  return paths.flatMap((path) => {
    if (!existsSync(path) || statSync(path).isFile()) return [path];
    const names = readdirSync(path).sort();
    return filesBelow(names.map((name) => join(path, name)));
  });
}

/** A hash of the names and contents of files and folders, and of `more`. */
export function fingerprint(paths, more = '') {
  const hash = createHash('sha256').update(`${process.version}\n${more}\n`);
  for (const file of filesBelow(paths)) {
    hash.update(`\n${file}\n`).update(existsSync(file) ? readFileSync(file) : 'absent');
  }
  return hash.digest('hex');
}

/**
 * Runs `make` unless the inputs are unchanged and the outputs exist; prints which, and the seconds.
 *
 * @param {string} name
 * @param {{ inputs: readonly string[], more?: string, outputs: readonly string[], make: () => Promise<void> }} step
 */
export async function step(name, { inputs, more, outputs, make }) {
  const began = performance.now();
  const stamp = join(STAMPS, name.replaceAll(/\W+/g, '-'));
  const now = fingerprint(inputs, more);
  const fresh =
    outputs.every((path) => existsSync(path)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now;
  if (!fresh) {
    say(`  ${name}`);
    await make();
    mkdirSync(STAMPS, { recursive: true });
    writeFileSync(stamp, now);
  }
  say(`  ${seconds(began).padStart(6)} s  ${name}${fresh ? ' (unchanged)' : ''}`);
}
