// The edits behind each action on bindings: move, remove, split, merge, and the fix of a finding.

import {
  type BindingFacts,
  contains,
  type Finding,
  type NestedBinding,
  parent,
  rangeOfCanonicalCidr,
  sibling,
} from '../../../src/js/entry/page.js';
import type { BindingEdit } from '../state/draft-model.js';

export function splitEdits(
  cidr: string,
  parts: readonly string[],
  serviceId: string,
): readonly BindingEdit[] {
  return [{ cidr, serviceId: null }, ...parts.map((part) => ({ cidr: part, serviceId }))];
}

/** Binds the parts of the default binding, which stays. */
export function partEdits(parts: readonly string[], serviceId: string): readonly BindingEdit[] {
  return parts.map((part) => ({ cidr: part, serviceId }));
}

/** Binds `block` once, in place of the bindings inside it. */
export function mergeEdits(
  bindings: readonly NestedBinding[],
  block: string,
  serviceId: string,
): readonly BindingEdit[] {
  const parts = outermostInside(bindings, block);
  return [...parts.map(({ cidr }) => ({ cidr, serviceId: null })), { cidr: block, serviceId }];
}

/** The bindings with a service that lie inside `block` and in no other such binding. */
export function outermostInside(bindings: readonly NestedBinding[], block: string): readonly BindingFacts[] {
  const range = rangeOfCanonicalCidr(block);
  const inside = bindings.filter(
    (one) => one.binding.serviceId !== null && one.binding.cidr !== block && contains(range, one),
  );
  // In address order, each before those inside it.
  const outermost: NestedBinding[] = [];
  for (const one of inside) {
    const last = outermost.at(-1);
    if (last === undefined || !contains(last, one)) outermost.push(one);
  }
  return outermost.map(({ binding }) => binding);
}

/** The parent of `cidr`, where its other half goes to the same service and the parent itself is not bound; otherwise `null`. */
export function mergeableParent(bindings: readonly NestedBinding[], cidr: string): string | null {
  const [otherHalf, whole] = [sibling(cidr), parent(cidr)];
  if (otherHalf === null || whole === null) return null;
  const serviceOf = (block: string): string | null | undefined =>
    bindings.find(({ binding }) => binding.cidr === block && binding.serviceId !== null)?.binding.serviceId;
  const isSame = serviceOf(cidr) !== undefined && serviceOf(cidr) === serviceOf(otherHalf);
  return isSame && serviceOf(whole) === undefined ? whole : null;
}

/** The button of a finding: its label and its edits. */
export interface FindingFix {
  readonly label: string;
  readonly edits: readonly BindingEdit[];
}

/** The fix of a finding about the bindings of a draft; `null` where there is none. */
export function fixOf({ code, cidr }: Finding, bindings: readonly NestedBinding[]): FindingFix | null {
  if (code === 'redundant-binding') return { label: `Remove ${cidr}`, edits: [{ cidr, serviceId: null }] };
  if (code !== 'siblings-aggregate') return null;
  const serviceId = outermostInside(bindings, cidr)[0]?.serviceId ?? null;
  return serviceId === null
    ? null
    : { label: `Merge into ${cidr}`, edits: mergeEdits(bindings, cidr, serviceId) };
}
