// Checks a draft against the core's rules: one proposed binding while it is typed, and all bindings together.

import {
  type BindingFacts,
  check,
  contains,
  type Finding,
  lint,
  type NestedBinding,
  type PrefixFacts,
  parent,
  rangeOfCanonicalCidr,
  type Service,
} from '../../../src/js/entry/page.js';

/** What the rules need besides the bindings. */
export interface RuleContext {
  readonly prefix: PrefixFacts;
  readonly services: readonly Service[];
}

/** The plan checks longer lists; here they would be checked at every edit. */
export const MAX_CHECKED_BINDINGS = 3000;

/** No draft can hold a binding with one of these findings. */
const BLOCKING_CODES: ReadonlySet<Finding['code']> = new Set<Finding['code']>([
  'cidr-malformed',
  'outside-prefix',
  'other-family',
  'service-id-empty',
  'service-id-too-long',
  'service-unknown',
]);

export function isBlocking({ code }: Finding): boolean {
  return BLOCKING_CODES.has(code);
}

/** The rules get at most this many bindings near the proposed block; beyond that, only those that contain it. */
const MAX_RELATED_BINDINGS = 400;

/** The bindings that a finding about `cidr` can depend on: those around it and near it, and one other, so that the list is not empty. */
function relatedBindings(bindings: readonly NestedBinding[], cidr: string): readonly BindingFacts[] {
  const range = rangeOfCanonicalCidr(cidr);
  const grandparent = rangeOfCanonicalCidr(parent(parent(cidr) ?? cidr) ?? cidr);
  const others = bindings.filter(({ binding }) => binding.cidr !== cidr);
  const around = others.filter((one) => contains(one, range));
  const near = others.filter((one) => contains(grandparent, one) && !contains(one, range));
  const found = near.length > MAX_RELATED_BINDINGS ? around : [...around, ...near];
  return (found.length === 0 ? others.slice(0, 1) : found).map(({ binding }) => binding);
}

/** True for a service that the rules allow for the whole prefix only, where a block is a part of it. */
export function isDefaultOnly(
  {
    rules,
    nestedBindings,
  }: { readonly rules: RuleContext; readonly nestedBindings: readonly NestedBinding[] },
  cidr: string,
  serviceId: string,
): boolean {
  return checkBinding(rules, nestedBindings, cidr, serviceId).some(
    ({ code }) => code === 'magic-transit-not-default',
  );
}

/** Findings for one proposed binding. A current binding of the same CIDR counts as replaced. */
export function checkBinding(
  { prefix, services }: RuleContext,
  bindings: readonly NestedBinding[],
  cidr: string,
  serviceId: string,
): readonly Finding[] {
  const serviceName = services.find(({ id }) => id === serviceId)?.name ?? null;
  const isSameFamily = cidr.includes(':') === prefix.cidr.includes(':');
  const related = isSameFamily ? relatedBindings(bindings, cidr) : [];
  return check({ prefix, services, bindings: related, proposed: { cidr, serviceId, serviceName } });
}

/** Findings for all bindings; `null` above `MAX_CHECKED_BINDINGS`. */
export function checkAllBindings(
  { prefix, services }: RuleContext,
  bindings: readonly BindingFacts[],
): readonly Finding[] | null {
  return bindings.length > MAX_CHECKED_BINDINGS ? null : lint({ prefix, services, bindings });
}
