// The picture as an SVG file: who gets the traffic of a prefix, before and after where there are two states.

import { drawMap as rawDrawMap, startPlanner } from 'host/planner.js';
import type { CidrText } from '../types/api.js';
import {
  callWasm,
  invalidArgument,
  optionalString,
  requireBytes,
  requireObject,
  requireString,
  toJson,
} from '../wasm/call-wasm.js';
import { parseCidr } from '../wasm/core.js';
import type { DrawnBinding } from './layout.js';

/** A binding with the name of its service; a `ServiceBinding` is one. */
export interface MapBinding extends DrawnBinding {
  readonly serviceName?: string | null | undefined;
}

/** Bindings, or a list of them as text or bytes: an answer of `list-bindings`, a bare list, or a snapshot. */
export type MapBindings = readonly MapBinding[] | string | Uint8Array | ArrayBuffer;

/** The least and the greatest width of a picture, in pixels. */
export const MAP_WIDTHS = { least: 320, most: 4096 } as const;

/** What `drawMap` draws. */
export interface MapFacts {
  readonly prefix: CidrText;
  /** What is bound. */
  readonly bindings: MapBindings;
  /** What will be bound: then both states are drawn, and what changes hands is hatched. */
  readonly desired?: MapBindings | undefined;
  /**
   * The account's services, drawn or not. With them a service has one colour, pattern and letter in every picture of
   * the account, and the same ones as on the planner page; without them the ids that are drawn decide alone.
   */
  readonly services?: readonly { readonly id: string; readonly name: string }[] | undefined;
  /** Width in pixels, 320 to 4096; 960 without it. */
  readonly width?: number | undefined;
}

/**
 * Draws who gets the traffic of a prefix as an SVG document: the strip of owners, the bindings below it, an axis, a
 * legend, and words for those who do not see it. Every service has a letter and a pattern beside its colour. It follows
 * the reader's light or dark, has no script and no reference to anything outside, and names stand in it as inert text.
 * Equal facts give equal bytes.
 *
 * Its size is bounded by the width, not by the bindings. O(n log n).
 *
 * @throws ByoipError with the codes of `parseCidr`; for a list as text also `json-…` and `envelope-…`
 */
export function drawMap(facts: MapFacts): string {
  const { prefix, bindings, desired, services = [], width = 960 } = requireObject(facts, 'facts');
  const { cidr } = parseCidr(requireString(prefix, 'prefix'));
  const { least, most } = MAP_WIDTHS;
  const fits = typeof width === 'number' && Number.isInteger(width) && width >= least && width <= most;
  if (!fits) throw invalidArgument('width', `a whole number of pixels from ${least} to ${most}`, width);
  const before = encodeBindings(bindings, 'bindings');
  const after = desired === undefined ? undefined : encodeBindings(desired, 'desired');
  if (!Array.isArray(services)) throw invalidArgument('services', 'an array', services);
  const pairs = (services as NonNullable<MapFacts['services']>).flatMap((one) => [
    wellFormed(requireString(one?.id, 'service.id')),
    wellFormed(requireString(one.name, 'service.name')),
  ]);
  return callWasm(() => {
    startPlanner();
    return rawDrawMap(cidr, before, after, pairs, width);
  });
}

/** A list as the core reads it. */
function encodeBindings(bindings: MapBindings, name: string): Uint8Array {
  if (!Array.isArray(bindings)) {
    return requireBytes(bindings, name, 'an array, a Uint8Array, an ArrayBuffer or a string');
  }
  const plain = (bindings as readonly (MapBinding | null)[]).map((binding) => ({
    cidr: requireString(binding?.cidr, `${name}.cidr`),
    serviceId: optionalString(binding?.serviceId, `${name}.serviceId`),
    serviceName: wellFormed(optionalString(binding?.serviceName, `${name}.serviceName`)),
    state: wellFormed(optionalString(binding?.state, `${name}.state`)),
  }));
  return requireBytes(toJson(plain, name), name);
}

/** Text that JSON can carry: a half of a surrogate pair, which no font can show either, becomes U+FFFD. */
function wellFormed<T extends string | null>(text: T): T | string {
  return text === null ? text : new TextDecoder().decode(new TextEncoder().encode(text));
}
