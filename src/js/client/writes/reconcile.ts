// What a list of bindings says of a create, held against the list from before it.

import type { CidrText, ServiceBinding } from '../../types/api.js';

/** A list of bindings. */
export type Bindings = readonly ServiceBinding[];

/**
 * `created`: one new binding is what was asked for. `duplicated`: several are. `preexisting`: the block belongs to a binding that
 * was there before. `conflicting`: it belongs to one that nobody asked for here, and that was not there. `ambiguous`: there is
 * one as asked for, and no list from before to tell its age.
 */
export type Reconciliation =
  | {
      readonly kind: 'created' | 'preexisting' | 'conflicting' | 'ambiguous';
      readonly binding: ServiceBinding;
    }
  | { readonly kind: 'duplicated'; readonly bindings: Bindings };

/** What a create asks for. */
export interface RequestedBinding {
  readonly cidr: CidrText;
  readonly serviceId: string;
}

/** Judges a list; null where it shows nothing for the block. `before` is null where nobody has looked. O(n). */
export function reconcile(
  seen: Bindings,
  before: Bindings | null,
  wanted: RequestedBinding,
): Reconciliation | null {
  const same = seen.filter(({ cidr }) => cidr === wanted.cidr);
  const ours = same.filter(({ serviceId }) => serviceId === wanted.serviceId);
  const known = new Set(before?.map(({ id }) => id));
  const fresh = ours.filter(({ id }) => !known.has(id));
  const [made] = fresh;
  const [other] = same;
  if (before === null && made !== undefined) return { kind: 'ambiguous', binding: made };
  if (fresh.length > 1) return { kind: 'duplicated', bindings: fresh };
  if (made !== undefined) return { kind: 'created', binding: made };
  if (other === undefined) return null;
  return { kind: known.has(other.id) ? 'preexisting' : 'conflicting', binding: other };
}

/** A verdict in words, after "the list shows". */
export function describe(verdict: Reconciliation): string {
  if (verdict.kind === 'duplicated') return `${verdict.bindings.length} bindings for it`;
  const { id, cidr, serviceId } = verdict.binding;
  return `${cidr} bound to ${serviceId === null ? 'no service' : `\`${serviceId}\``} by \`${id}\``;
}
