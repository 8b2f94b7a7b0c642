// The fewest bindings with the same owners for every address: what the core's aggregate makes of a list, as wishes.

import { aggregate, halves } from '../../src/js/entry/slim.js';
import { type Ground, judgeOne } from './judging.js';
import type { Placed } from './nesting.js';

export interface Fewest {
  /** Bindings with a service, now. */
  readonly now: number;
  readonly fewest: number;
  readonly wishes: readonly { readonly cidr: string; readonly serviceId: string | null }[];
}

/** What would do with fewer bindings; `null` where none can be spared, or nothing spans the prefix. O(n log n). */
export function fewestFor(ground: Ground, placed: readonly Placed[]): Fewest | null {
  const { cidr: prefix } = ground.prefix;
  // In address order with the smaller ones later: the last claim on an address is its most specific binding.
  const claims = placed.flatMap(({ binding: { cidr, serviceId } }) =>
    serviceId === null ? [] : [{ addresses: cidr, serviceId }],
  );
  const whole = claims.find(({ addresses }) => addresses === prefix)?.serviceId;
  const part = halves(prefix)?.[0];
  if (whole === undefined || part === undefined) return null;
  const defaultOnly = ground.services
    .map(({ id }) => id)
    .filter((id) =>
      judgeOne(ground, placed, part, id).some(({ code }) => code === 'magic-transit-not-default'),
    );
  const { bindings } = aggregate({ prefix, default: whole, claims, defaultOnly });
  if (bindings.length >= claims.length) return null;
  const kept = new Set(bindings.map(({ cidr }) => cidr));
  const gone = claims.filter(({ addresses }) => !kept.has(addresses));
  return {
    now: claims.length,
    fewest: bindings.length,
    wishes: [...gone.map(({ addresses }) => ({ cidr: addresses, serviceId: null })), ...bindings],
  };
}
