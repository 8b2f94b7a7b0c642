// The initial account of the emulator: the example of the API documentation, and a nested IPv6 prefix.

import type { BgpPrefixRecord, BindingRecord, PrefixRecord, State } from './state.js';

/** The seeded account, with the id in the API's documentation. */
export const SEED_ACCOUNT_ID = '258def64c72dae45f3e4c8516e2111f2';

/** The seeded services. The first id is from the API's documentation; the others are invented. */
export const SEED_SERVICES = {
  magicTransit: { id: '2db684ee7ca04e159946fd05b99e1bcd', name: 'Magic Transit' },
  cdn: { id: 'c0de0000000000000000000000000cd1', name: 'CDN' },
  spectrum: { id: 'c0de00000000000000000000000005ec', name: 'Spectrum' },
} as const;

/** The seeded prefixes. */
export const SEED_PREFIXES = {
  v4: { id: '2af39739cc4e3b5910c918468bb89828', cidr: '192.0.2.0/24' },
  v6: { id: '6b0f6d5f0a8a4b6c9d1e2f3a4b5c6d7e', cidr: '2001:db8::/32' },
} as const;

/**
 * A new state: bindings are active from `now`, except one that becomes active `delay` ms later; new ids depend on `idSeed`.
 *
 * @example
 * ```ts
 * createEmulator({ state: seed(Date.now(), PROVISIONING_DELAY) });
 * ```
 */
export function seed(now: number, delay: number, idSeed = 0): State {
  const { magicTransit, cdn, spectrum } = SEED_SERVICES;
  const bound = (id: string, cidr: string, serviceId: string | null, activeAt = now): BindingRecord => ({
    id,
    cidr,
    serviceId,
    activeAt,
  });
  const v4 = newPrefix(SEED_PREFIXES.v4, now, {
    bindings: [
      bound('0429b49b6a5155297b78e75a44b09e14', '192.0.2.0/24', magicTransit.id),
      bound('a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f', '192.0.2.1/32', cdn.id),
    ],
    bgpPrefixes: [bgpPrefix('7009ba364c7a5760798ceb430e603b74', SEED_PREFIXES.v4.cidr, now, true)],
    delegations: [
      {
        id: 'd933b1530bc56c9953cf8ce166da8004',
        cidr: SEED_PREFIXES.v4.cidr,
        delegatedAccountId: 'b1946ac92492d2347c6235b4d2611184',
        createdAt: now,
      },
    ],
  });
  const v6 = newPrefix(SEED_PREFIXES.v6, now, {
    bindings: [
      bound('d1f5a9c04b8e4e0f9a7c6b5d4e3f2a10', '2001:db8::/32', cdn.id),
      bound('d1f5a9c04b8e4e0f9a7c6b5d4e3f2a11', '2001:db8:1000::/36', spectrum.id),
      bound('d1f5a9c04b8e4e0f9a7c6b5d4e3f2a12', '2001:db8:1234::/48', cdn.id),
      bound('d1f5a9c04b8e4e0f9a7c6b5d4e3f2a13', '2001:db8:1234::53/128', spectrum.id),
      bound('d1f5a9c04b8e4e0f9a7c6b5d4e3f2a14', '2001:db8:8000::/33', spectrum.id, now + delay),
      bound('5f3c1a7e-8b2d-4c60-9e14-7a6b5c4d3e2f', '2001:db8:1234:ff00::/56', null),
    ],
    bgpPrefixes: [bgpPrefix('7009ba364c7a5760798ceb430e603b76', SEED_PREFIXES.v6.cidr, now, true)],
  });
  return {
    accounts: [{ id: SEED_ACCOUNT_ID, services: [magicTransit, cdn, spectrum], prefixes: [v4, v6] }],
    idsMade: 0,
    idSeed,
  };
}

/** A BGP prefix as the API creates it: on demand and not locked. */
export function bgpPrefix(
  id: string,
  cidr: string,
  now: number,
  advertised: boolean,
  asn: number | null = 13335,
): BgpPrefixRecord {
  return {
    id,
    cidr,
    asn,
    asnPrependCount: 0,
    autoAdvertiseWithdraw: false,
    bgpSignalEnabled: false,
    bgpSignalModifiedAt: null,
    onDemandEnabled: true,
    onDemandLocked: false,
    advertised,
    advertisedModifiedAt: now,
    createdAt: now,
    modifiedAt: now,
  };
}

/** An approved and validated prefix. */
export function newPrefix(
  name: { readonly id: string; readonly cidr: string },
  now: number,
  contents: Pick<PrefixRecord, 'bindings' | 'bgpPrefixes' | 'delegations'>,
): PrefixRecord {
  return {
    ...name,
    asn: 13335,
    approved: 'V',
    description: '',
    loaDocumentId: 'd933b1530bc56c9953cf8ce166da8004',
    delegateLoaCreation: false,
    ownershipValidationToken: '1234a5b6-1234-1abc-12a3-1234a5b6789c',
    validationState: 'valid',
    createdAt: now,
    modifiedAt: now,
    ...contents,
  };
}
