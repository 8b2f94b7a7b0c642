// Ids that look like the API's and need no randomness: the same seed and the same count give the same id.

import type { State } from './state.js';

/** What a ray ends with: the real ones name a data centre there. */
const RAY_SUFFIX = 'EMU';

// Keeps rays apart from ids of the same count.
const RAYS = 0x5261_7973;

/** The next id, 32 hex digits; the same state gives the same ids. */
export function nextId(state: State): string {
  state.idsMade += 1;
  return words(4, state.idsMade, state.idSeed ?? 0);
}

/** The ray of the request at `position`, counted from 0, as the header `cf-ray` carries it. */
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

/** A 32-bit mixer; no two inputs give the same output. */
function mix(value: number): number {
  let x = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
