// The request for the plan of a draft, and whether two states of the page have the same plan.

import type { OpenPrefix } from '../bindings/open-prefix.js';
import type { DraftContext } from '../draft/draft-context.js';
import { Yielder } from '../lib/yielder.js';
import {
  currentBindingsJson,
  knownPrefixFacts,
  type PlanOptions,
  type PlanRequest,
} from '../planner/plan-request.js';
import type { PageState } from '../state/page-state.js';

/** True where both states have the same plan. */
export function hasSamePlan(
  one: Pick<PageState, 'account' | 'bgp' | 'draft' | 'openPrefix'>,
  other: Pick<PageState, 'account' | 'bgp' | 'draft' | 'openPrefix'>,
): boolean {
  return (
    one.openPrefix === other.openPrefix &&
    one.draft.present.changes === other.draft.present.changes &&
    one.bgp === other.bgp &&
    one.account === other.account
  );
}

/** Builds requests; the JSON of the current bindings is kept for the next request. */
export function createPlanPreparation(): (
  context: DraftContext,
  options: PlanOptions,
) => Promise<PlanRequest> {
  const jsonOf = new WeakMap<OpenPrefix, string>();
  return async ({ openPrefix, account, rules, state }, options) => {
    const current = jsonOf.get(openPrefix) ?? (await currentBindingsJson(openPrefix.bindings, new Yielder()));
    jsonOf.set(openPrefix, current);
    return {
      prefix: knownPrefixFacts(rules.prefix),
      services: account.services.map(({ id, name }) => ({ id, name })),
      current,
      changes: state.draft.present.changes,
      options,
    };
  };
}
