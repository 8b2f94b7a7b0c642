// The input of an operation: state, account, ids in the path, body and time.

import { type RefusalName, type Refused, refuse } from '../api-errors.js';
import type { Accepted } from '../envelope.js';
import type { PrefixLists } from '../list-lag.js';
import type { EmulatedOperation } from '../routes.js';
import type { Profile } from '../rules.js';
import type { AccountRecord, PrefixRecord, State } from '../state/state.js';
import type { Deletions } from '../visibility.js';

/** New bindings of a block get stuck in a state. */
export interface StuckRule {
  /** Canonical text. */
  readonly cidr: string;
  /** Such as `magic_transit_route_missing`. */
  readonly state: string;
  /** How long, from the creation; without it, for ever. */
  readonly milliseconds?: number | undefined;
}

/** A parsed request. */
export interface Context {
  readonly state: State;
  readonly account: AccountRecord;
  /** Ids by their names in the route's template; empty where absent. */
  readonly ids: Readonly<Record<string, string>>;
  /** The parsed body; undefined without one. */
  readonly body: unknown;
  /** Milliseconds. */
  readonly now: number;
  /** Milliseconds that creation and deletion of a binding take to roll out. */
  readonly delay: number;
  /** Milliseconds from the creation of a default binding to its BGP prefix. */
  readonly bgpDelay: number;
  readonly profile: Profile;
  readonly deletions: Deletions;
  readonly stuck: readonly StuckRule[];
  /** The visible lists of a prefix, which may be stale. */
  visibleLists(prefix: PrefixRecord): PrefixLists;
}

/** Carries out an operation: checks the rules, changes the state, and returns the result. */
export type Handler = (context: Context) => Accepted | Refused;

/** The handlers of some operations. */
export type Handlers = Partial<Readonly<Record<EmulatedOperation, Handler>>>;

/** The prefix in the path, where the account has it. */
export function ownPrefix({ account, ids }: Context): PrefixRecord | undefined {
  return account.prefixes.find((prefix) => prefix.id === ids.prefix_id);
}

/** A handler of an operation on a prefix; `missing` is the refusal where the account does not have the prefix. */
export function onPrefix(
  missing: RefusalName,
  run: (context: Context, prefix: PrefixRecord) => Accepted | Refused,
): Handler {
  return (context) => {
    const prefix = ownPrefix(context);
    return prefix === undefined ? refuse(missing) : run(context, prefix);
  };
}

/** A handler of a list below a prefix: another refusal for the prefix of another account. */
export function listBelow(run: (context: Context, lists: PrefixLists) => Accepted): Handler {
  return (context) => {
    const { state, ids } = context;
    const prefix = ownPrefix(context);
    if (prefix !== undefined) return run(context, context.visibleLists(prefix));
    const known = state.accounts.some((a) => a.prefixes.some(({ id }) => id === ids.prefix_id));
    return refuse(known ? 'forbidden' : 'not-found');
  };
}

/** The body as an object; null for any other body. */
export function bodyObject({ body }: Pick<Context, 'body'>): Readonly<Record<string, unknown>> | null {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : null;
}
