// The table of environments: runs them, keeps the results, and writes docs/environments.md from them.

import { readFileSync, writeFileSync } from 'node:fs';
import { GROUPS } from '../../tests/environments/list.mjs';
import { say, seconds } from '../steps.mjs';
import { pack, runEnvironment } from './environments.mjs';

const RESULTS = 'tests/environments/results.json';
const DOCUMENT = 'docs/environments.md';
const ALL = Object.values(GROUPS).flat();

/** @typedef {import('../../tests/environments/list.mjs').Environment} Environment */
/** @typedef {{ works: boolean, on: string, versions: Record<string, string> }} Result */

/**
 * The versions that an environment names.
 *
 * @param {Environment} environment
 * @returns {Record<string, string>}
 */
export const versionsOf = ({ node, packages, versions }) => ({
  ...(node === undefined ? {} : { node }),
  ...packages,
  ...versions,
});

/** The results of earlier runs, by the name of the environment. */
export const resultsOf = () => JSON.parse(readFileSync(RESULTS, 'utf8'));

/**
 * Runs the environments whose name contains `part`, keeps their results, and writes the table.
 *
 * With `newest` it installs the newest version of each tool in place of the pinned one, and keeps nothing.
 *
 * @param {string} part
 * @param {{ newest?: boolean }} [options]
 * @returns {Promise<{ passed: number, failed: number }>} an environment that fails as its entry says has passed
 */
export async function allEnvironments(part, { newest = false } = {}) {
  const tarball = pack();
  const counts = { passed: 0, failed: 0 };
  const chosen = ALL.filter(({ name }) => name.includes(part));
  for (const environment of newest ? withNewestTools(chosen) : chosen) {
    const began = performance.now();
    const failure = await runEnvironment(environment, tarball).then(() => undefined, String);
    const isExpected =
      environment.fails === undefined ? failure === undefined : environment.fails.message.test(failure ?? '');
    counts[isExpected ? 'passed' : 'failed'] += 1;
    say(`  ${isExpected ? 'ok  ' : 'FAIL'} ${environment.name} (${seconds(began)} s)`);
    if (!isExpected)
      say(failure?.replace(/^/gm, '       ') ?? '       it works, and its entry says that it fails');
    const on = new Date().toISOString().slice(0, 10);
    if (!newest)
      keep(environment.name, { works: failure === undefined, on, versions: versionsOf(environment) });
  }
  if (newest) return counts;
  writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8'), resultsOf()));
  say(
    readFileSync(DOCUMENT, 'utf8')
      .match(/^(\|.*|### .*)$/gm)
      .join('\n'),
  );
  return counts;
}

/** The environments with the newest version of each tool; those that differ in the version only become one. */
function withNewestTools(environments) {
  const withTools = environments.flatMap((environment) => {
    const { packages, heldBack = [], name } = environment;
    if (packages === undefined) return [];
    const tools = Object.entries(packages).map(([tool, version]) => [
      tool,
      heldBack.includes(tool) ? version : 'latest',
    ]);
    return [
      { ...environment, packages: Object.fromEntries(tools), name: name.replace(/ \d+\.\d+\.\d+/, '') },
    ];
  });
  return [...new Map(withTools.map((environment) => [environment.name, environment])).values()];
}

/** Stores a result at once, in the order of the list, without those of environments that are no more. */
function keep(name, result) {
  const known = { ...resultsOf(), [name]: result };
  const kept = ALL.flatMap((one) => (known[one.name] === undefined ? [] : [[one.name, known[one.name]]]));
  writeFileSync(RESULTS, `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`);
}

const START = '<!-- written by `npm run test:long -- --environments` -->';

/**
 * The document with its tables written anew, from its line `START` on.
 *
 * @param {string} document
 * @param {Record<string, Result>} known
 */
export function withTables(document, known) {
  const tables = Object.entries(GROUPS).map(([heading, environments]) => {
    const rows = environments.map(
      (environment) => `| ${cells(environment, known[environment.name]).join(' | ')} |`,
    );
    return [
      `### ${heading}`,
      '',
      '| environment | versions | works | run on |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n');
  });
  return `${document.split(START)[0]}${START}\n\n${tables.join('\n\n')}\n`;
}

/** @param {Environment} environment @param {Result | undefined} result */
function cells({ name, note, fails }, result) {
  if (result === undefined) return [name, '', 'not run', ''];
  const versions = Object.entries(result.versions).map(([of, version]) => `${of} ${version}`);
  const remark = result.works ? note : fails?.because;
  const works = result.works ? 'yes' : 'no';
  return [name, versions.join(', '), remark === undefined ? works : `${works}: ${remark}`, result.on];
}
