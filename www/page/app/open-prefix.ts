// Opens a prefix: its table becomes rows that can be drawn, runs of owners, and something that can be asked.

import { type Prefix, parseCidr, type Resolution } from '../../../src/js/entry/page.js';
import { type Placed, placeBindings } from '../bindings/nest-bindings.js';
import { ownership } from '../bindings/owner-segments.js';
import { addressText, spanOf } from '../lib/address-range.js';
import { Breath } from '../lib/yielder.js';
import { explain } from '../lookup/explain-owner.js';
import type { Listed } from '../source/read-bindings.js';
import type { Opened } from './state.js';

/** Opens `prefix` with its bindings, in short tasks. The caller disposes of what it gets, or of the table on a throw. */
export async function openPrefix(
  prefix: Prefix,
  { table, bindings }: Listed,
  signal: AbortSignal,
): Promise<Opened> {
  const breath = new Breath(signal);
  const info = parseCidr(prefix.cidr);
  const span = spanOf(info);
  await breath.take();
  const placed = await placeBindings(bindings, breath);
  const resolve = (address: string): Resolution => explain(address, prefix.cidr, placed);
  const segments = await ownership(span, info.family, placed, { table, bindings }, breath);
  return {
    ...span,
    prefix,
    family: info.family,
    bindings,
    placed,
    segments,
    resolve,
    findMany: (addresses) => table.findMany(addresses),
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
