// Opens a prefix: its table becomes rows that can be drawn, runs of owners, and something that can be asked.

import { type Prefix, parseCidr, type Resolution, type ServiceBinding } from '../../../src/js/entry/page.js';
import { type AddressRange, rangeOf } from '../lib/address-range.js';
import { Yielder } from '../lib/yielder.js';
import { explainOwner } from './explain-owner.js';
import { type NestedBinding, nestBindings } from './nest-bindings.js';
import { type OwnerSegment, ownerSegments } from './owner-segments.js';
import type { BindingList } from './read-bindings.js';

/** One prefix, its bindings placed and its owners known. */
export interface OpenPrefix extends AddressRange {
  readonly prefix: Prefix;
  readonly family: 4 | 6;
  /** The list, in the API's order. */
  readonly bindings: readonly ServiceBinding[];
  /** The same in address order, with their rows. */
  readonly nestedBindings: readonly NestedBinding[];
  readonly segments: readonly OwnerSegment[];
  resolve(address: string): Resolution;
  /** Positions in the list, -1 for nobody, -2 for what is no address. */
  findMany(addresses: readonly string[]): Int32Array;
  dispose(): void;
}

/** Opens `prefix` with its bindings, in short tasks. The caller disposes of what it gets, or of the table on a throw. */
export async function createOpenPrefix(
  prefix: Prefix,
  { table, bindings }: BindingList,
  signal: AbortSignal,
): Promise<OpenPrefix> {
  const breath = new Yielder(signal);
  const info = parseCidr(prefix.cidr);
  const span = rangeOf(info);
  await breath.yield();
  const placed = await nestBindings(bindings, breath);
  const resolve = (address: string): Resolution => explainOwner(address, prefix.cidr, placed);
  const segments = await ownerSegments(span, info.family, placed, { table, bindings }, breath);
  return {
    ...span,
    prefix,
    family: info.family,
    bindings,
    nestedBindings: placed,
    segments,
    resolve,
    findMany: (addresses) => table.findMany(addresses),
    dispose: () => table.dispose(),
  };
}
