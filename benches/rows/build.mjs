// Building the table of a million IPv4 blocks in JavaScript, from columns of numbers.

import { blocks } from '../draw.mjs';
import { V4Table } from '../js-table.mjs';

function contestants(n) {
  const list = blocks(n, 4);
  const firsts = Uint32Array.from(list, ({ words }) => words[0]);
  const lengths = Uint32Array.from(list, ({ length }) => length);
  const radix = () => new V4Table(firsts, lengths);
  return [{ name: 'best JS table, radix sort', run: radix, operations: 1, answers: () => radix().owners }];
}

export const rows = [
  {
    id: 'build-v4-1000000',
    title: 'build from columns, 1,000,000 IPv4 bindings',
    contestants: () => contestants(1e6),
  },
];
