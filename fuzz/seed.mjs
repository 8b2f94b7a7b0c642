// Writes the vectors, and what fuzzing found worth keeping, as the first inputs of the targets, into fuzz/corpus/.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../tests/vectors/${name}.json`, import.meta.url), 'utf8'));
const table = readFileSync(new URL('../src/js/types/operations.ts', import.meta.url), 'utf8');
const [rows] = table.split('as const');
const OPERATIONS = [...rows.matchAll(/^ {2}'([\w-]+)': \{$/gm)].map(([, name]) => name);

const cidr = read('cidr');
const answers = read('envelope').filter((vector) => vector.body !== undefined);
const page = readFileSync(new URL('../docs/snapshot.md', import.meta.url), 'utf8');
const snapshot = page.split('```json\n')[1].split('```')[0];
const lists = [
  ...answers.map(({ body }) => body),
  ...read('resolve').map(({ bindings }) => JSON.stringify(bindings)),
];

const seeds = {
  cidr: [
    ...[cidr.parse, cidr.masked, cidr.addresses].flat().map(({ text }) => text),
    ...cidr.ranges.map(({ first, last }) => `${first}-${last}`),
  ],
  envelope: answers.map(({ operation, body }) => String.fromCharCode(OPERATIONS.indexOf(operation)) + body),
  bindings: [...lists, snapshot],
  snapshot: [snapshot],
};

const kept = JSON.parse(readFileSync(new URL('kept.json', import.meta.url), 'utf8'));

for (const [target, vectors] of Object.entries(seeds)) {
  const inputs = [...vectors, ...kept[target]];
  const folder = new URL(`corpus/${target}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  inputs.forEach((input, number) => {
    writeFileSync(new URL(`seed-${number}`, folder), input);
  });
}
