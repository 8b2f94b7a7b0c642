// An account of 30 prefixes with some thousand bindings, some of them in flight or stuck, on an emulator.

import { after } from 'node:test';
import { SEED_ACCOUNT_ID, SEED_SERVICES } from 'byoip/emulator';
import type {
  BgpPrefixRecord,
  BindingRecord,
  PrefixRecord,
  State,
} from '../../../src/js/emulator/state/state.js';
import { type EmulatorServer, serveEmulator } from '../../ring/setup/emulator-server.js';

/** The time of the emulator. */
export const NOW: number = Date.UTC(2026, 1, 20, 17);

/** Bindings of each IPv4 prefix, with its default. */
export const BINDINGS_EACH = 128;

const { magicTransit, cdn, spectrum } = SEED_SERVICES;

/** An id of 32 hexadecimal digits. */
const id = (kind: string, number: number): string => `${kind}${number.toString(16)}`.padStart(32, '0');

/** 26 IPv4 prefixes, one of them inside another one, and four of IPv6. */
export const PREFIXES: readonly string[] = [
  '10.0.0.0/16',
  '10.0.5.0/24',
  ...Array.from({ length: 24 }, (_, i) => `10.${i + 1}.0.0/24`),
  ...Array.from({ length: 4 }, (_, i) => `2001:db8:${i + 1}::/48`),
];

/** Every fourth block is in flight in the second prefix, and one is stuck in the third. */
function bindingsOf(cidr: string, number: number): BindingRecord[] {
  const network = cidr.slice(0, cidr.indexOf('/'));
  const bound = (at: number, block: string, serviceId: string | null): BindingRecord => ({
    id: id(`b${number}f`, at),
    cidr: block,
    serviceId,
    activeAt: number === 1 && at % 4 === 3 ? NOW + 3_600_000 : NOW - 86_400_000,
    ...(number === 2 && at === 5 ? { stuck: 'magic_transit_route_missing' } : {}),
  });
  const whole = bound(0, cidr, number % 2 === 0 ? magicTransit.id : cdn.id);
  if (network.includes(':')) {
    const other = bound(1, `${network.replace('::', ':8000::')}/49`, spectrum.id);
    return [whole, other, bound(2, `${network.replace('::', ':ff00::')}/56`, null)];
  }
  const base = network.slice(0, network.lastIndexOf('.'));
  const hosts = Array.from({ length: BINDINGS_EACH - 1 }, (_, i) =>
    bound(i + 1, `${base}.${2 * i + 1}/32`, i % 2 === 0 ? spectrum.id : cdn.id),
  );
  return [whole, ...hosts];
}

function prefixOf(cidr: string, number: number): PrefixRecord {
  const isWithdrawn = number === 3;
  const bgp: BgpPrefixRecord = {
    id: id('9', number),
    cidr,
    asn: 13335,
    asnPrependCount: 0,
    autoAdvertiseWithdraw: false,
    bgpSignalEnabled: false,
    bgpSignalModifiedAt: null,
    onDemandEnabled: true,
    onDemandLocked: false,
    advertised: !isWithdrawn,
    advertisedModifiedAt: NOW,
    createdAt: NOW,
    modifiedAt: NOW,
  };
  return {
    id: id('a', number),
    cidr,
    asn: 13335,
    approved: 'V',
    description: '',
    loaDocumentId: null,
    delegateLoaCreation: false,
    ownershipValidationToken: '1234a5b6-1234-1abc-12a3-1234a5b6789c',
    validationState: 'valid',
    createdAt: NOW,
    modifiedAt: NOW,
    bindings: bindingsOf(cidr, number),
    bgpPrefixes: [bgp],
  };
}

/** A new state of the account. */
export function largeAccount(): State {
  const services = [magicTransit, cdn, spectrum];
  return { accounts: [{ id: SEED_ACCOUNT_ID, services, prefixes: PREFIXES.map(prefixOf) }], idsMade: 0 };
}

/** An emulator with the account, and the environment in which the command finds it; closed when the tests are through. */
export async function startLargeAccount(): Promise<{
  readonly server: EmulatorServer;
  readonly env: Readonly<Record<string, string>>;
  /** Number of requests so far. */
  requests(): number;
}> {
  let count = 0;
  const faults = () => {
    count += 1;
    return undefined;
  };
  const server = await serveEmulator({ state: largeAccount(), now: () => NOW, faults });
  after(() => server.close());
  const env = {
    CLOUDFLARE_BASE_URL: server.url,
    CLOUDFLARE_API_TOKEN: 'any',
    CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID,
  };
  return { server, env, requests: () => count };
}
