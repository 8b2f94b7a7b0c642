// Finds duplicates in a list of bindings: equal entries, and two services for one block.

import type { CidrText } from '../types/api.js';

interface ListedBinding {
  readonly id?: string | undefined;
  readonly cidr: CidrText;
  readonly serviceId: string | null;
}

/** The list without equal entries. O(n). */
export function uniqueBindings<B extends ListedBinding>(bindings: readonly B[]): readonly B[] {
  const first = new Map<string, B>();
  const unique = bindings.filter((binding) => {
    const known = first.get(binding.cidr);
    if (known === undefined) first.set(binding.cidr, binding);
    return known === undefined || known.serviceId !== binding.serviceId || known.id !== binding.id;
  });
  return unique.length === bindings.length ? bindings : unique;
}

/** A block that a list binds to two services, and the positions of the two entries. */
export interface BindingConflict {
  readonly cidr: CidrText;
  readonly indices: readonly [number, number];
}

/** The first block with two services; regional bindings do not count. O(n). */
export function findConflict(bindings: readonly ListedBinding[]): BindingConflict | null {
  const first = new Map<string, number>();
  for (const [index, { cidr, serviceId }] of bindings.entries()) {
    if (serviceId === null) continue;
    const known = first.get(cidr);
    if (known === undefined) first.set(cidr, index);
    else if (bindings[known]?.serviceId !== serviceId) return { cidr, indices: [known, index] };
  }
  return null;
}
