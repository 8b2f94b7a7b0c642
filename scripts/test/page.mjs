// Runs the suite of the page; without Firefox its tests are left out, and a line says so.

import { say } from '../steps.mjs';
import { nodeTests, testFiles } from './node.mjs';

const FOLDER = 'tests/page';
const NEEDS_FIREFOX = /\/firefox\.test\.ts$/;

/**
 * @param {{ firefox: string | null, earlier?: object }} found
 * @returns {Promise<{ passed: number, failed: number, notRun?: string }>}
 */
export async function pageTests({ firefox, earlier }) {
  const files = testFiles(FOLDER);
  if (firefox !== null) {
    process.env.FIREFOX_PATH = firefox;
    return nodeTests('page', FOLDER, files, { earlier });
  }
  const left = files.filter((file) => NEEDS_FIREFOX.test(file));
  const notRun = `NOT RUN, AND NOT COUNTED: ${left.join(', ')}: there is no Firefox: install it, or set FIREFOX_PATH`;
  say(`    ${notRun}`);
  const others = files.filter((file) => !NEEDS_FIREFOX.test(file));
  return { ...(await nodeTests('page', FOLDER, others, { earlier })), notRun };
}
