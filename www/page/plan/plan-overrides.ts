// Which safety checks of a plan a person has allowed.

import type { Refusal } from '../../../src/js/entry/page.js';
import type { OverrideFlag } from '../planner/plan-request.js';

/** The allowed checks, each with the message that was allowed: the same check with other figures blocks again. */
export type Overrides = ReadonlyMap<OverrideFlag, string>;

export const NO_OVERRIDES: Overrides = new Map();

/** The overrides that still hold for these refusals. */
export function validOverrides(overrides: Overrides, refusals: readonly Refusal[]): Overrides {
  const valid = refusals.filter(({ lift, message }) => overrides.get(lift) === message);
  return new Map(valid.map(({ lift, message }) => [lift, message]));
}

export function withOverride(
  overrides: Overrides,
  { lift, message }: Pick<Refusal, 'lift' | 'message'>,
  isAllowed: boolean,
): Overrides {
  const next = new Map(overrides);
  if (isAllowed) next.set(lift, message);
  else next.delete(lift);
  return next;
}

/** The refusals that are not allowed. */
export function blockingRefusals(refusals: readonly Refusal[], overrides: Overrides): readonly Refusal[] {
  return refusals.filter(({ lift }) => !overrides.has(lift));
}
