// Runs the suite with the official clients and exported scripts; if a tool is missing, its tests are left out, and a line says so.

import { ask, say } from '../steps.mjs';
import { nodeTests, testFiles } from './node.mjs';

const FOLDER = 'tests/sdk';
const NEEDS_PYTHON = /\/(clients\/(python|openapi-fuzz)|exports\/(python|terraform|lint))\.test\.ts$/;
const NEEDS_JQ = /\/exports\/(curl|terraform|docs)\.test\.ts$/;
/** The commands that tests run, and which tests. */
const NEEDS = { curl: NEEDS_JQ, jq: NEEDS_JQ, shellcheck: /\/exports\/lint\.test\.ts$/ };

/**
 * @param {{ python: { packages: string } | { missing: string }, earlier?: object }} found
 * @returns {Promise<{ passed: number, failed: number, notRun?: string }>}
 */
export async function sdkTests({ python, earlier }) {
  const files = testFiles(FOLDER);
  const lacks = await missingTools(python);
  if (python.packages !== undefined) process.env.BYOIP_PYTHON_PACKAGES = python.packages;
  const left = files.filter((file) => lacks.some(({ needs }) => needs.test(file)));
  const done = await nodeTests(
    'sdk',
    FOLDER,
    files.filter((file) => !left.includes(file)),
    { earlier },
  );
  if (left.length === 0) return done;
  return { ...done, notRun: notRunText(left, { missing: lacks.map(({ missing }) => missing).join('; ') }) };
}

/** The missing tools, and the tests that need them. */
async function missingTools(python) {
  const lacks = [];
  if (python.packages === undefined) lacks.push({ needs: NEEDS_PYTHON, missing: python.missing });
  for (const [tool, needs] of Object.entries(NEEDS))
    if ((await ask(tool, ['--version'])) === null) lacks.push({ needs, missing: `${tool} is not installed` });
  return lacks;
}

/** Fuzzes the emulator longer than the suite does. */
export async function fuzzEmulator({ python, seconds }) {
  const file = `${FOLDER}/clients/openapi-fuzz.test.ts`;
  if (python.packages === undefined) {
    notRunText([file], python);
    return { passed: 0, failed: 0 };
  }
  process.env.BYOIP_PYTHON_PACKAGES = python.packages;
  process.env.BYOIP_FUZZ_SECONDS = String(seconds);
  return nodeTests('sdk', FOLDER, [file]);
}

function notRunText(files, { missing }) {
  const notRun = `NOT RUN, AND NOT COUNTED: ${files.join(', ')}: ${missing}`;
  say(`    ${notRun}`);
  return notRun;
}
