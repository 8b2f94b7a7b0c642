// Compares two lists of bindings by CIDR and service, and restores the earlier one. IDs do not count, since recreating a
// binding changes its ID.

import type { BindingFacts, Service } from '../../../src/js/entry/page.js';
import type { BindingEdit } from '../state/draft-model.js';

export type BindingDifference = { readonly cidr: string } & (
  | { readonly kind: 'added'; readonly after: BindingFacts }
  | { readonly kind: 'removed'; readonly before: BindingFacts }
  | { readonly kind: 'moved'; readonly before: BindingFacts; readonly after: BindingFacts }
);

/** True for the same ID, and for the same name, since a list may have no IDs of the account. */
function sameService(one: BindingFacts, other: BindingFacts): boolean {
  if (one.serviceId === other.serviceId) return true;
  if (one.serviceId === null || other.serviceId === null) return false;
  const name = one.serviceName ?? null;
  return name !== null && name === (other.serviceName ?? null);
}

function indexBindings(bindings: readonly BindingFacts[]): Map<string, BindingFacts> {
  const index = new Map<string, BindingFacts>();
  for (const binding of bindings) {
    // A CIDR can have a regional binding and one with a service.
    const key = `${binding.cidr}${binding.serviceId === null ? ' regional' : ''}`;
    if (!index.has(key)) index.set(key, binding);
  }
  return index;
}

/** The differences in the order of `now`, then the removed bindings. O(n). */
export function compareBindings(
  then: readonly BindingFacts[],
  now: readonly BindingFacts[],
): readonly BindingDifference[] {
  const [old, current] = [indexBindings(then), indexBindings(now)];
  const differences: BindingDifference[] = [];
  for (const [key, binding] of current) {
    const before = old.get(key);
    const { cidr } = binding;
    if (before === undefined) differences.push({ kind: 'added', cidr, after: binding });
    else if (!sameService(before, binding)) differences.push({ kind: 'moved', cidr, before, after: binding });
  }
  for (const [key, binding] of old) {
    if (!current.has(key)) differences.push({ kind: 'removed', cidr: binding.cidr, before: binding });
  }
  return differences;
}

/** The edits that restore the earlier list. They leave out regional bindings, and services that the account no longer has. */
export function rollbackEdits(
  differences: readonly BindingDifference[],
  services: readonly Service[],
): readonly BindingEdit[] {
  return differences.flatMap((difference): BindingEdit[] => {
    const { cidr } = difference;
    if (difference.kind === 'added') {
      return difference.after.serviceId === null ? [] : [{ cidr, serviceId: null }];
    }
    const service = serviceOf(difference.before, services);
    return service === undefined ? [] : [{ cidr, serviceId: service.id }];
  });
}

/** The service of the account that a binding of another list goes to, by ID or by name. */
export function serviceOf(binding: BindingFacts, services: readonly Service[]): Service | undefined {
  return services.find(({ id, name }) =>
    sameService({ cidr: '', serviceId: id, serviceName: name }, binding),
  );
}
