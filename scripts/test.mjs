// Runs every suite, continues after a failure, and ends with one line for all. `npm test -- page node` runs only those two.
// What passed with the same inputs on this machine is not run again; `npm test -- --all` runs everything.

import { build, compileAll } from './build.mjs';
import { setup } from './setup.mjs';
import { inLane, main, Stop, say, seconds } from './steps.mjs';
import { earlierResults } from './test/reuse.mjs';
import { LANES, SUITES } from './test/suites.mjs';

async function test() {
  const began = performance.now();
  const names = process.argv.slice(2).filter((word) => word !== '--all');
  const all = process.argv.includes('--all');
  const unknown = names.find((name) => !Object.hasOwn(SUITES, name));
  if (unknown !== undefined) {
    throw new Stop(`there is no suite \`${unknown}\`; the suites are ${Object.keys(SUITES).join(', ')}`);
  }
  const found = await prepare();
  found.earlier = await earlierResults(found, { all });
  const rows = names.length > 0 ? await runInOrder(names, found) : await runSideBySide(found);
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  printTable(rows);
  const reused = rows.reduce((sum, row) => sum + (row.reused ?? 0), 0);
  if (reused > 0)
    say(`\n${reused} of the passed were not run again: their inputs are the same (--all runs them)`);
  say(`\n${seconds(began)} s in all`);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

/** Sets up. If that fails, no suite can run, and the result is a failure. */
async function prepare() {
  try {
    // A failure comes again in the build, which reports it.
    const found = await setup({ test: true, meanwhile: () => compileAll().catch(() => undefined) });
    // For the suites that open a browser themselves.
    process.env.CHROME_PATH = found.chrome;
    process.env.CHROMEDRIVER = found.driver;
    return found;
  } catch (error) {
    say(`\n  ${describe(error)}\n`);
    say('0 passed, 1 failed');
    process.exit(1);
  }
}

/** The build as a row of the table; no row if it succeeded. */
async function buildRow() {
  const began = performance.now();
  try {
    await build();
    return [];
  } catch (error) {
    say(`    ${describe(error)}`);
    say('    the suites that need the build do not run');
    return [{ name: 'build', passed: 0, failed: 1, seconds: seconds(began) }];
  }
}

async function runInOrder(names, found) {
  const rows = await buildRow();
  if (rows.length > 0) return rows;
  for (const name of names) rows.push(await runSuite(name, found));
  return rows;
}

/** Runs the lanes in parallel and returns their rows in the order of the suites. */
async function runSideBySide(found) {
  const built = inLane(named('build'), buildRow);
  const lanes = LANES.map(async ({ suites, needsBuild }) => {
    if (needsBuild && (await built).length > 0) return [];
    const rows = [];
    for (const name of suites)
      rows.push(await inLane(named(name), () => runSuite(name, { ...found, built }), SUITES[name]));
    return rows;
  });
  const rows = (await Promise.all([built, ...lanes])).flat();
  const order = Object.keys(SUITES);
  return rows.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}

const named = (name) => name.padEnd(13);

async function runSuite(name, found) {
  const { title, run } = SUITES[name];
  const began = performance.now();
  say(`\n${name}: ${title}`);
  let counts;
  try {
    counts = await run(found);
  } catch (error) {
    say(`    ${describe(error)}`);
    counts = { passed: 0, failed: 1 };
  }
  if (counts.passed + counts.failed === 0) {
    say('    no test ran: this counts as a failure');
    counts.failed = 1;
  }
  say(`    ${counts.passed} of ${counts.passed + counts.failed} hold, ${seconds(began)} s`);
  return { name, ...counts, seconds: seconds(began) };
}

const describe = (error) => (error instanceof Stop ? error.message : (error?.stack ?? error));

function printTable(rows) {
  const line = (...cells) => {
    const [name, ...numbers] = cells.map(String);
    say(`  ${name.padEnd(16)}${numbers.map((text) => text.padStart(10)).join('')}`);
  };
  say('');
  line('suite', 'passed', 'failed', 'seconds');
  for (const row of rows) line(row.name, row.passed, row.failed, row.seconds);
  for (const { notRun } of rows) if (notRun !== undefined) say(`\n  ${notRun}`);
}

// A process that a suite left running must not delay the last line.
await main(test);
process.exit();
