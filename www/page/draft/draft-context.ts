// What the draft and plan panels work on, once an account and a prefix are open.

import type { BindingFacts, NestedBinding } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import { type Account, advertisedOf, type PageState } from '../state/page-state.js';
import type { RuleContext } from './check-draft.js';

export interface DraftContext {
  readonly state: PageState;
  /** As it is now, without the draft. */
  readonly openPrefix: OpenPrefix;
  readonly account: Account;
  readonly rules: RuleContext;
  /** With the draft. */
  readonly bindings: readonly BindingFacts[];
  /** With the draft. */
  readonly nestedBindings: readonly NestedBinding[];
}

/** `null` until an account and a prefix are open. */
export function draftContext(state: PageState | null): DraftContext | null {
  if (state === null || state.openPrefix.kind !== 'ready' || state.account.kind !== 'ready') return null;
  const openPrefix = state.openPrefix.value;
  const account = state.account.value;
  const { bindings, nestedBindings } = state.draftPrefix ?? openPrefix;
  return {
    state,
    openPrefix,
    account,
    rules: ruleContext(state, openPrefix, account),
    bindings,
    nestedBindings,
  };
}

function ruleContext({ bgp }: PageState, { prefix }: OpenPrefix, { services }: Account): RuleContext {
  const advertised = bgp.kind === 'ready' ? advertisedOf(bgp.value) : null;
  return { prefix: { ...prefix, advertised }, services };
}
