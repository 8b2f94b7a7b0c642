// Bindings for the rows about maps, and the prefixes that contain them.

import { parseCidr } from '../dist/index.js';
import { random } from './draw.mjs';

const SERVICES = ['2db684ee7ca04e159946fd05b99e1bcd', 'c0de0000000000000000000000000cd1', 'spectrum'];
/** What a page of usual width asks for. */
export const WIDTH = 1200;

export const KINDS = {
  v4: {
    prefix: '10.0.0.0/8',
    block: (next) => {
      const length = [24, 26, 28, 30, 32][next() % 5];
      const bits = (0x0a000000 | (next() & 0xffffff)) & (-1 << (32 - length));
      return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}/${length}`;
    },
  },
  v6: {
    prefix: '2001:db8::/32',
    block: (next) => {
      const [high, low] = [next() & 0xffff, next() & 0xffff].map((group) => (group || 1).toString(16));
      return next() % 2 === 0 ? `2001:db8:${high}::/48` : `2001:db8:${high}:${low}::/64`;
    },
  },
};

export function bindings(kind, n) {
  const { prefix, block } = KINDS[kind];
  const next = random(n);
  const cidrs = new Set([prefix]);
  while (cidrs.size < n) cidrs.add(block(next));
  return [...cidrs].map((cidr) => ({
    cidr: parseCidr(cidr).cidr,
    serviceId: SERVICES[next() % 3],
    state: next() % 9 === 0 ? 'provisioning' : 'active',
  }));
}
