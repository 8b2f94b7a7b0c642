// The shortest list of bindings that gives each address its service.

import { aggregate as rawAggregate, aggregateColumns as rawAggregateColumns } from 'host/planner.js';
import { encodeUtf8 } from '../text/utf8.js';
import type { CidrText } from '../types/api.js';
import { ByoipError, isByoipError, problemOf } from '../types/errors.js';
import { mapArray, requireBytes, requireObject, requireString } from '../wasm/arguments.js';
import { callWasm } from '../wasm/call-wasm.js';
import type { NamedService } from '../wasm/plain-facts.js';
import { canonicalPrefix } from '../wasm/planner/canonical-prefix.js';
import { serviceColumns } from './find-service.js';
import { type Bound, type Reading, readsAsClaims } from './list-format.js';

/** Addresses and the service that they belong to. */
export interface Claim {
  /** An address, `first-last`, or a CIDR block. */
  readonly addresses: string;
  readonly serviceId: string;
}

/** The parameters of `aggregate`. */
export interface AggregateFacts {
  readonly prefix: CidrText;
  /** The service that the prefix itself is bound to; it has every address that no claim covers. */
  readonly default: string;
  /**
   * Addresses and their services. Where entries overlap, the most specific one wins, in any order; in a list with a
   * range, or with `readAs: 'claims'`, the last one wins. Or a file with such a list, as text or bytes: JSON or CSV, an
   * answer of `list-bindings`, or a snapshot.
   */
  readonly claims: readonly Claim[] | string | Uint8Array | ArrayBuffer;
  /** Services that may be bound only to the whole prefix, such as Magic Transit. */
  readonly defaultOnly?: readonly string[] | undefined;
  /** `claims` for a list of blocks or hosts in which the last entry wins. */
  readonly readAs?: 'claims' | undefined;
  /** The account's services: then a file may name a service wherever an id may stand, as `findService` reads it. */
  readonly services?: readonly NamedService[] | undefined;
}

/** The addresses and bindings of one service. */
export interface Share {
  readonly serviceId: string;
  /** Addresses that it owns, exact, in decimal: up to 2^128. */
  readonly addresses: string;
  /** Number of bindings. */
  readonly bindings: number;
}

/** The shortest list of bindings, and what it was computed from. */
export interface Aggregated {
  /** Sorted by address; the prefix with its default comes first. */
  readonly bindings: readonly Bound[];
  /** Sorted by service. */
  readonly shares: readonly Share[];
  /** Bindings without aggregation: the default, and the blocks of each claim. */
  readonly asClaimed: number;
  /** How the list was read. */
  readonly readAs: Reading;
  /** Number of entries; duplicate bindings count once. */
  readonly claims: number;
  /** Number of regional bindings in the list, which are ignored. */
  readonly regional: number;
}

/**
 * The shortest list of bindings that gives every address of the prefix to the service of the most specific entry that covers
 * it, or to the default where no entry does. Two services for one block are an error. In a list with a range, or with
 * `readAs: 'claims'`, the last entry that covers an address decides. O(n log n).
 *
 * @throws ByoipError `claim-…`, `desired-conflict`, `id-…`, the codes of `parseCidr` and `parseAddress`, `range-…`; for a file also
 *   `json-…`, `envelope-…`, `desired-…`, `csv-…`, `service-name-…`, `service-names-missing` and `snapshot-prefix-missing`. `pointer` names the claim, and in a file
 *   `at` its position.
 *
 * @example
 * ```ts
 * const claims = '192.0.2.0/25,a\n192.0.2.128/25,a\n';
 * aggregate({ prefix: '192.0.2.0/24', default: 'a', claims }).bindings.map(({ cidr }) => cidr); // ['192.0.2.0/24']
 * ```
 */
export function aggregate(facts: AggregateFacts): Aggregated {
  const {
    prefix,
    default: service,
    claims,
    defaultOnly,
    readAs,
    services: known,
  } = requireObject(facts, 'facts');
  const cidr = canonicalPrefix(prefix);
  const defaultId = requireString(service, 'default');
  const services = mapArray(defaultOnly ?? [], 'defaultOnly', (id) => requireString(id, 'defaultOnly'));
  const asClaims = readsAsClaims(readAs);
  if (!Array.isArray(claims)) {
    const file = requireBytes(claims, 'claims', 'an array, a Uint8Array, an ArrayBuffer or a string');
    const source = typeof claims === 'string' ? claims : undefined;
    const table = known === undefined ? undefined : serviceColumns(known);
    return decodeAnswer(
      callWasm(
        () => rawAggregate(cidr, defaultId, services, file, asClaims, table?.ids, table?.names),
        source,
      ),
    );
  }
  if (claims.length === 0)
    return decodeAnswer(callWasm(() => rawAggregate(cidr, defaultId, services, EMPTY(), asClaims)));
  return aggregateColumns(claims, (addresses, ids, of) =>
    rawAggregateColumns(cidr, defaultId, services, addresses, ids, of, asClaims),
  );
}

const EMPTY = () => encodeUtf8('[]');

/** Passes the claims as columns, which cross the boundary much faster than a list of objects. */
function aggregateColumns(
  claims: readonly (Claim | null)[],
  run: (addresses: string, services: string[], of: Uint32Array) => string,
): Aggregated {
  const numbers = new Map<string, number>();
  const serviceOf = new Uint32Array(claims.length);
  const lines = claims.map((claim, i) => {
    const addresses = requireString(claim?.addresses, 'claim.addresses');
    const serviceId = requireString(claim?.serviceId, 'claim.serviceId');
    let number = numbers.get(serviceId);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(serviceId, number);
    }
    serviceOf[i] = number;
    // A line break is invalid in an address, and must not start another line.
    return addresses.includes('\n') ? addresses.replaceAll('\n', '\r') : addresses;
  });
  try {
    return decodeAnswer(callWasm(() => run(lines.join('\n'), [...numbers.keys()], serviceOf)));
  } catch (error) {
    if (!isByoipError(error)) throw error;
    // Positions in the joined text mean nothing to the caller; the pointer names the claim.
    const { at: _, ...problem } = problemOf(error);
    throw new ByoipError(problem);
  }
}

/** The answer of the core: bindings as columns. */
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
