// Runs a suite without the tests whose tools are missing; a line names those.

import { isInstalled, say } from '../steps.mjs';
import { nodeTests, testFiles } from './node.mjs';

/**
 * A tool that some tests need: which ones, and the sentence where it is missing.
 *
 * @typedef {{ needs: RegExp, missing: string }} MissingTool
 */

/**
 * @param {string} name of the suite, whose folder is `tests/NAME`
 * @param {Record<string, RegExp>} tools the programs that tests run, and which tests
 * @param {{ earlier?: object, lacks?: MissingTool[] }} options `lacks`: what else is missing
 * @returns {Promise<{ passed: number, failed: number, notRun?: string }>}
 */
export async function testsWithTools(name, tools, { earlier, lacks = [] } = {}) {
  const missing = [...lacks];
  for (const [tool, needs] of Object.entries(tools)) {
    if (!(await isInstalled(tool))) missing.push({ needs, missing: `${tool} is not installed` });
  }
  const folder = `tests/${name}`;
  const files = testFiles(folder);
  const left = files.filter((file) => missing.some(({ needs }) => needs.test(file)));
  const runnable = files.filter((file) => !left.includes(file));
  const done = await nodeTests(name, folder, runnable, { earlier });
  if (left.length === 0) return done;
  const reasons = missing.filter(({ needs }) => left.some((file) => needs.test(file)));
  return { ...done, notRun: notRunText(left, reasons.map((one) => one.missing).join('; ')) };
}

/** Says which tests do not run, and why. */
export function notRunText(files, reason) {
  const notRun = `NOT RUN, AND NOT COUNTED: ${files.join(', ')}: ${reason}`;
  say(`    ${notRun}`);
  return notRun;
}
