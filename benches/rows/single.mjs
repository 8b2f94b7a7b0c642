// One address as text, one look-up: where JavaScript is good and a call into the wasm has to be worth it.

import { BlockList } from 'node:net';
import ipaddr from 'ipaddr.js';
import LongestPrefixMatch from 'longest-prefix-match';
import { Reader } from 'mmdb-lib';
import { addresses, blocks, cidrs, envelope, show } from '../draw.mjs';
import { V6Table, v4Table } from '../js-table.mjs';
import { mmdb } from '../mmdb.mjs';
import { loop } from '../race.mjs';
import { BindingTable, stock } from '../subject.mjs';

/**
 * A contestant that is asked one text at a time; `some` caps the texts where it is slow, `suffix` is what it
 * wants after an address.
 */
function asked(name, find, texts, { some = texts.length, suffix = '', ...extra } = {}) {
  const inputs = texts.slice(0, some).map((text) => text + suffix);
  return {
    name,
    run: loop(find, inputs),
    operations: inputs.length,
    answers: () => inputs.map(find),
    ...extra,
  };
}

/** Ranges of ipaddr.js, longest first: the first one that matches is the most specific. */
function ipaddrRanges(list) {
  const ranges = cidrs(list).map((cidr, index) => ({ range: ipaddr.parseCIDR(cidr), index }));
  return ranges.sort((a, b) => b.range[1] - a.range[1]);
}

/** The look-up that ipaddr.js comes with, and documents: ranges by name, of which it says the first that matches. */
function ipaddrSubnetMatch(list) {
  const named = Object.fromEntries(ipaddrRanges(list).map(({ range, index }) => [`#${index}`, range]));
  return (text) => Number(ipaddr.subnetMatch(ipaddr.parse(text), named, '#-1').slice(1));
}

/** A loop of one's own around its `match`. */
function ipaddrLoop(list) {
  const ranges = ipaddrRanges(list);
  return (text) => {
    const address = ipaddr.parse(text);
    for (const { range, index } of ranges) if (address.match(range)) return index;
    return -1;
  };
}

function longestPrefixMatch(list) {
  const table = new LongestPrefixMatch();
  for (const [index, cidr] of cidrs(list).entries()) table.addPrefix(cidr, index);
  return (text) => table.getMatch(text)[0] ?? -1;
}

function blockList(list, family) {
  const rules = new BlockList();
  for (const { words, length } of list) rules.addSubnet(show(words), length, family);
  return (text) => rules.check(text, family);
}

function v4(n, targets) {
  const list = blocks(n, 4);
  const texts = addresses(4096, list).map(show);
  const body = envelope(list);
  const table = BindingTable.fromEnvelope(body);
  const raw = stock(body);
  const js = v4Table(list);
  const reader = new Reader(mmdb(list));
  return [
    asked('byoip', (text) => table.find(text), texts),
    asked('best JS table, same parser', (text) => js.find(text), texts, { atLeast: 1 }),
    asked('stock `&str` call of wasm-bindgen', (text) => raw.find(text), texts, targets.stock),
    asked('node:net BlockList (yes or no)', blockList(list, 'ipv4'), texts, targets.blockList),
    asked('mmdb-lib', (text) => reader.get(text) ?? -1, texts, targets.mmdb),
    asked('longest-prefix-match', longestPrefixMatch(list), texts, { suffix: '/32', ...targets.lpm }),
    asked('ipaddr.js, its `subnetMatch`', ipaddrSubnetMatch(list), texts, targets.ipaddr),
    asked('ipaddr.js, a loop around its `match`', ipaddrLoop(list), texts, targets.ipaddrLoop),
  ];
}

function v6(n) {
  const list = blocks(n, 6);
  const texts = addresses(4096, list).map(show);
  const table = BindingTable.fromEnvelope(envelope(list));
  const js = new V6Table(list);
  return [
    asked('byoip', (text) => table.find(text), texts),
    asked('best JS table, own parser', (text) => js.find(text), texts, { atLeast: 1 }),
    asked('node:net BlockList (yes or no)', blockList(list, 'ipv6'), texts, { some: 512 }),
    asked('longest-prefix-match', longestPrefixMatch(list), texts, { some: 512, suffix: '/128' }),
    asked('ipaddr.js, its `subnetMatch`', ipaddrSubnetMatch(list), texts, { some: 64 }),
    asked('ipaddr.js, a loop around its `match`', ipaddrLoop(list), texts, { some: 64 }),
  ];
}

export const rows = [
  {
    id: 'single-v4-9',
    title: 'one IPv4 text, 9 bindings',
    contestants: () =>
      v4(9, {
        stock: {},
        blockList: {},
        mmdb: { atLeast: 10 },
        lpm: { atLeast: 10 },
        ipaddr: { atLeast: 10 },
        ipaddrLoop: { atLeast: 10 },
      }),
  },
  {
    id: 'single-v4-1000',
    title: 'one IPv4 text, 1,000 bindings',
    contestants: () =>
      v4(1000, {
        stock: {},
        blockList: { some: 512 },
        mmdb: {},
        lpm: { some: 512 },
        ipaddr: { some: 64, atLeast: 100 },
        ipaddrLoop: { some: 64 },
      }),
  },
  { id: 'single-v6-9', title: 'one IPv6 text, 9 bindings', contestants: () => v6(9) },
  { id: 'single-v6-1000', title: 'one IPv6 text, 1,000 bindings', contestants: () => v6(1000) },
];
