// Many addresses in one call: as numbers, as packed bytes, as text.

import { Reader } from 'mmdb-lib';
import { addresses, blocks, envelope, packed, show } from '../draw.mjs';
import { V6Table, v4Table } from '../js-table.mjs';
import { mmdb } from '../mmdb.mjs';
import { loop } from '../race.mjs';
import { BindingTable } from '../subject.mjs';

const MANY = 1 << 17;

function v4(n, atLeast) {
  const list = blocks(n, 4);
  const words = addresses(MANY, list);
  const numbers = Uint32Array.from(words, ([word]) => word);
  const table = BindingTable.fromEnvelope(envelope(list));
  const js = v4Table(list);
  const owners = new Int32Array(MANY);
  const contestants = [
    {
      name: 'byoip',
      run: () => table.findManyV4(numbers, owners),
      operations: MANY,
      answers: () => table.findManyV4(numbers),
    },
    {
      name: 'best JS table',
      run: () => js.findMany(numbers, owners),
      operations: MANY,
      answers: () => js.findMany(numbers, new Int32Array(MANY)),
      ...atLeast.js,
    },
  ];
  if (atLeast.mmdb) {
    const reader = new Reader(mmdb(list));
    const texts = words.slice(0, 8192).map(show);
    const find = (text) => reader.get(text) ?? -1;
    contestants.push({
      name: 'mmdb-lib, a text each',
      run: loop(find, texts),
      operations: texts.length,
      answers: () => texts.map(find),
      ...atLeast.mmdb,
    });
  }
  return contestants;
}

function v6(n, atLeast) {
  const list = blocks(n, 6);
  const bytes = packed(addresses(MANY, list));
  const table = BindingTable.fromEnvelope(envelope(list));
  const js = new V6Table(list);
  const owners = new Int32Array(MANY);
  return [
    {
      name: 'byoip',
      run: () => table.findManyV6(bytes, owners),
      operations: MANY,
      answers: () => table.findManyV6(bytes),
    },
    {
      name: 'best JS table',
      run: () => js.findMany(bytes, owners),
      operations: MANY,
      answers: () => js.findMany(bytes, new Int32Array(MANY)),
      ...atLeast,
    },
  ];
}

function text(n, form) {
  const list = blocks(n, 4);
  const texts = addresses(8192, list).map(show);
  const input = form === 'lines' ? texts.join('\n') : texts;
  const table = BindingTable.fromEnvelope(envelope(list));
  const js = v4Table(list);
  const owners = new Int32Array(texts.length);
  const each = (find) => () => {
    for (let i = 0; i < texts.length; i++) owners[i] = find(texts[i]);
    return owners;
  };
  const split = (find) => () => {
    const lines = input.split('\n');
    for (let i = 0; i < lines.length; i++) owners[i] = find(lines[i]);
    return owners;
  };
  const single = (address) => table.find(address);
  const plain = (address) => js.find(address);
  const entries = [
    ['byoip', () => table.findMany(input)],
    ...(form === 'lines'
      ? [
          ['split, then a single call each', split(single), { atLeast: 2 }],
          ['split, then best JS table', split(plain)],
        ]
      : [
          ['a single call each', each(single), { atLeast: 2 }],
          ['best JS table, a text each', each(plain)],
        ]),
  ];
  return entries.map(([name, run, targets]) => ({
    name,
    run,
    operations: texts.length,
    answers: () => [...run()],
    ...targets,
  }));
}

const v4Row = (n, shown, targets) => ({
  id: `batch-v4-${n}`,
  title: `\`Uint32Array\` of IPv4, ${shown} bindings`,
  contestants: () => v4(n, targets),
});
const v6Row = (n, shown, atLeast) => ({
  id: `batch-v6-${n}`,
  title: `packed IPv6, ${shown} bindings`,
  contestants: () => v6(n, atLeast),
});
const textRow = (n, shown, form) => ({
  id: `text-${form}-${n}`,
  title: `${form === 'lines' ? 'newline text' : '`string[]`'} of IPv4, ${shown} bindings`,
  contestants: () => text(n, form),
});

export const rows = [
  v4Row(9, '9', {}),
  v4Row(1000, '1,000', { js: { atLeast: 1.5 }, mmdb: { atLeast: 60 } }),
  v4Row(10_000, '10,000', {}),
  v4Row(1_000_000, '1,000,000', { js: { atLeast: 1.5 }, mmdb: { atLeast: 60 } }),
  v6Row(1000, '1,000', {}),
  v6Row(1_000_000, '1,000,000', { atLeast: 2 }),
  textRow(1000, '1,000', 'lines'),
  textRow(1000, '1,000', 'array'),
];
