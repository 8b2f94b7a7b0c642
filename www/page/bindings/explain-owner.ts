// Explains the owner of one address. The core gets only the bindings that contain it, so that a long list costs nothing.

import { BindingTable, type Owner, parseAddress, type Resolution } from '../../../src/js/entry/page.js';
import { addressNumber } from '../lib/address-range.js';
import type { NestedBinding } from './nest-bindings.js';

/** The core's answer, with indices into the whole list. Throws the core's error if `address` is not one. */
export function explainOwner(
  address: string,
  prefix: string,
  nestedBindings: readonly NestedBinding[],
): Resolution {
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
