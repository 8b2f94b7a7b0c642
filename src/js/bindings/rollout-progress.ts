// The roll-out of a binding by its state: the core's rule, repeated for code that runs without the core.

import type { ProvisioningState } from '../types/api.js';

/**
 * `active`, also for a binding without a state; `provisioning`: becomes active by itself; `stuck`: not active, and not known
 * to become active by itself, such as `magic_transit_route_missing` and every unknown state.
 */
export type Progress = 'active' | 'provisioning' | 'stuck';

/** The state of a binding whose block no Magic route covers, where its service or its prefix is Magic Transit. */
export const ROUTE_MISSING = 'magic_transit_route_missing';

/**
 * The roll-out of a binding in this state.
 *
 * @example
 * ```ts
 * progressOf('magic_transit_route_missing'); // 'stuck'
 * ```
 */
export function progressOf(state: ProvisioningState | undefined): Progress {
  if (state === undefined || state === null || state === 'active') return 'active';
  return state === 'provisioning' ? 'provisioning' : 'stuck';
}

/** What to do about a stuck binding. */
export function stuckHelp(state: ProvisioningState | undefined): string {
  return state === ROUTE_MISSING
    ? 'add a Magic route that covers the block'
    : 'look at the binding again later, and ask Cloudflare what its state means';
}
