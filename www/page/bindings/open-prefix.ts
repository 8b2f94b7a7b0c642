// An open prefix: its bindings, nested and with their owners, ready to draw and to resolve addresses.

import {
  addressNumber,
  BindingTable,
  type MapData,
  type NestedBinding,
  type Owner,
  type Prefix,
  parseAddress,
  parseCidr,
  prepareMap,
  type Resolution,
  type ServiceBinding,
} from '../../../src/js/entry/page.js';
import { inTasks, Yielder } from '../lib/yielder.js';
import type { BindingList } from './read-bindings.js';

export interface OpenPrefix extends MapData {
  readonly prefix: Prefix;
  /** In the API's order. */
  readonly bindings: readonly ServiceBinding[];
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
  const { cidr } = parseCidr(prefix.cidr);
  await yielder.yield();
  const map = await inTasks(prepareMap(cidr, bindings, table), yielder);
  return {
    ...map,
    prefix,
    bindings,
    resolve: (address) => explainOwner(address, prefix.cidr, map.nestedBindings),
    findMany: (addresses) => table.findMany(addresses),
    dispose: () => table.dispose(),
  };
}

/**
 * The core's answer, with indices into the whole list. The core gets only the bindings that contain the address, so that a
 * long list costs nothing. Throws the core's error if `address` is not one.
 */
function explainOwner(address: string, prefix: string, nestedBindings: readonly NestedBinding[]): Resolution {
  const { address: canonical, family } = parseAddress(address);
  const number = addressNumber(canonical);
  const covering = nestedBindings
    .filter(
      ({ first, last, binding }) =>
        first <= number && number <= last && binding.cidr.includes(':') === (family === 6),
    )
    // In the order of the list, so that the same one of two equal blocks wins.
    .sort((one, other) => one.index - other.index);
  const bindings = covering.map(({ binding }) => binding);
  const table = BindingTable.fromBindings(bindings, { prefix });
  try {
    const resolution = table.resolve(address);
    const withListIndex = (owner: Owner): Owner => ({ ...owner, index: covering[owner.index]?.index ?? -1 });
    return {
      ...resolution,
      owner: resolution.owner === null ? null : withListIndex(resolution.owner),
      fallback: resolution.fallback === null ? null : withListIndex(resolution.fallback),
      shadowed: resolution.shadowed.map(withListIndex),
      regional: resolution.regional.map(withListIndex),
      conflicts: resolution.conflicts.map(withListIndex),
    };
  } finally {
    table.dispose();
  }
}
