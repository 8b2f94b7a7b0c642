// A prefix of an account, and its bindings.

import type { Prefix, ServiceBinding } from '../../types/api.js';

/** A prefix; a list of bindings tells only its CIDR. */
export type AccountPrefix = Pick<Prefix, 'cidr'> & Partial<Prefix>;

/** A prefix with its bindings. */
export interface BoundPrefix {
  readonly prefix: AccountPrefix;
  readonly bindings: readonly ServiceBinding[];
}
