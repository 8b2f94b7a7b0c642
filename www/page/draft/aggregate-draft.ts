// The fewest bindings with the same owners for every address: what is asked of `aggregate`, and its answer as wishes.

import { type Bound, type Claim, findConflict, halves } from '../../../src/js/entry/page.js';
import type { NestedBinding } from '../bindings/nest-bindings.js';
import type { OwnerSegment } from '../bindings/owner-segments.js';
import { checkBinding, type RuleContext } from './check-draft.js';

/** What the planner is asked. */
export interface AggregateRequest {
  readonly prefix: string;
  /** The service that the prefix itself is bound to. */
  readonly defaultServiceId: string;
  /** The bindings with a service, as claims. */
  readonly claims: readonly Claim[];
  /** Services that can be bound to the whole prefix only. */
  readonly defaultOnly: readonly string[];
}

export interface AggregateProposal {
  /** Bindings with a service, now. */
  readonly currentCount: number;
  readonly minimumCount: number;
  readonly edits: readonly { readonly cidr: string; readonly serviceId: string | null }[];
}

/**
 * What to ask of the planner; `null` where nothing spans the prefix, a block has two services, or no binding can be spared for a reason that is seen
 * without it. O(n), and what the rules say of each service.
 */
export function aggregateRequest(
  ground: RuleContext,
  placed: readonly NestedBinding[],
  segments: readonly OwnerSegment[],
): AggregateRequest | null {
  const { cidr: prefix } = ground.prefix;
  // Of two services for one block nobody can say which is meant: the list has to be fixed first.
  if (findConflict(placed.map(({ binding }) => binding)) !== null) return null;
  const claims = placed.flatMap(({ binding: { cidr, serviceId } }) =>
    serviceId === null ? [] : [{ addresses: cidr, serviceId }],
  );
  const whole = claims.find(({ addresses }) => addresses === prefix)?.serviceId;
  const part = halves(prefix)?.[0];
  if (whole === undefined || part === undefined || claims.length <= minimumBindings(segments)) return null;
  const defaultOnly = ground.services
    .map(({ id }) => id)
    .filter((id) =>
      checkBinding(ground, placed, part, id).some(({ code }) => code === 'magic-transit-not-default'),
    );
  return { prefix, defaultServiceId: whole, claims, defaultOnly };
}

/**
 * Bindings that any list with these owners has: one for each service, and, since a binding beside that of the prefix
 * begins and ends once, one for every two places where the owner changes.
 */
function minimumBindings(segments: readonly OwnerSegment[]): number {
  // Regional bindings are no part of it: without them there are as many changes, or fewer.
  const owners = segments.flatMap(({ serviceId }) => serviceId ?? []);
  const changes = owners.filter((owner, at) => at > 0 && owner !== owners[at - 1]).length;
  return Math.max(new Set(owners).size, 1 + Math.ceil(changes / 2));
}

/** What would do with fewer bindings, by the planner's answer; `null` where none can be spared. O(n) */
export function aggregateProposal(
  { claims }: AggregateRequest,
  bindings: readonly Bound[],
): AggregateProposal | null {
  if (bindings.length >= claims.length) return null;
  const kept = new Set(bindings.map(({ cidr }) => cidr));
  const gone = claims.filter(({ addresses }) => !kept.has(addresses));
  return {
    currentCount: claims.length,
    minimumCount: bindings.length,
    edits: [...gone.map(({ addresses }) => ({ cidr: addresses, serviceId: null })), ...bindings],
  };
}
