// Snapshots of an account: taken from the API, read, and written in canonical form.

import { snapshotText as rawSnapshotText, startPlanner } from 'host/planner.js';
import type { Byoip } from './client/client.js';
import type { AccountParams } from './client/resources.js';
import type { CallOptions } from './client/transport.js';
import type { BgpPrefix, Extra, Prefix, Service, ServiceBinding } from './types/api.js';
import { invalidArgument, requireBytes, requireString, toJson } from './wasm/arguments.js';
import { callWasm } from './wasm/call-wasm.js';

/** The state of an account at one time: enough to restore its bindings. */
export interface Snapshot {
  readonly accountId: string;
  /** Date and time, RFC 3339. */
  readonly takenAt: string;
  /** The services of the account. */
  readonly services: readonly Service[];
  readonly prefixes: readonly PrefixSnapshot[];
}

/** The state of a prefix at one time. */
export interface PrefixSnapshot {
  readonly prefix: Prefix;
  /** Including regional bindings. */
  readonly bindings: readonly ServiceBinding[];
  readonly bgpPrefixes: readonly BgpPrefix[];
}

/**
 * Reads a snapshot of any released version, strictly, and sorts its lists. O(n log n).
 *
 * Unknown fields of the API's objects are in `extra`; numbers in them lose the digits that a double cannot hold, as with any
 * `JSON.parse`. Fields outside the API's objects are ignored.
 *
 * @throws ByoipError `json-…`, `envelope-field-missing`, `envelope-bad-value` for an unknown version,
 * or the codes of `parseCidr`; with `at` in bytes and a JSON pointer
 */
export function readSnapshot(json: string | Uint8Array | ArrayBuffer): Snapshot {
  const { accountId, takenAt, services, prefixes } = JSON.parse(
    canonicalText(requireBytes(json, 'json'), true),
  ) as Snapshot;
  return { accountId, takenAt, services, prefixes };
}

/**
 * Writes a snapshot in the canonical form of docs/snapshot.md: equal states give equal bytes, for any order of lists and
 * fields, in the package, the command line and the planner page alike. Rewriting a snapshot from text or bytes loses nothing,
 * not even digits of unknown numbers. O(n log n).
 *
 * @throws ByoipError with the codes of `readSnapshot`, about the snapshot as JSON with the API's own names;
 * `call-malformed` for a value that is not a snapshot
 */
export function writeSnapshot(snapshot: Snapshot | string | Uint8Array | ArrayBuffer): string {
  const isText =
    typeof snapshot === 'string' || snapshot instanceof Uint8Array || snapshot instanceof ArrayBuffer;
  const source = isText ? snapshot : toJson(snapshotToWire(snapshot), 'the snapshot');
  return canonicalText(requireBytes(source, 'snapshot'), false);
}

/** A snapshot read and written again, with the API's field names or, for JavaScript, in camel case. */
function canonicalText(json: Uint8Array, camel: boolean): string {
  return callWasm(() => {
    startPlanner();
    return rawSnapshotText(json, camel);
  });
}

/** The account, and the time to record. */
export interface SnapshotParams extends AccountParams {
  /** The time in the snapshot; the default is now. */
  readonly takenAt?: Date | undefined;
}

/**
 * Reads the whole account: its services, its prefixes, and the bindings and BGP prefixes of each prefix. If one list fails, the
 * snapshot fails: it never lacks a part of the account. 2 + 2 × prefixes requests, one after the other.
 *
 * The snapshot may or may not contain changes made while it is taken: the API cannot list several resources at one moment.
 *
 * @throws ByoipError of the client
 */
export async function takeSnapshot(
  client: Byoip,
  { takenAt = new Date(), ...account }: SnapshotParams = {},
  options: CallOptions = {},
): Promise<Snapshot> {
  const { services, prefixes } = client.addressing;
  return collectSnapshot(
    {
      accountId: client.addressing.account(account),
      services: async () => await services.list(account, options),
      prefixes: async () => await prefixes.list(account, options),
      bindings: async (id) => await prefixes.serviceBindings.list(id, account, options),
      bgpPrefixes: async (id) => await prefixes.bgpPrefixes.list(id, account, options),
    },
    takenAt,
  );
}

/** Where the lists of an account come from. */
export interface AccountLists {
  readonly accountId: string;
  services(): Promise<readonly Service[]>;
  prefixes(): Promise<readonly Prefix[]>;
  bindings(prefixId: string): Promise<readonly ServiceBinding[]>;
  bgpPrefixes(prefixId: string): Promise<readonly BgpPrefix[]>;
}

/** @internal A snapshot from any source of lists. */
export async function collectSnapshot(lists: AccountLists, takenAt: Date): Promise<Snapshot> {
  const services = await lists.services();
  const prefixes: PrefixSnapshot[] = [];
  for (const prefix of await lists.prefixes()) {
    const bindings = await lists.bindings(prefix.id);
    prefixes.push({ prefix, bindings, bgpPrefixes: await lists.bgpPrefixes(prefix.id) });
  }
  return { accountId: lists.accountId, takenAt: rfc3339(takenAt), services, prefixes };
}

/** A time in UTC, to the second. */
function rfc3339(time: Date): string {
  if (!(time instanceof Date) || Number.isNaN(time.getTime()))
    throw invalidArgument('takenAt', 'a date', time);
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A snapshot with the API's field names. The core checks its content. */
function snapshotToWire(snapshot: Snapshot): object {
  const all = (resources: readonly object[], name: string, one = resourceToWire): readonly object[] => {
    if (!Array.isArray(resources)) throw invalidArgument(name, 'an array', resources);
    return resources.map((resource) => one(resource, name));
  };
  if (typeof snapshot !== 'object' || snapshot === null) {
    throw invalidArgument('snapshot', 'a snapshot, a Uint8Array, an ArrayBuffer or a string', snapshot);
  }
  const { accountId, takenAt, services, prefixes } = snapshot;
  if (!Array.isArray(prefixes)) throw invalidArgument('prefixes', 'an array', prefixes);
  return {
    byoip_snapshot: 1,
    account_id: requireString(accountId, 'accountId'),
    taken_at: requireString(takenAt, 'takenAt'),
    services: all(services, 'services'),
    prefixes: (prefixes as readonly PrefixSnapshot[]).map((one) => ({
      prefix: resourceToWire(one?.prefix, 'prefix'),
      bindings: all(one.bindings, 'bindings', bindingToWire),
      bgp_prefixes: all(one.bgpPrefixes, 'bgpPrefixes'),
    })),
  };
}

const NESTED: ReadonlySet<string> = new Set(['onDemand', 'bgpSignalOpts']);

/** A resource with the API's field names, and its unknown fields at the top level again. */
function resourceToWire(resource: object, name: string): Record<string, unknown> {
  if (typeof resource !== 'object' || resource === null) throw invalidArgument(name, 'an object', resource);
  const { extra, cidrAsSent, ...known } = resource as {
    readonly extra?: Extra;
    readonly cidrAsSent?: string;
    readonly [field: string]: unknown;
  };
  const own = Object.entries(known).map(([field, value]) => [
    field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    NESTED.has(field) && typeof value === 'object' && value !== null ? resourceToWire(value, field) : value,
  ]);
  const sent = cidrAsSent === undefined ? {} : { cidr: cidrAsSent };
  return { ...Object.fromEntries(own), ...sent, ...extra };
}

/** A binding; the API nests its state in an object. */
function bindingToWire(binding: object, name: string): Record<string, unknown> {
  const { state = null, ...rest } = { ...binding } as { readonly state?: unknown };
  return { ...(state === null ? {} : { provisioning: { state } }), ...resourceToWire(binding && rest, name) };
}
