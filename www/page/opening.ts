// Opens a prefix: the list of its bindings becomes a table that can be asked, rows that can be drawn, and runs of owners.

import { BindingTable, parseCidr } from '../../src/js/entry/slim.js';
import type { Prefix, ServiceBinding } from '../../src/js/types.js';
import { type Placed, placeBindings } from './nesting.js';
import { addressText, spanOf } from './number-line.js';
import { ownership } from './ownership.js';
import type { Opened } from './state.js';

/** Throws a `ByoipError` where the core refuses the list. The caller disposes of what it gets. */
export function openPrefix(prefix: Prefix, bindings: readonly ServiceBinding[]): Opened {
  const info = parseCidr(prefix.cidr);
  const span = spanOf(info);
  const placed = placeBindings(bindings);
  const table = BindingTable.fromBindings(bindings, { prefix: prefix.cidr });
  const resolve = (address: string) => table.resolve(address);
  return {
    ...span,
    prefix,
    family: info.family,
    placed,
    segments: ownership(span, info.family, placed, resolve),
    resolve,
    dispose: () => table.dispose(),
  };
}

/** Addresses worth trying: in the deepest binding, in the last run of owners, and outside the prefix. */
export function examplesFor({ first, family, placed, prefix, resolve, segments }: Opened): readonly string[] {
  // The API documentation's own prefix, and the addresses that it speaks of.
  if (prefix.cidr === '192.0.2.0/24') return ['192.0.2.1', '192.0.2.77', '198.51.100.1'];
  const deepest = placed.reduce<Placed | null>(
    (most, one) => (most !== null && most.row >= one.row ? most : one),
    null,
  );
  const inside = [deepest?.first ?? first, segments.at(-1)?.first ?? first].map(
    (address) => resolve(addressText(address, family)).address,
  );
  return [...new Set([...inside, family === 4 ? '203.0.113.7' : '2001:db9::1'])];
}
