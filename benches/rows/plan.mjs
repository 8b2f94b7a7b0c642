// Many changes to a plan, through the built package, whose planner has been started by the answers before a race.

import { plan } from '../../dist/index.js';
import { random } from '../draw.mjs';

/** Magic Transit for the prefix, and two that take blocks of it. */
const NAMES = {
  '2db684ee7ca04e159946fd05b99e1bcd': 'Magic Transit',
  c0de0000000000000000000000000cd1: 'CDN',
  '5bec0000000000000000000000000001': 'Spectrum',
};
const SERVICES = Object.keys(NAMES);
const PREFIX = '10.0.0.0/8';

/** How bindings lie: the lengths of the blocks around one random host. `benches/plan.rs` has the same. */
const KINDS = {
  /** Spread over the prefix: few lie in another. */
  sparse: (next) => [[24, 26, 28, 30, 32][next() % 5]],
  /** Twelve, each in the one before. */
  nested: () => [21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32],
};

/**
 * What is bound, and what should be: a third of the changes is to another service, a third is new, and a third is not
 * wanted any more; a third as many bindings again stay as they are.
 */
function task(kind, changes) {
  const next = random(changes);
  const current = [{ id: 'b0', cidr: PREFIX, serviceId: SERVICES[0] }];
  const desired = [{ cidr: PREFIX, serviceId: SERVICES[0] }];
  const seen = new Set();
  let changed = 0;
  while (changed < changes) {
    const host = 0x0a000000 | (next() & 0xffffff);
    for (const length of KINDS[kind](next)) {
      const bits = host & (-1 << (32 - length));
      const cidr = `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}/${length}`;
      if (changed === changes || seen.has(cidr)) continue;
      seen.add(cidr);
      const before = next() % 2;
      const what = next() % 4;
      if (what !== 1) current.push({ id: `b${current.length}`, cidr, serviceId: SERVICES[1 + before] });
      const after = what === 0 ? 1 - before : before;
      if (what !== 2) desired.push({ cidr, serviceId: SERVICES[1 + after] });
      if (what !== 3) changed++;
    }
  }
  return { prefix: { cidr: PREFIX }, names: NAMES, current, desired };
}

function contestants(kind, changes, limitNs) {
  const asked = task(kind, changes);
  const run = () => plan(asked);
  const answers = () => run().steps.map(({ op, cidr = '' }) => `${op} ${cidr}`);
  return [{ name: 'byoip', run, operations: 1, answers, limitNs }];
}

const row = (kind, changes, limitNs) => ({
  id: `plan-${kind}-${changes}`,
  title: `a plan of ${changes.toLocaleString('en')} ${kind} changes`,
  contestants: () => contestants(kind, changes, limitNs),
});

// How it grows to 100,000 is told by `benches/plan.rs`: eleven rounds of that would take minutes here.
export const rows = [
  row('sparse', 100),
  row('sparse', 1000, 20e6),
  row('sparse', 10_000),
  row('nested', 1000, 20e6),
];
