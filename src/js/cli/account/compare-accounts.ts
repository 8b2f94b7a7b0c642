// What changed between two states of an account: prefixes, bindings by block and service, and BGP prefixes.

import type { BgpPrefix, ServiceBinding } from '../../types/api.js';
import type { Io } from '../io.js';
import { type AccountSource, forEachPrefix } from './account.js';
import type { AccountPrefix } from './account-prefix.js';

/** A binding that is there before, after, or both with two services. */
export interface BindingChange {
  readonly cidr: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly fromName: string | null;
  readonly toName: string | null;
}

/** A field of a BGP prefix, before and after. */
export interface BgpChange {
  readonly cidr: string;
  /** `exists`, `advertised`, `asnPrependCount` or `autoAdvertiseWithdraw`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** What changed in one prefix. */
export interface PrefixChanges {
  readonly prefix: string;
  readonly status: 'changed' | 'gone' | 'new';
  readonly added: readonly BindingChange[];
  readonly removed: readonly BindingChange[];
  readonly changed: readonly BindingChange[];
  readonly bgp: readonly BgpChange[];
}

/** The changes of an account, and the number of prefixes without any. */
export interface AccountChanges {
  readonly prefixes: readonly PrefixChanges[];
  readonly equal: number;
}

interface PrefixState {
  readonly bindings: readonly ServiceBinding[];
  readonly bgp: readonly BgpPrefix[] | undefined;
}

/**
 * Compares two states. Ids and rollout states do not count: recreated objects get new ids. O(n).
 *
 * @throws CommandError of files, and the errors of the API
 */
export async function compareAccounts(
  before: AccountSource,
  after: AccountSource,
  io: Io,
): Promise<AccountChanges> {
  const [old, now] = [await statesOf(before, io), await statesOf(after, io)];
  const all = [...new Set([...old.keys(), ...now.keys()])];
  const prefixes = all.map((prefix) => changesOf(prefix, old.get(prefix), now.get(prefix)));
  const differing = prefixes.filter((one) => one !== null);
  return { prefixes: differing, equal: prefixes.length - differing.length };
}

async function statesOf(account: AccountSource, io: Io): Promise<ReadonlyMap<string, PrefixState>> {
  const read = async (prefix: AccountPrefix): Promise<[string, PrefixState]> => [
    prefix.cidr,
    { bindings: await account.bindings(prefix), bgp: await account.bgpPrefixes(prefix) },
  ];
  const states = new Map<string, PrefixState>();
  for (const [cidr, { bindings, bgp }] of await forEachPrefix(await account.prefixes(), read, { io })) {
    const known = states.get(cidr);
    // Two prefixes with one CIDR are compared together, so that nothing of them is lost.
    const all = known === undefined ? bindings : [...known.bindings, ...bindings];
    const allBgp = known?.bgp === undefined ? bgp : [...known.bgp, ...(bgp ?? [])];
    states.set(cidr, { bindings: all, bgp: allBgp });
  }
  return states;
}

const NOTHING: PrefixState = { bindings: [], bgp: [] };

function changesOf(
  prefix: string,
  before: PrefixState | undefined,
  after: PrefixState | undefined,
): PrefixChanges | null {
  const status = before === undefined ? 'new' : after === undefined ? 'gone' : 'changed';
  const [old, now] = [before ?? NOTHING, after ?? NOTHING];
  const bindings = bindingChanges(old.bindings, now.bindings);
  const bgp = old.bgp === undefined || now.bgp === undefined ? [] : bgpChanges(old.bgp, now.bgp);
  const count = bindings.added.length + bindings.removed.length + bindings.changed.length + bgp.length;
  return status === 'changed' && count === 0 ? null : { prefix, status, ...bindings, bgp };
}

function bindingChanges(
  before: readonly ServiceBinding[],
  after: readonly ServiceBinding[],
): Pick<PrefixChanges, 'added' | 'removed' | 'changed'> {
  // Most lists are equal, and in the same order.
  const isSame = ({ cidr, serviceId }: ServiceBinding, i: number) =>
    cidr === after[i]?.cidr && serviceId === after[i]?.serviceId;
  if (before.length === after.length && before.every(isSame)) return { added: [], removed: [], changed: [] };
  // A regional binding can have the block of one with a service.
  const keyOf = ({ cidr, serviceId }: ServiceBinding) => `${cidr} ${serviceId === null ? 'regional' : ''}`;
  const [old, now] = [before, after].map((list) => new Map(list.map((one) => [keyOf(one), one] as const)));
  const change = (one: ServiceBinding | undefined, other: ServiceBinding | undefined): BindingChange => ({
    cidr: one?.cidr ?? other?.cidr ?? '',
    from: one?.serviceId ?? null,
    to: other?.serviceId ?? null,
    fromName: one?.serviceName ?? null,
    toName: other?.serviceName ?? null,
  });
  const kept = [...(old ?? [])].filter(([key]) => now?.has(key));
  return {
    removed: [...(old ?? [])].filter(([key]) => !now?.has(key)).map(([, one]) => change(one, undefined)),
    changed: kept.map(([key, one]) => change(one, now?.get(key))).filter(({ from, to }) => from !== to),
    added: [...(now ?? [])].filter(([key]) => !old?.has(key)).map(([, one]) => change(undefined, one)),
  };
}

function bgpChanges(before: readonly BgpPrefix[], after: readonly BgpPrefix[]): readonly BgpChange[] {
  const cidrs = new Set([...before, ...after].map(({ cidr }) => cidr));
  return [...cidrs].flatMap((cidr): readonly BgpChange[] => {
    const [old, now] = [before, after].map((list) => list.find((one) => one.cidr === cidr));
    if (old === undefined || now === undefined) {
      return [{ cidr, field: 'exists', from: old !== undefined, to: now !== undefined }];
    }
    const fields = [
      ['advertised', old.onDemand?.advertised, now.onDemand?.advertised],
      ['asnPrependCount', old.asnPrependCount, now.asnPrependCount],
      ['autoAdvertiseWithdraw', old.autoAdvertiseWithdraw, now.autoAdvertiseWithdraw],
    ] as const;
    const differing = fields.filter(([, from, to]) => (from ?? null) !== (to ?? null));
    return differing.map(([field, from, to]) => ({ cidr, field, from: from ?? null, to: to ?? null }));
  });
}
