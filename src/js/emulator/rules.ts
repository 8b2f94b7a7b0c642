// The API's rules for bindings, implemented from the documentation, independently of the core.

import { type Refused, refuse } from './api-errors.js';
import { type Block, blockText, contains, parseBlock } from './cidr.js';
import type {
  AccountRecord,
  BgpPrefixRecord,
  BindingRecord,
  PrefixRecord,
  ServiceRecord,
} from './state/state.js';

/** Undocumented cases: `strict` refuses them, `lenient` allows them. Documented rules apply in both. */
export type Profile = 'strict' | 'lenient';

/** The binding of the whole prefix, where one with a service exists. O(bindings), by their canonical texts. */
export function defaultBinding({ cidr, bindings }: PrefixRecord): BindingRecord | undefined {
  return bindings.find((b) => b.cidr === cidr && b.serviceId !== null);
}

/** Why a binding of `block` to `service` cannot be created; `null` where it can. O(bindings). */
export function createRefusal(
  prefix: PrefixRecord,
  services: readonly ServiceRecord[],
  block: Block,
  service: ServiceRecord,
): Refused | null {
  const whole = blockOf(prefix.cidr);
  if (prefix.approved !== 'V') return refuse('prefix-not-approved');
  if (!contains(whole, block)) return refuse('unsupported-binding');
  const cidr = blockText(block);
  if (prefix.bindings.some((b) => b.cidr === cidr)) return refuse('binding-exists', { detail: cidr });
  const isDefault = cidr === prefix.cidr;
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

/** How long an advertisement stays before it can be changed again, ms. */
const ADVERTISEMENT_INTERVAL = 15 * 60 * 1000;

/** Why the advertisement of `bgp` cannot be changed at `now`; `null` where it can. Withdrawal has the same rules (assumed). */
export function advertiseRefusal(
  account: AccountRecord,
  prefix: PrefixRecord,
  { advertisementChangedAt = Number.NEGATIVE_INFINITY }: BgpPrefixRecord,
  now: number,
): Refused | null {
  const isRecent = now - advertisementChangedAt < ADVERTISEMENT_INTERVAL;
  return deploymentRefusal(account, prefix, now) ?? (isRecent ? refuse('advertisement-changed') : null);
}

/** Why a BGP prefix for `block` cannot be created at `now`; `null` where it can. */
export function createBgpRefusal(
  account: AccountRecord,
  prefix: PrefixRecord,
  block: Block,
  now: number,
): Refused | null {
  if (prefix.approved !== 'V') return refuse('prefix-not-approved');
  const refusal = deploymentRefusal(account, prefix, now);
  if (refusal !== null) return refusal;
  if (!contains(blockOf(prefix.cidr), block)) return refuse('bgp-prefix-outside');
  // The limit for IPv6 is not documented.
  if (block.family === 4 && block.length > 24) return refuse('bgp-prefix-too-small');
  const text = blockText(block);
  const exists = prefix.bgpPrefixes.some(({ cidr }) => cidr === text);
  return exists ? refuse('bgp-prefix-exists') : null;
}

/** Why `block` of a prefix cannot be delegated to an account; `null` where it can. */
export function delegationRefusal(
  owner: AccountRecord,
  prefix: PrefixRecord,
  block: Block,
  delegatedAccountId: string,
): Refused | null {
  if (delegatedAccountId === owner.id) return refuse('bad-delegated-account');
  if (!contains(blockOf(prefix.cidr), block)) return refuse('delegation-outside');
  const text = blockText(block);
  const exists = prefix.delegations?.some(
    (one) => one.cidr === text && one.delegatedAccountId === delegatedAccountId,
  );
  return exists ? refuse('delegation-exists') : null;
}

/** Why BGP prefixes of the prefix cannot be created or changed at `now`: its default binding is missing or not active. */
function deploymentRefusal(account: AccountRecord, prefix: PrefixRecord, now: number): Refused | null {
  const base = defaultBinding(prefix);
  if (base === undefined) return refuse('no-default-deployed');
  return provisioningState(account, base, now) === 'active' ? null : refuse('default-deploying');
}

/**
 * The state of a binding at `now`. A binding to Magic Transit without a Magic route is stuck until a route covers it, and then
 * rolls out like others (both assumed: the documentation does not explain the state).
 */
export function provisioningState(account: AccountRecord, binding: BindingRecord, now: number): string {
  const { stuck, stuckUntil = Number.POSITIVE_INFINITY } = binding;
  if (stuck !== undefined && now < stuckUntil) return stuck;
  if (lacksRoute(account, binding)) return 'magic_transit_route_missing';
  return binding.activeAt > now ? 'provisioning' : 'active';
}

function lacksRoute({ magicRoutes, services }: AccountRecord, { cidr, serviceId }: BindingRecord): boolean {
  if (magicRoutes === undefined) return false;
  const service = services.find(({ id }) => id === serviceId);
  if (service === undefined || !isMagicTransit(service, services)) return false;
  const block = blockOf(cidr);
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
