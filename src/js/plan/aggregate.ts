// The least list of bindings for addresses and their services.

import { aggregate as rawAggregate, aggregateColumns as rawAggregateColumns } from 'host/planner.js';
import type { CidrText } from '../types/api.js';
import { ByoipError, isByoipError } from '../types/errors.js';
import { callWasm, invalidArgument, requireBytes, requireObject, requireString } from '../wasm/call-wasm.js';
import { canonicalPrefix } from '../wasm/planner/canonical-prefix.js';
import { type Reading, readsAsClaims } from './read-desired.js';

/** Addresses that are for a service. */
export interface Claim {
  /** An address, `first-last`, or a CIDR block. */
  readonly addresses: string;
  readonly serviceId: string;
}

/** What `aggregate` needs. */
export interface AggregateFacts {
  readonly prefix: CidrText;
  /** The service that the prefix itself is bound to, and that has every address which nobody claims. */
  readonly default: string;
  /**
   * Addresses and their services. Where entries overlap, the most specific one wins, in any order; with a range among
   * them, or `readAs: 'claims'`, the last one. Or a file with such a list, as text or bytes: JSON or CSV, an answer of
   * `list-bindings`, or a snapshot.
   */
  readonly claims: readonly Claim[] | string | Uint8Array | ArrayBuffer;
  /** Services that can be bound to the whole prefix only, such as Magic Transit. */
  readonly defaultOnly?: readonly string[] | undefined;
  /** `claims` for a list of blocks or hosts in which the last entry wins. */
  readonly readAs?: 'claims' | undefined;
}

/** A block and its service. */
export interface Bound {
  readonly cidr: CidrText;
  readonly serviceId: string;
}

/** What one service gets. */
export interface Share {
  readonly serviceId: string;
  /** Addresses that it owns, exact, in decimal: up to 2^128. */
  readonly addresses: string;
  /** Bindings to it. */
  readonly bindings: number;
}

/** The least list of bindings, and what it rests on. */
export interface Aggregated {
  /** Sorted by address; the prefix with its default comes first. */
  readonly bindings: readonly Bound[];
  /** Sorted by service. */
  readonly shares: readonly Share[];
  /** Bindings that the claims would take as they stand: the default, and the blocks of each claim. */
  readonly asClaimed: number;
  /** How the list was read. */
  readonly readAs: Reading;
  /** Entries that were read; of bindings, equal ones once. */
  readonly claims: number;
  /** Regional bindings in the list, which are left out. */
  readonly regional: number;
}

/**
 * The least number of bindings under which every address of the prefix belongs to the most specific entry on it, or to
 * the default where there is none. Entries for one block have one service. With a range among the entries, or
 * `readAs: 'claims'`, the last entry on an address counts in place of the most specific one. O(n log n).
 *
 * @throws ByoipError `claim-…`, `desired-conflict`, `id-…`, the codes of `parseCidr` and `parseAddress`, `range-…`; for a file also
 *   `json-…`, `envelope-…`, `desired-…`, `csv-…`, `service-name-conflict` and `snapshot-prefix-missing`. `pointer` says which claim it is,
 *   and in a file `at` where it stands.
 */
export function aggregate(facts: AggregateFacts): Aggregated {
  const { prefix, default: service, claims, defaultOnly, readAs } = requireObject(facts, 'facts');
  const cidr = canonicalPrefix(prefix);
  const named = requireString(service, 'default');
  const only = defaultOnly === undefined ? [] : list(defaultOnly, 'defaultOnly');
  const services = only.map((id) => requireString(id, 'defaultOnly'));
  const last = readsAsClaims(readAs);
  if (!Array.isArray(claims)) {
    const file = requireBytes(claims, 'claims', 'an array, a Uint8Array, an ArrayBuffer or a string');
    const source = typeof claims === 'string' ? claims : undefined;
    return decodeAnswer(callWasm(() => rawAggregate(cidr, named, services, file, last), source));
  }
  if (claims.length === 0)
    return decodeAnswer(callWasm(() => rawAggregate(cidr, named, services, EMPTY, last)));
  return aggregateColumns(claims, (addresses, ids, of) =>
    rawAggregateColumns(cidr, named, services, addresses, ids, of, last),
  );
}

const EMPTY = new TextEncoder().encode('[]');

/** Claims as columns, which cross the boundary in a fraction of the time that a list of objects would take. */
function aggregateColumns(
  claims: readonly (Claim | null)[],
  run: (addresses: string, services: string[], of: Uint32Array) => string,
): Aggregated {
  const places = new Map<string, number>();
  const of = new Uint32Array(claims.length);
  const lines = claims.map((claim, i) => {
    const addresses = requireString(claim?.addresses, 'claim.addresses');
    const serviceId = requireString(claim?.serviceId, 'claim.serviceId');
    let place = places.get(serviceId);
    if (place === undefined) {
      place = places.size;
      places.set(serviceId, place);
    }
    of[i] = place;
    // A line break is no part of an address either way, and must not start another line.
    return addresses.includes('\n') ? addresses.replaceAll('\n', '\r') : addresses;
  });
  try {
    return decodeAnswer(callWasm(() => run(lines.join('\n'), [...places.keys()], of)));
  } catch (error) {
    if (!isByoipError(error)) throw error;
    // Whatever the place counts in, the pointer says where it is.
    const { code, message, help, cure, pointer } = error;
    throw new ByoipError({
      code,
      message,
      help,
      ...(cure === undefined ? {} : { cure }),
      ...(pointer === undefined ? {} : { pointer }),
    });
  }
}

/** What the core answers: bindings as columns. */
interface AggregatedColumns extends Omit<Aggregated, 'bindings'> {
  readonly cidrs: string;
  readonly owners: readonly number[];
}

function decodeAnswer(json: string): Aggregated {
  const { cidrs, owners, ...rest }: AggregatedColumns = JSON.parse(json);
  const ids = rest.shares.map(({ serviceId }) => serviceId);
  const bindings = cidrs.split(' ').map((cidr, i) => ({ cidr, serviceId: ids[owners[i] ?? 0] ?? '' }));
  return { bindings, ...rest };
}

function list<T>(values: readonly T[], name: string): readonly T[] {
  if (!Array.isArray(values)) throw invalidArgument(name, 'an array', values);
  return values;
}
