// Explains the owner of one address with the core, from the bindings that cover it alone: a long list is not read again for it.

import { BindingTable, type Owner, parseAddress, type Resolution } from '../../../src/js/entry/page.js';
import { addressNumber } from '../lib/address-range.js';
import type { NestedBinding } from './nest-bindings.js';

/** The core's answer for `address` among `placed`; positions are those of the whole list. Throws as the core does. */
export function explainOwner(address: string, prefix: string, placed: readonly NestedBinding[]): Resolution {
  const { address: canonical, family } = parseAddress(address);
  const number = addressNumber(canonical);
  const covering = placed
    .filter(
      ({ first, last, binding }) =>
        first <= number && number <= last && binding.cidr.includes(':') === (family === 6),
    )
    // As in the list, so that among equals the same one wins.
    .sort((one, other) => one.index - other.index);
  const bindings = covering.map(({ binding }) => binding);
  const table = BindingTable.fromBindings(bindings, { prefix });
  try {
    const told = table.resolve(address);
    const back = (owner: Owner): Owner => ({ ...owner, index: covering[owner.index]?.index ?? -1 });
    return {
      ...told,
      owner: told.owner === null ? null : back(told.owner),
      fallback: told.fallback === null ? null : back(told.fallback),
      shadowed: told.shadowed.map(back),
      regional: told.regional.map(back),
      conflicts: told.conflicts.map(back),
    };
  } finally {
    table.dispose();
  }
}
