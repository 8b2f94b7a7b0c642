// Draws the owners of a prefix as an SVG file, before and after a change where both states are given.

import type { Progress } from '../bindings/rollout-progress.js';
import { BindingTable } from '../lookup/core-table.js';
import { decodeUtf8, encodeUtf8 } from '../text/utf8.js';
import type { AddressText, CidrText, Service } from '../types/api.js';
import {
  invalidArgument,
  optionalString,
  requireBytes,
  requireObject,
  requireString,
  toJson,
} from '../wasm/arguments.js';
import { parseCidr } from '../wasm/core.js';
import { mapFile } from './map-file.js';
import { addressText } from './model/address-range.js';
import { createPalette, type Palette } from './model/palette.js';
import { type MapData, mapOf } from './model/prepare-map.js';

/** A binding in a map. A `ServiceBinding` fits. */
export interface MapBinding {
  readonly cidr: CidrText;
  /** `null` for a regional binding, which owns nothing. */
  readonly serviceId: string | null;
  readonly serviceName?: string | null | undefined;
  /** State from the API; a binding without one is active. */
  readonly state?: string | null | undefined;
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
 *
 * @example
 * ```ts
 * drawMap({ prefix: '192.0.2.0/24', bindings, width: 960 }).startsWith('<svg'); // true
 * ```
 */
export function drawMap(facts: MapFacts): string {
  const { prefix, bindings, desired, services = [], width = 960 } = requireObject(facts, 'facts');
  const { cidr } = parseCidr(requireString(prefix, 'prefix'));
  const { least, most } = MAP_WIDTHS;
  const fits = typeof width === 'number' && Number.isInteger(width) && width >= least && width <= most;
  if (!fits) throw invalidArgument('width', `a whole number of pixels from ${least} to ${most}`, width);
  if (!Array.isArray(services)) throw invalidArgument('services', 'an array', services);
  const named = (services as NonNullable<MapFacts['services']>).map((one) => ({
    id: requireString(one?.id, 'service.id'),
    name: requireString(one.name, 'service.name'),
    extra: {},
  }));
  const before = readMap(cidr, bindings, 'bindings');
  const after = desired === undefined ? undefined : readMap(cidr, desired, 'desired');
  const maps = after === undefined ? ([before] as const) : ([before, after] as const);
  return mapFile({ maps, palette: paletteOf(named, maps), width });
}

/** The palette of the services of an account and of those that only bindings name. */
function paletteOf(services: readonly Service[], maps: readonly MapData[]): Palette {
  const bound = maps.flatMap((map) => map.nestedBindings.map(({ binding }) => binding));
  const names = new Map<string | null, string>();
  for (const { serviceId, serviceName } of bound) {
    if (serviceName && !names.has(serviceId)) names.set(serviceId, serviceName);
  }
  const named = services.map((one) => (one.name === '' ? { ...one, name: names.get(one.id) ?? '' } : one));
  const palette = createPalette(named);
  palette.addServices(bound);
  return palette;
}

/** Addresses with one owner. */
export interface OwnedAddresses {
  readonly first: AddressText;
  readonly last: AddressText;
  /** `null` where there is no owner. */
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  /** The roll-out of the owner's binding. */
  readonly progress: Progress;
}

/**
 * The owners of all addresses of a prefix, by address and without gaps: what `drawMap` draws, as data. At most twice as
 * many as bindings, plus one. O(n log n).
 *
 * @throws ByoipError as `drawMap`
 *
 * @example
 * ```ts
 * ownersOf('192.0.2.0/24', bindings).map(({ last }) => last); // ['192.0.2.255']
 * ```
 */
export function ownersOf(prefix: CidrText, bindings: MapBindings): readonly OwnedAddresses[] {
  const { cidr, family } = parseCidr(requireString(prefix, 'prefix'));
  return readMap(cidr, bindings, 'bindings').segments.map(({ first, last, ...owner }) => ({
    first: addressText(first, family),
    last: addressText(last, family),
    ...owner,
  }));
}

function readMap(cidr: CidrText, bindings: MapBindings, name: string): MapData {
  const table = tableOf(bindings, name);
  try {
    return mapOf(cidr, table);
  } finally {
    table.dispose();
  }
}

function tableOf(bindings: MapBindings, name: string): BindingTable {
  if (!Array.isArray(bindings)) {
    const expected = 'an array, a Uint8Array, an ArrayBuffer or a string';
    return BindingTable.fromEnvelope(requireBytes(bindings, name, expected));
  }
  const plain = (bindings as readonly (MapBinding | null)[]).map((binding) => ({
    cidr: requireString(binding?.cidr, `${name}.cidr`),
    serviceId: optionalString(binding?.serviceId, `${name}.serviceId`),
    serviceName: wellFormed(optionalString(binding?.serviceName, `${name}.serviceName`)),
    state: wellFormed(optionalString(binding?.state, `${name}.state`)),
  }));
  return BindingTable.fromEnvelope(requireBytes(toJson(plain, name), name));
}

/** Text that is valid UTF-16, as JSON needs it: an unpaired surrogate becomes U+FFFD. */
function wellFormed(text: string | null): string | null {
  return text === null ? text : decodeUtf8(encodeUtf8(text));
}
