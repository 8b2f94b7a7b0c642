// Compares the lists of bindings before and after a create, to find out what it did.

import type { CidrText, ServiceBinding } from '../../types/api.js';

/** A list of bindings. */
export type Bindings = readonly ServiceBinding[];

/**
 * `created`: one new binding is the requested one. `duplicated`: several are. `preexisting`: the block belongs to a binding that
 * existed before. `conflicting`: it belongs to a new binding to another service. `ambiguous`: the requested binding exists, and
 * without a list from before it may be older.
 */
export type Reconciliation =
  | {
      readonly kind: 'created' | 'preexisting' | 'conflicting' | 'ambiguous';
      readonly binding: ServiceBinding;
    }
  | { readonly kind: 'duplicated'; readonly bindings: Bindings };

/** The binding that a create asks for. */
export interface RequestedBinding {
  readonly cidr: CidrText;
  readonly serviceId: string;
}

/** What a create did; null where the list has no binding for the block. `before` is null where it was not read. O(n). */
export function reconcile(
  after: Bindings,
  before: Bindings | null,
  requested: RequestedBinding,
): Reconciliation | null {
  const forBlock = after.filter(({ cidr }) => cidr === requested.cidr);
  const matching = forBlock.filter(({ serviceId }) => serviceId === requested.serviceId);
  const known = new Set(before?.map(({ id }) => id));
  const added = matching.filter(({ id }) => !known.has(id));
  const [created] = added;
  const [other] = forBlock;
  if (before === null && created !== undefined) return { kind: 'ambiguous', binding: created };
  if (added.length > 1) return { kind: 'duplicated', bindings: added };
  if (created !== undefined) return { kind: 'created', binding: created };
  if (other === undefined) return null;
  return { kind: known.has(other.id) ? 'preexisting' : 'conflicting', binding: other };
}

/** What was found, as the end of a sentence that begins with "the list shows". */
export function describe(found: Reconciliation): string {
  if (found.kind === 'duplicated') return `${found.bindings.length} bindings for it`;
  const { id, cidr, serviceId } = found.binding;
  return `${cidr} bound to ${serviceId === null ? 'no service' : `\`${serviceId}\``} by \`${id}\``;
}
