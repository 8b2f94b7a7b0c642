// What a list of bindings says of a create, held against the list from before it.

import type { CidrText, ServiceBinding } from '../../types/api.js';

/** A list of bindings. */
export type Bindings = readonly ServiceBinding[];

/**
 * `done`: one new binding is what was asked for. `twice`: several are. `taken`: the block belongs to a binding that
 * was there before. `foreign`: it belongs to one that nobody asked for here, and that was not there. `whose`: there is
 * one as asked for, and no list from before to tell its age.
 */
export type Verdict =
  | { readonly kind: 'done' | 'taken' | 'foreign' | 'whose'; readonly binding: ServiceBinding }
  | { readonly kind: 'twice'; readonly bindings: Bindings };

/** What a create asks for. */
export interface Wanted {
  readonly cidr: CidrText;
  readonly serviceId: string;
}

/** Judges a list; null where it shows nothing for the block. `before` is null where nobody has looked. O(n). */
export function judge(seen: Bindings, before: Bindings | null, wanted: Wanted): Verdict | null {
  const same = seen.filter(({ cidr }) => cidr === wanted.cidr);
  const ours = same.filter(({ serviceId }) => serviceId === wanted.serviceId);
  const known = new Set(before?.map(({ id }) => id));
  const fresh = ours.filter(({ id }) => !known.has(id));
  const [made] = fresh;
  const [other] = same;
  if (before === null && made !== undefined) return { kind: 'whose', binding: made };
  if (fresh.length > 1) return { kind: 'twice', bindings: fresh };
  if (made !== undefined) return { kind: 'done', binding: made };
  if (other === undefined) return null;
  return { kind: known.has(other.id) ? 'taken' : 'foreign', binding: other };
}

/** A verdict in words, after "the list shows". */
export function shown(verdict: Verdict): string {
  if (verdict.kind === 'twice') return `${verdict.bindings.length} bindings for it`;
  const { id, cidr, serviceId } = verdict.binding;
  return `${cidr} bound to ${serviceId === null ? 'no service' : `\`${serviceId}\``} by \`${id}\``;
}
