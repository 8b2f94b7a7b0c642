// Runs the rows whose names have one of the given words, in this Node, and prints what came out as JSON.

import { agree, race } from './race.mjs';

const GROUPS = [
  'single',
  'batch',
  'envelope',
  'aggregate',
  'layout',
  'map',
  'plan',
  'build',
  'start',
  'command',
  'emulator',
];

const words = process.argv.slice(2);
const wanted = ({ id }) => words.length === 0 || words.some((word) => id.includes(word));

const results = [];
for (const group of GROUPS) {
  const { rows } = await import(`./rows/${group}.mjs`);
  for (const { id, title, contestants: make } of rows.filter(wanted)) {
    process.stderr.write(`    ${id}\n`);
    const contestants = make();
    agree(id, contestants);
    const lanes = (await race(contestants)).map((lane, i) => {
      const { atLeast = null, limitNs = null } = contestants[i];
      return { ...lane, atLeast, limitNs };
    });
    results.push({ id, title, lanes });
  }
}
process.stdout.write(JSON.stringify({ node: process.versions.node, results }));
