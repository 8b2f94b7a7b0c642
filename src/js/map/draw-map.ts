// Draws the owners of a prefix as an SVG file, before and after a change where both states are given.

import { drawMap as rawDrawMap, startPlanner } from 'host/planner.js';
import type { CidrText } from '../types/api.js';
import {
  invalidArgument,
  optionalString,
  requireBytes,
  requireObject,
  requireString,
  toJson,
} from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import { parseCidr } from '../wasm/core.js';
import type { DrawnBinding } from './layout.js';

/** A binding with the name of its service. A `ServiceBinding` fits. */
export interface MapBinding extends DrawnBinding {
  readonly serviceName?: string | null | undefined;
}

/** Bindings, or a list of them as text or bytes: an answer of `list-bindings`, a bare list, or a snapshot. */
export type MapBindings = readonly MapBinding[] | string | Uint8Array | ArrayBuffer;

/** Minimum and maximum width of a map, in pixels. */
export const MAP_WIDTHS = { least: 320, most: 4096 } as const;

/** The parameters of `drawMap`. */
export interface MapFacts {
  readonly prefix: CidrText;
  /** The current bindings. */
  readonly bindings: MapBindings;
  /** The desired bindings: then the map shows both states, and hatches the addresses whose owner changes. */
  readonly desired?: MapBindings | undefined;
  /**
   * All services of the account. With them a service has the same colour, pattern and letter in every map of the account and
   * on the planner page; without them these depend on the services in the map.
   */
  readonly services?: readonly { readonly id: string; readonly name: string }[] | undefined;
  /** Width in pixels, 320 to 4096; the default is 960. */
  readonly width?: number | undefined;
}

/**
 * Draws the owners of the addresses of a prefix as an SVG document: a strip of owners, the bindings below it, an axis, a
 * legend, and a text description for screen readers. Every service has a letter and a pattern as well as a colour. The
 * document follows the light or dark mode of its viewer, has no scripts and no external references, and escapes names.
 * Equal parameters give equal bytes.
 *
 * Its size depends on the width, not on the number of bindings. O(n log n).
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

/** A list of bindings as JSON for the core. */
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

/** Text that is valid UTF-16: an unpaired surrogate becomes U+FFFD. */
function wellFormed<T extends string | null>(text: T): T | string {
  return text === null ? text : new TextDecoder().decode(new TextEncoder().encode(text));
}
