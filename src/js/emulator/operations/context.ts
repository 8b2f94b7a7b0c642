// What an operation is given: the state, the account, the ids of the path, the body and the time.

import { type Refused, refuse } from '../api-errors.js';
import type { Accepted } from '../envelope.js';
import type { PrefixLists } from '../list-lag.js';
import type { Profile } from '../rules.js';
import type { AccountRecord, PrefixRecord, State } from '../state.js';
import type { Deletions } from '../visibility.js';

/** One request, taken apart. */
export interface Context {
  readonly state: State;
  readonly account: AccountRecord;
  /** Ids by their name in the route's template; an absent one is empty. */
  readonly ids: Readonly<Record<string, string>>;
  /** The parsed body; undefined where the request had none. */
  readonly body: unknown;
  /** Milliseconds. */
  readonly now: number;
  /** Milliseconds that a binding takes to roll out, in either direction. */
  readonly delay: number;
  /** Milliseconds from the creation of a default binding to its BGP prefix. */
  readonly bgpDelay: number;
  readonly profile: Profile;
  readonly deletions: Deletions;
  /** What the lists below a prefix show: the prefix itself, or what it was. */
  visibleLists(prefix: PrefixRecord): PrefixLists;
}

/** An operation of the API: decides, changes the state, answers. */
export type Operation = (context: Context) => Accepted | Refused;

/** The prefix that the path names, if the account holds it. */
export function ownPrefix({ account, ids }: Context): PrefixRecord | undefined {
  return account.prefixes.find((prefix) => prefix.id === ids.prefix_id);
}

/** Why a list under a prefix is refused: it is another account's, or nobody's. */
export function listRefusal({ state, ids }: Context): Refused {
  const known = state.accounts.some((a) => a.prefixes.some((prefix) => prefix.id === ids.prefix_id));
  return refuse(known ? 'forbidden' : 'not-found');
}

/** The body as an object, or null where it is anything else. */
export function bodyObject({ body }: Context): Readonly<Record<string, unknown>> | null {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : null;
}
