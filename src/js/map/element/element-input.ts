// The input of `<byoip-map>`: what a page sets, as a map or as an error that names what is wrong.

import { Resolver, startResolver } from 'host/resolver.js';
import { bindingTables } from '../../lookup/make-table.js';
import type { BindingTable } from '../../lookup/table.js';
import type { Service, ServiceBinding } from '../../types/api.js';
import { ByoipError, isByoipError } from '../../types/errors.js';
import { invalidArgument, requireString } from '../../wasm/arguments.js';
import { addressNumber, contains, rangeOfCanonicalCidr } from '../model/address-range.js';
import { createPalette, type Palette } from '../model/palette.js';
import { type MapData, mapOf } from '../model/prepare-map.js';
import type { MarkedAddress } from '../picture/marker.js';

/** What the element draws. */
export interface ElementInput {
  readonly table: BindingTable;
  readonly map: MapData;
  readonly palette: Palette;
}

const tables = bindingTables(Resolver, startResolver);

/** Reads the input; `null` while there are no bindings. */
export function readInput(given: Partial<Record<string, unknown>>): ElementInput | null {
  const { bindings, cidr: prefix, services } = given;
  if (bindings === null || bindings === undefined || bindings === '') return null;
  const isText = typeof bindings === 'string';
  if (!isText && !Array.isArray(bindings)) {
    throw invalidArgument('bindings', 'an array or JSON text', bindings);
  }
  const table = isText ? tables.fromEnvelope(bindings) : tables.fromBindings(bindings);
  try {
    const cidr = prefix === null || prefix === undefined ? outermost(table) : canonical(prefix);
    const map = mapOf(cidr, table);
    const palette = createPalette(servicesOf(services));
    palette.addServices(map.nestedBindings.map(({ binding }) => binding));
    return { table, map, palette };
  } catch (error) {
    table.dispose();
    throw error;
  }
}

/** A CIDR in canonical form. */
function canonical(prefix: unknown): string {
  const cidr = requireString(prefix, 'cidr');
  const table = tables.fromBindings([{ ...NO_BINDING, cidr }]);
  const [binding] = table.bindings();
  table.dispose();
  return binding?.cidr ?? cidr;
}

const NO_BINDING: ServiceBinding = {
  id: '',
  cidr: '',
  serviceId: null,
  serviceName: null,
  state: null,
  extra: {},
};

/** The binding that contains all others. */
function outermost(table: BindingTable): string {
  const length = (cidr: string): number => Number(cidr.slice(cidr.indexOf('/') + 1));
  const cidrs = table.bindings().map(({ cidr }) => cidr);
  const widest = cidrs.reduce((one, other) => (length(other) < length(one) ? other : one), cidrs[0] ?? '');
  const isV6 = widest.includes(':');
  const outer = widest === '' ? null : rangeOfCanonicalCidr(widest);
  const isAround = (cidr: string): boolean =>
    outer !== null && cidr.includes(':') === isV6 && contains(outer, rangeOfCanonicalCidr(cidr));
  if (outer !== null && cidrs.every(isAround)) return widest;
  const reason = outer === null ? 'the list has no bindings' : 'no binding contains all others';
  throw new ByoipError({
    code: 'call-malformed',
    message: `${reason}, so the prefix is unknown`,
    help: 'set the property `cidr`',
  });
}

function servicesOf(services: unknown): readonly Service[] {
  if (services === null || services === undefined || services === '') return [];
  const list: unknown = typeof services === 'string' ? parseJson(services) : services;
  if (!Array.isArray(list)) throw invalidArgument('services', 'an array or JSON text', services);
  return list.map((one: Partial<Service> | null) => ({
    id: requireString(one?.id, 'service.id'),
    name: requireString(one?.name, 'service.name'),
    extra: {},
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidArgument('services', 'an array or JSON text', text);
  }
}

/** The address to mark; `null` for a text that is not an address of the prefix. */
export function markedIn({ table, map }: ElementInput, address: unknown): MarkedAddress | null {
  if (typeof address !== 'string' || address === '') return null;
  try {
    const { address: found, owner } = table.resolve(address);
    if (found.includes(':') !== (map.family === 6)) return null;
    return { address: addressNumber(found), owner: owner?.index ?? null };
  } catch (error) {
    if (isByoipError(error)) return null;
    throw error;
  }
}
