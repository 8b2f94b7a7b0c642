// Runs the suite with the official clients and exported scripts.

import { nodeTests } from './node.mjs';
import { notRunText, testsWithTools } from './tools.mjs';

const NEEDS_PYTHON = /\/(clients\/(python|openapi-fuzz)|exports\/(python|terraform|lint))\.test\.ts$/;
const NEEDS_JQ = /\/exports\/(curl|terraform|docs)\.test\.ts$/;
const TOOLS = { curl: NEEDS_JQ, jq: NEEDS_JQ, shellcheck: /\/exports\/lint\.test\.ts$/ };

/**
 * @param {{ python: { packages: string } | { missing: string }, earlier?: object }} found
 * @returns {Promise<{ passed: number, failed: number, notRun?: string }>}
 */
export async function sdkTests({ python, earlier }) {
  if (python.packages !== undefined) process.env.BYOIP_PYTHON_PACKAGES = python.packages;
  const lacks = python.packages === undefined ? [{ needs: NEEDS_PYTHON, missing: python.missing }] : [];
  return testsWithTools('sdk', TOOLS, { earlier, lacks });
}

/** Fuzzes the emulator longer than the suite does. */
export async function fuzzEmulator({ python, seconds }) {
  const file = 'tests/sdk/clients/openapi-fuzz.test.ts';
  if (python.packages === undefined) {
    notRunText([file], python.missing);
    return { passed: 0, failed: 0 };
  }
  process.env.BYOIP_PYTHON_PACKAGES = python.packages;
  process.env.BYOIP_FUZZ_SECONDS = String(seconds);
  return nodeTests('sdk', 'tests/sdk', [file]);
}
