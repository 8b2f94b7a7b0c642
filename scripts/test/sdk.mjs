// The suite of clients that we did not write; where the Python ones cannot be installed, the others run and a loud line says so.

import { say } from '../steps.mjs';
import { nodeTests, testFiles } from './node.mjs';

const FOLDER = 'tests/sdk';
const NEEDS_PYTHON = /\/(python|fuzzed)\.test\.ts$/;

/**
 * @param {{ python: { packages: string } | { missing: string } }} found
 * @returns {Promise<{ passed: number, failed: number, notRun?: string }>}
 */
export async function sdkTests({ python }) {
  const files = testFiles(FOLDER);
  if (python.packages !== undefined) {
    process.env.BYOIP_PYTHON_PACKAGES = python.packages;
    return nodeTests('sdk', FOLDER, files);
  }
  const without = files.filter((file) => !NEEDS_PYTHON.test(file));
  const left = files.filter((file) => NEEDS_PYTHON.test(file));
  const notRun = told(left, python);
  return { ...(await nodeTests('sdk', FOLDER, without)), notRun };
}

/** Fuzzes the emulator for longer than the suite does. */
export async function fuzzEmulator({ python, seconds }) {
  const file = `${FOLDER}/fuzzed.test.ts`;
  if (python.packages === undefined) {
    told([file], python);
    return { passed: 0, failed: 0 };
  }
  process.env.BYOIP_PYTHON_PACKAGES = python.packages;
  process.env.BYOIP_FUZZ_SECONDS = String(seconds);
  return nodeTests('sdk', FOLDER, [file]);
}

function told(files, { missing }) {
  const notRun = `NOT RUN, AND NOT COUNTED: ${files.join(', ')}: ${missing}`;
  say(`    ${notRun}`);
  return notRun;
}
