// Asks the core's rules about a draft: about one proposed binding as it is typed, and about the whole as it stands.

import {
  type BindingFacts,
  check,
  type Finding,
  lint,
  type PrefixFacts,
  parent,
  type Service,
  sibling,
} from '../../../src/js/entry/page.js';
import type { NestedBinding } from '../bindings/nest-bindings.js';
import { contains, rangeOfCanonicalCidr } from '../lib/address-range.js';

export interface RuleContext {
  readonly prefix: PrefixFacts;
  readonly services: readonly Service[];
}

/** Lists longer than this are judged by the plan, not at every key. */
export const MAX_CHECKED_BINDINGS = 3000;

/** The rules cannot answer for a text that is no block, nor about blocks that this prefix cannot hold. */
const BLOCKING_CODES: ReadonlySet<Finding['code']> = new Set<Finding['code']>([
  'cidr-malformed',
  'outside-prefix',
  'other-family',
  'service-id-empty',
  'service-id-too-long',
  'service-unknown',
]);

/** True where no draft can hold what the finding is about. */
export function isBlocking({ code }: Finding): boolean {
  return BLOCKING_CODES.has(code);
}

/** Bindings beside a proposed block that are passed to the rules; of more than these, only those around it. */
const MAX_RELATED_BINDINGS = 400;

/** What the rules can say of `cidr` depends on the bindings around it and beside it; the first stands for "not empty". */
function relatedBindings(placed: readonly NestedBinding[], cidr: string): readonly BindingFacts[] {
  const span = rangeOfCanonicalCidr(cidr);
  const beside = rangeOfCanonicalCidr(parent(parent(cidr) ?? cidr) ?? cidr);
  const others = placed.filter(({ binding }) => binding.cidr !== cidr);
  const around = others.filter((one) => contains(one, span));
  const near = others.filter((one) => contains(beside, one) && !contains(one, span));
  const found = near.length > MAX_RELATED_BINDINGS ? around : [...around, ...near];
  return (found.length === 0 ? others.slice(0, 1) : found).map(({ binding }) => binding);
}

/** Findings for binding `cidr` to a service on top of what is placed; one that is bound already counts as replaced. */
export function checkBinding(
  { prefix, services }: RuleContext,
  placed: readonly NestedBinding[],
  cidr: string,
  serviceId: string,
): readonly Finding[] {
  const serviceName = services.find(({ id }) => id === serviceId)?.name ?? null;
  const inFamily = cidr.includes(':') === prefix.cidr.includes(':');
  const bindings = inFamily ? relatedBindings(placed, cidr) : [];
  return check({ prefix, services, bindings, proposed: { cidr, serviceId, serviceName } });
}

/** Findings for all of `bindings`; `null` where there are too many to judge in one go. */
export function checkAllBindings(
  { prefix, services }: RuleContext,
  bindings: readonly BindingFacts[],
): readonly Finding[] | null {
  return bindings.length > MAX_CHECKED_BINDINGS ? null : lint({ prefix, services, bindings });
}

/** The bindings that fill `block` for one service, outermost first: what joining them would replace. */
export function outermostInside(placed: readonly NestedBinding[], block: string): readonly BindingFacts[] {
  const whole = rangeOfCanonicalCidr(block);
  const inside = placed.filter(
    (one) => one.binding.serviceId !== null && one.binding.cidr !== block && contains(whole, one),
  );
  // In address order, each before those inside it: what lies in the last one that was kept is no filler.
  const outer: NestedBinding[] = [];
  for (const one of inside) {
    const last = outer.at(-1);
    if (last === undefined || !contains(last, one)) outer.push(one);
  }
  return outer.map(({ binding }) => binding);
}

/** The block that `cidr` and its sibling would make, where both go to one service and nothing else is bound there. */
export function mergeableParent(placed: readonly NestedBinding[], cidr: string): string | null {
  const [other, whole] = [sibling(cidr), parent(cidr)];
  if (other === null || whole === null) return null;
  const service = (of: string): string | null | undefined =>
    placed.find(({ binding }) => binding.cidr === of && binding.serviceId !== null)?.binding.serviceId;
  const same = service(cidr) !== undefined && service(cidr) === service(other);
  return same && service(whole) === undefined ? whole : null;
}
