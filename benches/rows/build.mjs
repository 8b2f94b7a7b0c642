// Building the table of a million IPv4 blocks from columns of numbers.

import { parseIpv4 } from '../../target/bench/ipv4-table.mjs';
import { addresses, blocks, show } from '../draw.mjs';
import { V4Table } from '../js-table.mjs';
import { BindingTable } from '../subject.mjs';

function contestants(n) {
  const list = blocks(n, 4);
  const firsts = Uint32Array.from(list, ({ words }) => words[0]);
  const lengths = Uint32Array.from(list, ({ length }) => length);
  const texts = addresses(4096, list).map(show);
  const columns = { addresses: firsts, lengths: Uint8Array.from(lengths) };
  const ours = () => BindingTable.fromColumns(columns);
  const radix = () => new V4Table(firsts, lengths);
  const plain = () => asOneWouldWriteIt(firsts, lengths);
  const ask = (find) => texts.map(find);
  const each = (name, run, answers, extra) => ({ name, run, operations: 1, answers, ...extra });
  const askOurs = () => {
    const table = ours();
    const answers = ask((text) => table.find(text));
    table.dispose();
    return answers;
  };
  const askRadix = () => {
    const table = radix();
    return ask((text) => table.find(text));
  };
  const askPlain = () => {
    const intervals = plain();
    return ask((text) => {
      const address = parseIpv4(text);
      let [low, high] = [0, intervals.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (intervals[middle].start <= address) low = middle + 1;
        else high = middle;
      }
      return intervals[low - 1]?.owner ?? -1;
    });
  };
  return [
    each('byoip', () => ours().dispose(), askOurs),
    each('the same in JS: objects, sorted and swept', plain, askPlain, { atLeast: 8 }),
    each('best JS table, radix sort', radix, askRadix),
  ];
}

/** Disjoint intervals as one writes them before one has measured: objects, a comparing sort, a stack. */
function asOneWouldWriteIt(firsts, lengths) {
  const blocks = Array.from(firsts, (first, owner) => {
    return { first, last: first + 2 ** (32 - lengths[owner]) - 1, owner };
  });
  blocks.sort((a, b) => a.first - b.first || b.last - a.last);
  const intervals = [];
  const open = (start, owner) => {
    if (intervals.at(-1)?.start === start) intervals.pop();
    if (intervals.at(-1)?.owner !== owner) intervals.push({ start, owner });
  };
  const stack = [];
  const close = () => {
    const { last } = stack.pop();
    open(last + 1, stack.at(-1)?.owner ?? -1);
  };
  for (const block of blocks) {
    while (stack.length > 0 && stack.at(-1).last < block.first) close();
    open(block.first, block.owner);
    stack.push(block);
  }
  while (stack.length > 0) close();
  return intervals;
}

export const rows = [
  {
    id: 'build-v4-1000000',
    title: 'build from columns, 1,000,000 IPv4 bindings',
    contestants: () => contestants(1e6),
  },
];
