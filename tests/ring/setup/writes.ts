// The writes of the client, and how often each has been carried out.

import type { Byoip } from 'byoip';
import { SEED_PREFIXES } from 'byoip/emulator';
import {
  accountState,
  BGP_PREFIX,
  BINDING,
  type FaultyClient,
  NEW,
  PREFIX,
  type RequestKind,
} from './faulty-client.js';

const prefix_id = PREFIX;

export const NEW_BGP_PREFIX = { cidr: '2001:db8:1234::/48' } as const;
export const NEW_DELEGATION = {
  cidr: '192.0.2.64/26',
  delegated_account_id: 'b1946ac92492d2347c6235b4d2611184',
} as const;
/** A delegation of another block to another account. */
export const DELEGATION = {
  id: 'd857fa3b1e2b4d2c8f5f4f0f6a2b3c4d',
  cidr: '192.0.2.128/26',
  delegatedAccountId: '591785b794601e212b260e25925636fd',
  createdAt: 0,
} as const;

/** A write: what it does, and whether it has been done. */
export interface Write {
  readonly kind: RequestKind;
  /** Makes what the write needs. */
  prepare?(state: ReturnType<typeof accountState>): void;
  act(client: Byoip): PromiseLike<unknown>;
  /** How often it has been carried out, as far as the state tells. */
  count(state: ReturnType<typeof accountState>): number;
  /** The reads around it, in which things may go wrong as well. */
  readonly around: readonly RequestKind[];
  /** True where no read by id can confirm what the list says. */
  readonly isListedOnly?: boolean;
}

/** Every write of the client that has something to look at. */
export const WRITES: Readonly<Record<string, Write>> = {
  create: {
    kind: 'POST bindings',
    act: ({ addressing }) => addressing.prefixes.serviceBindings.create(PREFIX, NEW),
    count: ({ bindings }) => bindings.filter(({ cidr }) => cidr === NEW.cidr).length,
    around: ['GET prefix', 'GET services', 'GET bindings'],
  },
  delete: {
    kind: 'DELETE binding',
    act: ({ addressing }) => addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }),
    count: ({ bindings }) => (bindings.some(({ id }) => id === BINDING) ? 0 : 1),
    around: ['GET bindings'],
  },
  edit: {
    kind: 'PATCH bgp-prefix',
    act: ({ addressing }) =>
      addressing.prefixes.bgpPrefixes.edit(BGP_PREFIX, {
        prefix_id,
        on_demand: { advertised: false },
        asn_prepend_count: 2,
      }),
    count: ({ bgp }) => (bgp.advertised === false && bgp.asnPrependCount === 2 ? 1 : 0),
    around: ['GET bgp-prefix'],
  },
  'create a BGP prefix': {
    kind: 'POST bgp-prefixes',
    act: ({ addressing }) => addressing.prefixes.bgpPrefixes.create(SEED_PREFIXES.v6.id, NEW_BGP_PREFIX),
    count: ({ bgpPrefixesV6 }) => bgpPrefixesV6.filter(({ cidr }) => cidr === NEW_BGP_PREFIX.cidr).length,
    around: ['GET bgp-prefixes'],
  },
  'delete a BGP prefix': {
    kind: 'DELETE bgp-prefix',
    prepare: ({ prefix }) => {
      prefix.bgpPrefixes = prefix.bgpPrefixes.map((one) => ({ ...one, advertised: false }));
    },
    act: ({ addressing }) => addressing.prefixes.bgpPrefixes.delete(BGP_PREFIX, { prefix_id }),
    count: ({ prefix }) => (prefix.bgpPrefixes.some(({ id }) => id === BGP_PREFIX) ? 0 : 1),
    around: ['GET bgp-prefixes', 'GET bgp-prefix'],
  },
  'create a delegation': {
    kind: 'POST delegations',
    // The same block, delegated to another account, is no obstacle.
    prepare: ({ prefix }) => {
      prefix.delegations = [{ ...DELEGATION, cidr: NEW_DELEGATION.cidr }];
    },
    act: ({ addressing }) => addressing.prefixes.delegations.create(PREFIX, NEW_DELEGATION),
    count: ({ prefix }) =>
      prefix.delegations?.filter(
        ({ delegatedAccountId: account }) => account === NEW_DELEGATION.delegated_account_id,
      ).length ?? 0,
    around: ['GET delegations'],
  },
  'delete a delegation': {
    kind: 'DELETE delegation',
    prepare: ({ prefix }) => {
      prefix.delegations = [DELEGATION];
    },
    act: ({ addressing }) => addressing.prefixes.delegations.delete(DELEGATION.id, { prefix_id }),
    count: ({ prefix }) => (prefix.delegations?.some(({ id }) => id === DELEGATION.id) ? 0 : 1),
    around: ['GET delegations'],
    isListedOnly: true,
  },
  'edit a description': {
    kind: 'PATCH prefix',
    act: ({ addressing }) => addressing.prefixes.edit(PREFIX, { description: 'Renamed' }),
    count: ({ prefix }) => (prefix.description === 'Renamed' ? 1 : 0),
    around: ['GET prefix'],
  },
};

/** Makes what a write needs, and sends it. */
export function perform(write: Write, set: FaultyClient): PromiseLike<unknown> {
  write.prepare?.(accountState(set));
  return write.act(set.client);
}
