// Incidents for rehearsals: prefixes are withdrawn, and bindings deleted, as on a day when that happened.

import { hash } from './ids.js';
import { defaultBinding } from './rules.js';
import type {
  AccountRecord,
  BgpPrefixRecord,
  Damage,
  HitRecord,
  PrefixRecord,
  State,
} from './state/state.js';

/** The day of an incident. */
export type IncidentName = keyof typeof INCIDENTS;

/**
 * The known incidents. On 2026-02-20 a clean-up task withdrew a quarter of all BYOIP prefixes (1,100 of 4,306) from 17:56 to 18:46
 * UTC and deleted service bindings; about 300 of them could not be advertised again, because their service configuration was gone
 * (all documented). How these 300 divide into prefixes without some and without all bindings is not known: half each (assumed).
 */
export const INCIDENTS = {
  '2026-02-20': { share: 1100 / 4306, lasts: 50 * 60 * 1000, withoutBindings: 300 / 1100 },
} as const;

/** The names of the incidents. */
export const INCIDENT_NAMES = Object.keys(INCIDENTS) as readonly IncidentName[];

/** Emulated milliseconds from the start of an emulator to an incident, where nothing else is asked for: five minutes. */
export const INCIDENT_AFTER: number = 5 * 60 * 1000;

/** What an incident has done to one prefix. */
export interface IncidentEvent {
  readonly accountId: string;
  readonly prefixId: string;
  readonly cidr: string;
  readonly damage: Damage;
  /** When, ms. */
  readonly at: number;
  /** How many BGP prefixes were withdrawn, or deleted. */
  readonly withdrawn: number;
  readonly bindingsDeleted: number;
  readonly bgpPrefixesDeleted: number;
  readonly bgpPrefixesChanged: number;
  readonly delegationsDeleted: number;
  /** The number of prefixes that are still to be hit. */
  readonly left: number;
}

/** The options of an incident. */
export interface IncidentOptions {
  /** Emulated milliseconds from the start of the emulator; the default is {@link INCIDENT_AFTER}. */
  readonly after?: number | undefined;
  /** Another number hits other prefixes; the default is the seed of ids in the state. */
  readonly seed?: number | undefined;
  /** Called for every prefix, right after it was hit. */
  readonly onEvent?: ((event: IncidentEvent, state: State) => void) | undefined;
}

/** An incident, for the option `incident` of an emulator. */
export interface Incident {
  /** Chooses what it hits, where the state has no incident yet, and carries out what is due. O(prefixes) the first time. */
  settle(state: State, now: number): void;
}

/**
 * Creates an incident. A state has at most one: an incident that its state has begun already goes on.
 *
 * @example
 * ```ts
 * const incident = createIncident('2026-02-20', { after: 60_000 });
 * createEmulator({ state: rehearsalSeed(Date.now()), incident });
 * ```
 */
export function createIncident(name: IncidentName, options: IncidentOptions = {}): Incident {
  if (!Object.hasOwn(INCIDENTS, name)) {
    throw new RangeError(`there is no incident \`${name}\`; the incidents are ${INCIDENT_NAMES.join(', ')}`);
  }
  const { after = INCIDENT_AFTER, seed, onEvent = () => {} } = options;
  if (!(Number.isFinite(after) && after >= 0)) {
    throw new RangeError(`an incident begins after a number of milliseconds from 0, not \`${after}\``);
  }
  return {
    settle(state, now) {
      if (state.incident === undefined) {
        const beginsAt = now + after;
        state.incident = {
          name,
          beginsAt,
          hits: chooseHits(name, state, beginsAt, seed ?? state.idSeed ?? 0),
        };
      }
      const { hits } = state.incident;
      for (const [i, hit] of hits.entries()) {
        if (hit.done || hit.at > now) continue;
        hit.done = true;
        const event = strike(state, hit);
        if (event !== null) onEvent({ ...event, left: hits.length - i - 1 }, state);
      }
    },
  };
}

/** Prefixes in the order in which they are hit: of each account its share, at least three, so that every damage occurs. */
function chooseHits(name: IncidentName, { accounts }: State, beginsAt: number, seed: number): HitRecord[] {
  const { share, lasts, withoutBindings } = INCIDENTS[name];
  const hits = accounts.flatMap(({ prefixes }) => {
    const bound = prefixes.filter((prefix) => defaultBinding(prefix) !== undefined);
    const count = Math.min(bound.length, Math.max(3, Math.round(bound.length * share)));
    const chosen = shuffled(bound, ({ id }) => id, seed).slice(0, count);
    const each = Math.max(1, Math.round((count * withoutBindings) / 2));
    // First those that can lose some of their bindings.
    const nested = chosen.filter(({ bindings }) => bindings.filter(isDeletable).length > 1).slice(0, each);
    const others = chosen.filter((prefix) => !nested.includes(prefix));
    return chosen.map((prefix) => ({ prefixId: prefix.id, damage: damageOf(prefix, nested, others, each) }));
  });
  return shuffled(hits, ({ prefixId }) => prefixId, seed + 1).map((hit, i) => {
    return { ...hit, at: beginsAt + Math.floor((i * lasts) / hits.length), done: false };
  });
}

function damageOf(
  prefix: PrefixRecord,
  someLost: readonly PrefixRecord[],
  others: readonly PrefixRecord[],
  allLost: number,
): Damage {
  if (someLost.includes(prefix)) return 'some-lost';
  return others.indexOf(prefix) < allLost ? 'all-lost' : 'withdrawn';
}

function shuffled<T>(all: readonly T[], key: (one: T) => string, seed: number): readonly T[] {
  const keyed = all.map((one) => ({ one, order: hash(key(one), seed) }));
  return keyed.sort((a, b) => a.order - b.order).map(({ one }) => one);
}

/** Regional bindings belong to another API, and stay (assumed). */
function isDeletable({ serviceId }: { readonly serviceId: string | null }): boolean {
  return serviceId !== null;
}

/** The edges have a change at once, as documented for that day: no deletion rolls out. */
function strike(
  { accounts }: State,
  { prefixId, damage, at }: HitRecord,
): Omit<IncidentEvent, 'left'> | null {
  const found = findPrefix(accounts, prefixId);
  if (found === null) return null;
  const { account, prefix } = found;
  const before = countsOf(prefix);
  // What the API cannot set again stays: locked BGP prefixes, and those without on demand (assumed).
  const open = prefix.bgpPrefixes.filter((bgp) => bgp.onDemandEnabled && !bgp.onDemandLocked);
  const withdrawn = open.filter(({ advertised }) => advertised === true);
  for (const bgp of withdrawn) {
    Object.assign(bgp, { advertised: false, advertisedModifiedAt: at, modifiedAt: at });
  }
  const changed = damage === 'some-lost' ? resetSettings(open, at) : 0;
  if (damage !== 'withdrawn') prefix.bindings = survivors(prefix, damage);
  if (damage === 'all-lost') {
    prefix.bgpPrefixes = prefix.bgpPrefixes.filter((bgp) => !open.includes(bgp));
    prefix.delegations = [];
  }
  const after = countsOf(prefix);
  return {
    accountId: account.id,
    prefixId,
    cidr: prefix.cidr,
    damage,
    at,
    withdrawn: withdrawn.length,
    bindingsDeleted: before.bindings - after.bindings,
    bgpPrefixesDeleted: before.bgpPrefixes - after.bgpPrefixes,
    bgpPrefixesChanged: changed,
    delegationsDeleted: before.delegations - after.delegations,
  };
}

function findPrefix(accounts: readonly AccountRecord[], id: string) {
  for (const account of accounts) {
    const prefix = account.prefixes.find((one) => one.id === id);
    if (prefix !== undefined) return { account, prefix };
  }
  return null;
}

function countsOf({ bindings, bgpPrefixes, delegations = [] }: PrefixRecord) {
  return { bindings: bindings.length, bgpPrefixes: bgpPrefixes.length, delegations: delegations.length };
}

/** Every second binding survives, of a prefix with an even id the default one too (assumed: which ones is not known). */
function survivors({ id, cidr, bindings }: PrefixRecord, damage: Damage): PrefixRecord['bindings'] {
  if (damage === 'all-lost') return bindings.filter((binding) => !isDeletable(binding));
  const keepsDefault = hash(id, 0) % 2 === 0;
  let seen = 0;
  return bindings.filter((binding) => {
    if (!isDeletable(binding)) return true;
    if (binding.cidr === cidr) return keepsDefault;
    seen += 1;
    return seen % 2 === 0;
  });
}

/** The settings of BGP prefixes become those of new ones (assumed). */
function resetSettings(records: readonly BgpPrefixRecord[], at: number): number {
  const set = records.filter((bgp) => bgp.asnPrependCount !== 0 || bgp.autoAdvertiseWithdraw);
  for (const bgp of set)
    Object.assign(bgp, { asnPrependCount: 0, autoAdvertiseWithdraw: false, modifiedAt: at });
  return set.length;
}
