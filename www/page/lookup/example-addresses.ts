// Addresses to try: in the deepest binding, in the last owner segment, and outside the prefix.

import { addressText, type NestedBinding } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';

export function exampleAddresses(openPrefix: OpenPrefix): readonly string[] {
  const { first, family, nestedBindings, prefix, resolve, segments } = openPrefix;
  // The prefix of the API documentation has the addresses that the documentation mentions.
  if (prefix.cidr === '192.0.2.0/24') return ['192.0.2.1', '192.0.2.77', '198.51.100.1'];
  const deepest = nestedBindings.reduce<NestedBinding | null>(
    (best, one) => (best !== null && best.depth >= one.depth ? best : one),
    null,
  );
  const inside = [deepest?.first ?? first, segments.at(-1)?.first ?? first].map(
    (address) => resolve(addressText(address, family)).address,
  );
  return [...new Set([...inside, family === 4 ? '203.0.113.7' : '2001:db9::1'])];
}
