// Results of tests that passed, for the next run with the same inputs.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, fingerprint } from '../stamp.mjs';
import { ask } from '../steps.mjs';

const FOLDER = 'target/results';
const PROGRAMS = ['bash', 'cargo', 'curl', 'fish', 'jq', 'npm', 'python3', 'rustc', 'shellcheck', 'zsh'];
const VARIABLES = /^(BYOIP|CARGO|NODE|RUST|WASM)/;

/** What only the tests in it depend on: each test's own bundle or binary contains it. */
const TESTS = /^tests\/(.*\.test\.ts|core\/.*|simulation\/.*|oracle\/.*\.rs|wasm\.rs)$/;
/** What no test in Rust reads. */
const NOT_FOR_RUST = /^(www|examples)\/|^src\/js\/(?!types\/codes\.ts)|^tests\/.*\.ts$/;

/**
 * A result that is kept: the hash of its inputs, how many tests passed, and when.
 *
 * @typedef {{ key: string, passed: number, when: string }} PassedResult
 */

/**
 * The results of a suite. A test has a name, and `own` is what only this test depends on; `common` returns what all of
 * them depend on.
 *
 * @param {{ file: string, common: () => string, all?: boolean }} options `all`: finds nothing, so that every test runs
 */
export function suiteResults({ file, common, all = false }) {
  /** @type {Record<string, PassedResult>} */
  const results = read(file);
  const before = common();
  const keyOf = (own) => createHash('sha256').update(`${before}\n${own}`).digest('hex');
  return {
    /** The result of a test that passed with these inputs. Without one, what was known of it is dropped. */
    find(test, own) {
      const known = results[test];
      if (!all && known?.key === keyOf(own)) return known;
      delete results[test];
      write(file, results);
      return undefined;
    },
    /** Keeps a result if it is one to reuse: tests ran, all passed, and the inputs are still those of the start. */
    keep(test, own, { passed, failed }) {
      if (passed === 0 || failed > 0 || common() !== before) return;
      results[test] = { key: keyOf(own), passed, when: new Date().toISOString() };
      write(file, results);
    },
  };
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // There is none, or it was cut off: then every test runs.
    return {};
  }
}

function write(file, results) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, JSON.stringify(results, null, 1));
  renameSync(`${file}.part`, file);
}

/**
 * What a suite may depend on besides its tests.
 *
 * @param {string} suite
 * @param {readonly string[]} files all files of the project that git knows or would add
 */
export function inputsOf(suite, files) {
  if (suite === 'cargo') return files.filter((file) => !NOT_FOR_RUST.test(file));
  return [...files.filter((file) => !TESTS.test(file)), 'target/python/.installed', ...filesBelow(['dist'])];
}

/**
 * Opens the results of suites on this machine; undefined where nothing is reused: in CI, and without git, which lists the
 * files.
 *
 * @param {{ chrome?: string, driver?: string, firefox?: string | null }} found the browsers
 * @param {{ all: boolean }} options
 * @returns {Promise<((suite: string) => ReturnType<typeof suiteResults>) | undefined>}
 */
export async function earlierResults({ chrome, driver, firefox }, { all }) {
  const listed = () => ask('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
  if (process.env.CI || (await listed()) === null) return undefined;
  const versions = await Promise.all(PROGRAMS.map((name) => ask(name, ['--version'])));
  const browsers = [chrome, driver, firefox].map((path) => {
    if (path === undefined || path === null) return null;
    const { size, mtimeMs } = statSync(realpathSync(path));
    return [path, size, mtimeMs];
  });
  const variables = Object.entries(process.env)
    .filter(([name]) => VARIABLES.test(name))
    .sort();
  const machine = JSON.stringify([process.platform, process.arch, versions, browsers, variables]);
  return async (suite) => {
    const files = (await listed()).split('\0').filter((file) => file !== '' && existsSync(file));
    const inputs = inputsOf(suite, files);
    return suiteResults({
      file: join(FOLDER, `${suite}.json`),
      common: () => fingerprint(inputs, machine),
      all,
    });
  };
}

/**
 * One line for results that are reused.
 *
 * @param {readonly PassedResult[]} reused
 * @param {number} of how many there are
 */
export function reusedText(reused, of) {
  const times = reused.map(({ when }) => when).sort();
  const [first, last] = [times[0], times.at(-1)].map((when) => when.slice(0, 16).replace('T', ' '));
  const range = first === last ? first : `${first} to ${last}`;
  return `reused ${reused.length} of ${of}: passed with the same inputs, ${range} UTC`;
}
