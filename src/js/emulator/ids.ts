// Deterministic ids in the API's format: the same seed and count give the same id.

import type { State } from './state/state.js';

/** The end of a ray id, where real ones name a data center. */
const RAY_SUFFIX = 'EMU';

// Separate ids of rays and of Magic routes from other ids.
const RAYS = 0x5261_7973;
const ROUTES = 0x526f_7574;

/** How many ids a seed has: their first words are different. */
export const ID_COUNT: number = 2 ** 30;

/** The ids of a state when {@link collectIds} saw it, and those made since. */
const KNOWN = new WeakMap<State, Set<string>>();

/**
 * The next id, 32 hexadecimal digits; equal states give equal ids. An id that the state has already, such as one from a snapshot
 * of another emulator, is left out. O(1) after {@link collectIds}.
 */
export function nextId(state: State): string {
  const known = collectIds(state);
  let id: string;
  do {
    state.idsMade += 1;
    id = words(4, state.idsMade, state.idSeed ?? 0);
  } while (known.has(id));
  known.add(id);
  return id;
}

/** The ids that a state has. O(records) the first time, so an emulator does it when it is created. */
export function collectIds(state: State): Set<string> {
  const known = KNOWN.get(state) ?? new Set();
  if (KNOWN.has(state)) return known;
  KNOWN.set(state, known);
  for (const { prefixes } of state.accounts) {
    for (const { id, bindings, leaving = [], bgpPrefixes, delegations = [] } of prefixes) {
      known.add(id);
      for (const records of [bindings, leaving, bgpPrefixes, delegations]) {
        for (const record of records) known.add(record.id);
      }
    }
  }
  return known;
}

/** The id of an account's Magic route by its position. */
export function routeId(position: number, seed: number): string {
  return words(4, position, seed ^ ROUTES);
}

/** The ray id of a request by its number, from 0, for the header `cf-ray`. */
export function rayId(position: number, seed: number): string {
  return `${words(2, position, seed ^ RAYS)}-${RAY_SUFFIX}`;
}

function words(count: number, position: number, seed: number): string {
  const key = mix(seed);
  const word = (_: unknown, i: number) =>
    mix((position * 4 + i) ^ key)
      .toString(16)
      .padStart(8, '0');
  return Array.from({ length: count }, word).join('');
}

/** A number from a text and a seed: equal ones for equal arguments (FNV-1a). */
export function hash(text: string, seed: number): number {
  let value = mix(seed) ^ 0x811c_9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x0100_0193);
  return mix(value);
}

/** A bijective 32-bit hash. */
function mix(value: number): number {
  let x = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
