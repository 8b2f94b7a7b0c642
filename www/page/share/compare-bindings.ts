// Compares the bindings of now with those of then: matched by block and service, since ids change when objects are made anew.

import type { BindingFacts } from '../../../src/js/entry/page.js';

/** One difference. */
export type BindingDifference =
  | { readonly kind: 'added'; readonly cidr: string; readonly after: BindingFacts }
  | { readonly kind: 'removed'; readonly cidr: string; readonly before: BindingFacts }
  | {
      readonly kind: 'moved';
      readonly cidr: string;
      readonly before: BindingFacts;
      readonly after: BindingFacts;
    };

/** One service under one id, or under one name where a list has no ids of the account. */
export function sameService(one: BindingFacts, other: BindingFacts): boolean {
  if (one.serviceId === other.serviceId) return true;
  if (one.serviceId === null || other.serviceId === null) return false;
  const name = one.serviceName ?? null;
  return name !== null && name === (other.serviceName ?? null);
}

function indexBindings(bindings: readonly BindingFacts[]): Map<string, BindingFacts> {
  const found = new Map<string, BindingFacts>();
  for (const binding of bindings) {
    // A regional binding may stand beside one with a service.
    const key = `${binding.cidr}${binding.serviceId === null ? ' regional' : ''}`;
    if (!found.has(key)) found.set(key, binding);
  }
  return found;
}

/** What became of `then`: in the order of `now`, and behind it what is gone. O(n). */
export function compareBindings(
  then: readonly BindingFacts[],
  now: readonly BindingFacts[],
): readonly BindingDifference[] {
  const [old, current] = [indexBindings(then), indexBindings(now)];
  const differences: BindingDifference[] = [];
  for (const [key, binding] of current) {
    const was = old.get(key);
    const { cidr } = binding;
    if (was === undefined) differences.push({ kind: 'added', cidr, after: binding });
    else if (!sameService(was, binding))
      differences.push({ kind: 'moved', cidr, before: was, after: binding });
  }
  for (const [key, binding] of old) {
    if (!current.has(key)) differences.push({ kind: 'removed', cidr: binding.cidr, before: binding });
  }
  return differences;
}
