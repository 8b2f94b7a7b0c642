// Installs the Python packages of the emulator's tests into target/, at the versions in tests/sdk/requirements.txt.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ask, run, say } from './steps.mjs';

const REQUIREMENTS = 'tests/sdk/requirements.txt';
const FOLDER = 'target/python';
const PACKAGES = `${FOLDER}/packages`;
const STAMP = `${FOLDER}/.installed`;

/**
 * @returns {Promise<{ packages: string } | { missing: string }>} the folder for PYTHONPATH, or the reason why there is none: the
 *   tests that need it then do not run, and say so
 */
export async function ensurePythonPackages() {
  const version = await ask('python3', ['--version']);
  if (version === null) return { missing: 'python3 is not installed' };
  const now = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(version).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now) return { packages: resolve(PACKAGES) };

  const pip = await findPip();
  if (pip === null) {
    return { missing: 'python3 has neither pip nor venv: on Debian, install python3-venv' };
  }
  say(`  installing the Python packages of ${REQUIREMENTS} into ${FOLDER}, for the emulator's tests`);
  rmSync(PACKAGES, { recursive: true, force: true });
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
  const done = await run(pip, [...args, '--target', PACKAGES, '--requirement', REQUIREMENTS], {
    what: 'pip install',
    env: { PIP_ROOT_USER_ACTION: 'ignore' },
    // pip warns of conflicts with packages in other folders, which this one does not affect.
    show: () => false,
  });
  if (!done.ok) {
    say(done.output);
    return { missing: `pip could not install ${REQUIREMENTS}, see above` };
  }
  writeFileSync(STAMP, now);
  return { packages: resolve(PACKAGES) };
}

/** True if python3 has pip, or can create an environment that has it. */
export async function canFindPip() {
  const found = await Promise.all(
    ['pip', 'ensurepip'].map((name) => ask('python3', ['-c', `import ${name}`])),
  );
  return found.some((said) => said !== null);
}

/** A Python with pip: the system's, or one in a new environment. */
async function findPip() {
  if ((await ask('python3', ['-m', 'pip', '--version'])) !== null) return 'python3';
  const environment = `${FOLDER}/environment`;
  mkdirSync(FOLDER, { recursive: true });
  const made = await ask('python3', ['-m', 'venv', '--clear', environment]);
  return made === null ? null : `${environment}/bin/python`;
}
