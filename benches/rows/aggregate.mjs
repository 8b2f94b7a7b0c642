// Hosts to the least list of bindings, through the built package.

import { aggregate } from '../../dist/index.js';

const SERVICES = ['2db684ee7ca04e159946fd05b99e1bcd', 'c0de0000000000000000000000000cd1', 'spectrum'];

/** The generator of `draw.mjs` (mulberry32). */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

const KINDS = {
  /** Neighbours: the most that can be merged. */
  dense: { prefix: '10.0.0.0/16', host: (_, i) => `10.0.${i >> 8}.${i & 255}` },
  /** One here, one there: nothing that can be merged, so that the answer is as long as the question. */
  sparse: {
    prefix: '10.0.0.0/8',
    host: (next) => {
      const bits = next();
      return `10.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
    },
  },
  'sparse-v6': {
    prefix: '2001:db8::/32',
    host: (next) => `2001:db8:${(next() & 0xffff).toString(16)}:${(next() & 0xffff).toString(16)}::1`,
  },
};

function contestants(kind, n, limitNs) {
  const { prefix, host } = KINDS[kind];
  const next = random(n);
  const claims = Array.from({ length: n }, (_, i) => ({
    addresses: host(next, i),
    serviceId: SERVICES[1 + (next() & 1)],
  }));
  const [service] = SERVICES;
  const run = () => aggregate({ prefix, default: service, claims, readAs: 'claims' });
  const csv = new TextEncoder().encode(claims.map((c) => `${c.addresses},${c.serviceId}`).join('\n'));
  const fromFile = () => aggregate({ prefix, default: service, claims: csv, readAs: 'claims' });
  const answers = (call) => () => call().bindings.map(({ cidr }) => cidr);
  return [
    { name: 'byoip, a list of objects', run, operations: 1, answers: answers(run), limitNs },
    { name: 'byoip, the bytes of a CSV', run: fromFile, operations: 1, answers: answers(fromFile) },
  ];
}

export const rows = Object.keys(KINDS).flatMap((kind) =>
  [1024, 65_536].map((n) => ({
    id: `aggregate-${kind}-${n}`,
    title: `${n.toLocaleString('en')} ${kind} hosts to the least list of bindings`,
    contestants: () => contestants(kind, n, n === 65_536 ? 50e6 : undefined),
  })),
);
