// Deterministic ids in the API's format: the same seed and count give the same id.

import type { State } from './state.js';

/** The end of a ray id, where real ones name a data center. */
const RAY_SUFFIX = 'EMU';

// Separate ids of rays and of Magic routes from other ids.
const RAYS = 0x5261_7973;
const ROUTES = 0x526f_7574;

/** The next id, 32 hexadecimal digits; equal states give equal ids. */
export function nextId(state: State): string {
  state.idsMade += 1;
  return words(4, state.idsMade, state.idSeed ?? 0);
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

/** A bijective 32-bit hash. */
function mix(value: number): number {
  let x = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
