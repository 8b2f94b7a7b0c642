// How far the roll-out of a binding is, by its state: the same rule as the core's, for where the core cannot be asked.

import type { ProvisioningState } from '../types/api.js';

/**
 * `active`, also without a state; `provisioning`: it becomes active by itself; `stuck`: it is not active, and nothing
 * says that it becomes so by itself, as with `magic_transit_route_missing` and every state that is not known here.
 */
export type Progress = 'active' | 'provisioning' | 'stuck';

/** The state of a binding of Magic Transit, or on a prefix of it, whose block no Magic route covers. */
export const ROUTE_MISSING = 'magic_transit_route_missing';

/** How far a binding in this state is. */
export function progressOf(state: ProvisioningState | undefined): Progress {
  if (state === undefined || state === null || state === 'active') return 'active';
  return state === 'provisioning' ? 'provisioning' : 'stuck';
}

/** What to do about a binding that is stuck. */
export function stuckHelp(state: ProvisioningState | undefined): string {
  return state === ROUTE_MISSING
    ? 'add a Magic route that covers the block'
    : 'look at the binding again later, and ask Cloudflare what its state means';
}
