// What the API lets an account do to its bindings, written a second time from the documentation and not from the core.

import { type Refused, refuse } from './api-errors.js';
import { type Block, contains, parseBlock, sameBlock } from './cidr.js';
import type { AccountRecord, BindingRecord, PrefixRecord, ServiceRecord } from './state.js';

/** `strict` refuses what the documentation leaves open; `lenient` allows it. Documented rules hold in both. */
export type Profile = 'strict' | 'lenient';

/** The binding that spans the whole prefix, if there is one with a service. */
export function defaultBinding(prefix: PrefixRecord): BindingRecord | undefined {
  const whole = blockOf(prefix.cidr);
  return prefix.bindings.find((b) => b.serviceId !== null && sameBlock(blockOf(b.cidr), whole));
}

/** May a binding of `block` to `service` be created? `null` means yes. */
export function mayCreate(
  prefix: PrefixRecord,
  services: readonly ServiceRecord[],
  block: Block,
  service: ServiceRecord,
): Refused | null {
  const whole = blockOf(prefix.cidr);
  if (prefix.approved !== 'V') return refuse('prefix-not-approved');
  if (!contains(whole, block)) return refuse('unsupported-binding');
  const taken = prefix.bindings.find((b) => sameBlock(blockOf(b.cidr), block));
  if (taken !== undefined) return refuse('binding-exists', { detail: taken.cidr });
  const isDefault = sameBlock(whole, block);
  if (!isDefault && defaultBinding(prefix) === undefined) return refuse('unsupported-binding');
  if (!isDefault && isMagicTransit(service, services)) return refuse('unsupported-binding');
  return null;
}

/** May a binding be deleted? `null` means yes. Nothing is documented about the default: the profile decides. */
export function mayDelete(prefix: PrefixRecord, binding: BindingRecord, profile: Profile): Refused | null {
  if (profile === 'lenient' || binding !== defaultBinding(prefix)) return null;
  if (prefix.bindings.length > 1) return refuse('default-in-use');
  if (prefix.bgpPrefixes.some((b) => b.advertised === true)) return refuse('default-advertised');
  return null;
}

/** May the advertisement of the prefix be changed at `now`? `null` means yes. */
export function mayAdvertise(account: AccountRecord, prefix: PrefixRecord, now: number): Refused | null {
  const base = defaultBinding(prefix);
  if (base === undefined) return refuse('no-default-deployed');
  return provisioningState(account, base, now) === 'active' ? null : refuse('default-deploying');
}

/**
 * The state of a binding at `now`. One to Magic Transit for which no Magic route exists is stuck from the start, and
 * rolls out as others do once a route covers it (both assumed: the documentation does not explain the state).
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

/** Reads a CIDR as the API would. Whether host bits are cleared or refused is not known: the profile decides. */
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
  if (parsed === null) throw new Error(`the emulator's state holds a CIDR that is none: \`${cidr}\``);
  return parsed.block;
}
