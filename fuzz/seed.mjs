// Writes the vectors as the first inputs of the fuzz targets, into fuzz/corpus/.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const read = (name) =>
  JSON.parse(readFileSync(new URL(`../tests/vectors/${name}.json`, import.meta.url), 'utf8'));
const OPERATIONS = [
  'list-services',
  'list-prefixes',
  'get-prefix',
  'list-bindings',
  'get-binding',
  'create-binding',
  'delete-binding',
  'list-bgp-prefixes',
  'get-bgp-prefix',
  'edit-bgp-prefix',
];

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

for (const [target, inputs] of Object.entries(seeds)) {
  const folder = new URL(`corpus/${target}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  inputs.forEach((input, number) => {
    writeFileSync(new URL(`vector-${number}`, folder), input);
  });
}
