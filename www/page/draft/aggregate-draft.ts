// Fewer bindings with the same owners: the request to the planner's `aggregate`, its answer as edits of the draft, and the
// offer to draft them.

import {
  type Bound,
  type Claim,
  halves,
  type NestedBinding,
  type OwnerSegment,
} from '../../../src/js/entry/page.js';
import { findConflict } from '../../../src/js/entry/page-later.js';
import { actions, button, el } from '../lib/dom.js';
import type { BindingEdit } from '../state/draft-model.js';
import { checkBinding, type RuleContext } from './check-draft.js';

export interface AggregateInput {
  readonly prefix: string;
  /** The service of the default binding, which spans the prefix. */
  readonly defaultServiceId: string;
  /** The bindings that have a service. */
  readonly claims: readonly Claim[];
  /** Services that can only be bound to the whole prefix. */
  readonly defaultOnly: readonly string[];
}

/** Carries out a request, in the planner's worker. Throws when `signal` aborts. */
export type Aggregate = (request: AggregateInput, signal: AbortSignal) => Promise<readonly Bound[]>;

export interface AggregateProposal {
  /** Bindings that have a service. */
  readonly currentCount: number;
  readonly minimumCount: number;
  readonly edits: readonly BindingEdit[];
}

/**
 * The request for a list of bindings. `null` where there is no default binding, where one block has two services, or where
 * a lower bound shows that no list is shorter. O(n), and one check for each service.
 */
export function aggregateRequest(
  rules: RuleContext,
  bindings: readonly NestedBinding[],
  segments: readonly OwnerSegment[],
): AggregateInput | null {
  const { cidr: prefix } = rules.prefix;
  // Which of two services for one block is meant, only a person can say.
  if (findConflict(bindings.map(({ binding }) => binding)) !== null) return null;
  const claims = bindings.flatMap(({ binding: { cidr, serviceId } }) =>
    serviceId === null ? [] : [{ addresses: cidr, serviceId }],
  );
  const defaultServiceId = claims.find(({ addresses }) => addresses === prefix)?.serviceId;
  const half = halves(prefix)?.[0];
  if (defaultServiceId === undefined || half === undefined) return null;
  if (claims.length <= minimumBindings(segments)) return null;
  const isDefaultOnly = (serviceId: string): boolean =>
    checkBinding(rules, bindings, half, serviceId).some(({ code }) => code === 'magic-transit-not-default');
  const defaultOnly = rules.services.map(({ id }) => id).filter(isDefaultOnly);
  return { prefix, defaultServiceId, claims, defaultOnly };
}

/**
 * A lower bound on the bindings of any list with these owners: one for each service, and, since a binding other than the
 * default begins and ends once, one for every two places where the owner changes.
 */
function minimumBindings(segments: readonly OwnerSegment[]): number {
  // Without the parts that have no service there are as many changes, or fewer.
  const owners = segments.flatMap(({ serviceId }) => serviceId ?? []);
  const changes = owners.filter((owner, at) => at > 0 && owner !== owners[at - 1]).length;
  return Math.max(new Set(owners).size, 1 + Math.ceil(changes / 2));
}

/** The edits that lead to the shorter list; `null` where it is not shorter. O(n). */
export function aggregateProposal(
  { claims }: AggregateInput,
  bindings: readonly Bound[],
): AggregateProposal | null {
  if (bindings.length >= claims.length) return null;
  const kept = new Set(bindings.map(({ cidr }) => cidr));
  const removed = claims.filter(({ addresses }) => !kept.has(addresses));
  return {
    currentCount: claims.length,
    minimumCount: bindings.length,
    edits: [...removed.map(({ addresses }) => ({ cidr: addresses, serviceId: null })), ...bindings],
  };
}

/** The request is sent when editing pauses this long. */
const REQUEST_DELAY_MS = 200;

export function createAggregateHint(aggregate: Aggregate, onAccept: (edits: readonly BindingEdit[]) => void) {
  const root = el('div', { class: 'aggregate-hint' });
  let current = 'null';
  let pending = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = async (request: AggregateInput, signal: AbortSignal): Promise<void> => {
    const proposal = aggregateProposal(request, await aggregate(request, signal));
    if (!signal.aborted && proposal !== null) root.replaceChildren(hint(proposal, onAccept));
  };

  return {
    root,
    /** Sends the request, unless it equals the last one; `null` removes the hint. */
    update(request: AggregateInput | null): void {
      const next = JSON.stringify(request);
      if (next === current) return;
      current = next;
      pending.abort();
      pending = new AbortController();
      const { signal } = pending;
      clearTimeout(timer);
      root.replaceChildren();
      if (request === null) return;
      // Without the planner there is no hint, and the next request tries it again.
      timer = setTimeout(() => send(request, signal).catch(() => {}), REQUEST_DELAY_MS);
    },
  };
}

function hint(
  { currentCount, minimumCount, edits }: AggregateProposal,
  onAccept: (edits: readonly BindingEdit[]) => void,
): HTMLElement {
  const current = currentCount === 2 ? 'two' : String(currentCount);
  const minimum = minimumCount === 1 ? 'One binding' : `${minimumCount} bindings`;
  const sentence = `${minimum} would do instead of ${current}.`;
  const accept = button('Draft it', () => onAccept(edits), 'small');
  return el('div', { class: 'finding is-note' }, el('p', {}, sentence), actions(accept));
}
