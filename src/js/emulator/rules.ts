// The API's rules for bindings, implemented from the documentation, independently of the core.

import { type Refused, refuse } from './api-errors.js';
import { type Block, contains, parseBlock, sameBlock } from './cidr.js';
import type { AccountRecord, BindingRecord, PrefixRecord, ServiceRecord } from './state.js';

/** Undocumented cases: `strict` refuses them, `lenient` allows them. Documented rules apply in both. */
export type Profile = 'strict' | 'lenient';

/** The binding of the whole prefix, where one with a service exists. */
export function defaultBinding(prefix: PrefixRecord): BindingRecord | undefined {
  const whole = blockOf(prefix.cidr);
  return prefix.bindings.find((b) => b.serviceId !== null && sameBlock(blockOf(b.cidr), whole));
}

/** Why a binding of `block` to `service` cannot be created; `null` where it can. */
export function createRefusal(
  prefix: PrefixRecord,
  services: readonly ServiceRecord[],
  block: Block,
  service: ServiceRecord,
): Refused | null {
  const whole = blockOf(prefix.cidr);
  if (prefix.approved !== 'V') return refuse('prefix-not-approved');
  if (!contains(whole, block)) return refuse('unsupported-binding');
  const existing = prefix.bindings.find((b) => sameBlock(blockOf(b.cidr), block));
  if (existing !== undefined) return refuse('binding-exists', { detail: existing.cidr });
  const isDefault = sameBlock(whole, block);
  if (!isDefault && defaultBinding(prefix) === undefined) return refuse('unsupported-binding');
  if (!isDefault && isMagicTransit(service, services)) return refuse('unsupported-binding');
  return null;
}

/** Why a binding cannot be deleted; `null` where it can. Deletion of the default is undocumented: the profile decides. */
export function deleteRefusal(
  prefix: PrefixRecord,
  binding: BindingRecord,
  profile: Profile,
): Refused | null {
  if (profile === 'lenient' || binding !== defaultBinding(prefix)) return null;
  if (prefix.bindings.length > 1) return refuse('default-in-use');
  if (prefix.bgpPrefixes.some((b) => b.advertised === true)) return refuse('default-advertised');
  return null;
}

/** Why the advertisement of the prefix cannot be changed at `now`; `null` where it can. */
export function advertiseRefusal(account: AccountRecord, prefix: PrefixRecord, now: number): Refused | null {
  const base = defaultBinding(prefix);
  if (base === undefined) return refuse('no-default-deployed');
  return provisioningState(account, base, now) === 'active' ? null : refuse('default-deploying');
}

/**
 * The state of a binding at `now`. A binding to Magic Transit without a Magic route is stuck until a route covers it, and then
 * rolls out like others (both assumed: the documentation does not explain the state).
 */
export function provisioningState(account: AccountRecord, binding: BindingRecord, now: number): string {
  if (binding.stuck !== undefined) return binding.stuck;
  if (lacksRoute(account, binding)) return 'magic_transit_route_missing';
  return binding.activeAt > now ? 'provisioning' : 'active';
}

function lacksRoute({ magicRoutes, services }: AccountRecord, { cidr, serviceId }: BindingRecord): boolean {
  if (magicRoutes === undefined) return false;
  const block = blockOf(cidr);
  const service = services.find(({ id }) => id === serviceId);
  if (service === undefined || !isMagicTransit(service, services)) return false;
  return !magicRoutes.some((route) => contains(blockOf(route), block));
}

/** Parses a CIDR. It is unknown whether the API clears or refuses host bits: the profile decides. */
export function readCidr(value: unknown, profile: Profile): Block | Refused {
  const parsed = typeof value === 'string' ? parseBlock(value) : null;
  if (parsed === null || (parsed.masked && profile === 'strict')) return refuse('bad-cidr');
  return parsed.block;
}

function isMagicTransit(service: ServiceRecord, services: readonly ServiceRecord[]): boolean {
  return services.some((known) => known.id === service.id && known.name === 'Magic Transit');
}

function blockOf(cidr: string): Block {
  const parsed = parseBlock(cidr);
  if (parsed === null) throw new Error(`the emulator's state contains an invalid CIDR: \`${cidr}\``);
  return parsed.block;
}
