// A larger initial account, for rehearsals: twelve prefixes with nested bindings, BGP prefixes and delegations.

import { type Block, blockText, parseBlock } from '../cidr.js';
import { nextId } from '../ids.js';
import { bgpPrefix, newPrefix, SEED_ACCOUNT_ID, SEED_SERVICES } from './seed.js';
import type { BindingRecord, PrefixRecord, State } from './state.js';

/** Prefixes of the documentation and benchmark ranges (RFC 2544, 3849 and 5737). */
const PREFIXES = [
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '198.18.0.0/22',
  '198.18.4.0/24',
  '198.18.5.0/24',
  '198.18.8.0/21',
  '198.18.16.0/24',
  '2001:db8:100::/40',
  '2001:db8:200::/44',
  '2001:db8:300::/48',
  '2001:db8:400::/48',
] as const;

/** The other account of the API's documentation. */
const DELEGATE = 'b1946ac92492d2347c6235b4d2611184';

const { magicTransit, cdn, spectrum } = SEED_SERVICES;

/** Services, in turns: of the default binding, of the blocks in it, and of a block in one of these. */
const SERVICES = [
  [magicTransit.id, cdn.id, spectrum.id],
  [cdn.id, spectrum.id, cdn.id],
  [spectrum.id, cdn.id, spectrum.id],
] as const;

/**
 * A new state for rehearsals; everything in it is active from `now`.
 *
 * @example
 * ```ts
 * createEmulator({ state: rehearsalSeed(Date.now()) });
 * ```
 */
export function rehearsalSeed(now: number, idSeed = 0): State {
  const state: State = {
    accounts: [{ id: SEED_ACCOUNT_ID, services: [magicTransit, cdn, spectrum], prefixes: [] }],
    idsMade: 0,
    idSeed,
  };
  for (const account of state.accounts) {
    account.prefixes = PREFIXES.map((cidr, i) => seedPrefix(state, cidr, i, now));
  }
  return state;
}

function seedPrefix(state: State, cidr: string, i: number, now: number): PrefixRecord {
  const whole = parseBlock(cidr)?.block;
  if (whole === undefined) throw new Error(`the seed contains an invalid CIDR: \`${cidr}\``);
  const [own, inner, innermost] = SERVICES[i % SERVICES.length] ?? SERVICES[0];
  const bind = (block: Block, serviceId: string): BindingRecord => {
    return { id: nextId(state), cidr: blockText(block), serviceId, activeAt: now };
  };
  const bindings = [
    bind(whole, own),
    bind(part(whole, 3, 1), inner),
    bind(part(whole, 3, 2), inner),
    bind(part(whole, 5, 9), innermost),
    bind(part(whole, 2, 2), inner),
    bind(part(whole, 8, 255), inner),
  ];
  const bgp = bgpPrefix(nextId(state), cidr, now, true);
  bgp.asnPrependCount = i % 4;
  bgp.autoAdvertiseWithdraw = i % 3 === 0;
  const longest = whole.family === 4 ? 24 : 48;
  const more = longest > whole.length ? [part(whole, longest - whole.length, 1)] : [];
  const moreBgp = more.map((block, n) => bgpPrefix(nextId(state), blockText(block), now, n === 0));
  const delegated = i % 2 === 0 ? [part(whole, 1, 1)] : [];
  return newPrefix({ id: nextId(state), cidr }, now, {
    bindings,
    bgpPrefixes: [bgp, ...moreBgp],
    delegations: delegated.map((block) => {
      return { id: nextId(state), cidr: blockText(block), delegatedAccountId: DELEGATE, createdAt: now };
    }),
  });
}

/** The part with this number of a block that is cut into 2^bits. */
function part({ family, network, length }: Block, bits: number, number: number): Block {
  const width = family === 4 ? 32 : 128;
  const size = 1n << BigInt(width - length - bits);
  return { family, network: network + BigInt(number) * size, length: length + bits };
}
