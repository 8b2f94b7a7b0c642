// Runs Python programs with the packages that the set-up installed for the tests.

import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const PACKAGES = process.env.BYOIP_PYTHON_PACKAGES ?? '';

/** Keeps what Python compiles away from the programs: to compile a package takes twice as long as to load it. */
export const PYTHON_CACHE = { PYTHONPYCACHEPREFIX: resolve('target/python/compiled') };

/** Where they run, and may leave files. */
export const SCRATCH = 'target/tests/sdk/scratch';

/** What a run left behind. */
export interface PythonResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Python to its end, with nothing of the environment but the path of programs. */
export function python(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<PythonResult> {
  mkdirSync(SCRATCH, { recursive: true });
  return new Promise((settle, reject) => {
    const child = spawn('python3', args, {
      cwd: SCRATCH,
      env: { PATH: process.env.PATH ?? '', PYTHONPATH: PACKAGES, ...PYTHON_CACHE, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => settle({ code, stdout, stderr }));
  });
}
