// An open prefix: its bindings, nested and with their owners, ready to draw and to resolve addresses.

import { type Prefix, parseCidr, type Resolution, type ServiceBinding } from '../../../src/js/entry/page.js';
import { type AddressRange, rangeOf } from '../lib/address-range.js';
import { Yielder } from '../lib/yielder.js';
import { explainOwner } from './explain-owner.js';
import { type NestedBinding, nestBindings } from './nest-bindings.js';
import { type OwnerSegment, ownerSegments } from './owner-segments.js';
import type { BindingList } from './read-bindings.js';

export interface OpenPrefix extends AddressRange {
  readonly prefix: Prefix;
  readonly family: 4 | 6;
  /** In the API's order. */
  readonly bindings: readonly ServiceBinding[];
  /** The same sorted by address, with their depths. */
  readonly nestedBindings: readonly NestedBinding[];
  readonly segments: readonly OwnerSegment[];
  resolve(address: string): Resolution;
  /** For each address the index of its owner in `bindings`; -1 where there is none, -2 where the text is not an address. */
  findMany(addresses: readonly string[]): Int32Array;
  dispose(): void;
}

/** Opens a prefix, in short tasks. The caller disposes of the result, or of the table if this throws. */
export async function createOpenPrefix(
  prefix: Prefix,
  { table, bindings }: BindingList,
  signal: AbortSignal,
): Promise<OpenPrefix> {
  const yielder = new Yielder(signal);
  const info = parseCidr(prefix.cidr);
  const range = rangeOf(info);
  await yielder.yield();
  const nestedBindings = await nestBindings(bindings, yielder);
  const resolve = (address: string): Resolution => explainOwner(address, prefix.cidr, nestedBindings);
  const segments = await ownerSegments(range, info.family, nestedBindings, { table, bindings }, yielder);
  return {
    ...range,
    prefix,
    family: info.family,
    bindings,
    nestedBindings,
    segments,
    resolve,
    findMany: (addresses) => table.findMany(addresses),
    dispose: () => table.dispose(),
  };
}
