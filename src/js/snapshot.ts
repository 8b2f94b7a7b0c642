// A snapshot of an account: taken from the API, read, and written so that the same state gives the same bytes.

import { snapshotText as rawSnapshotText, startPlanner } from 'host/planner.js';
import type { Byoip } from './client/client.js';
import type { AccountParams } from './client/resources.js';
import type { CallOptions } from './client/transport.js';
import type { BgpPrefix, Extra, Prefix, Service, ServiceBinding } from './types/api.js';
import { callWasm, invalidArgument, requireBytes, requireString, toJson } from './wasm/call-wasm.js';

/** What an account had at some time: enough to restore its bindings. */
export interface Snapshot {
  readonly accountId: string;
  /** Date and time, RFC 3339. */
  readonly takenAt: string;
  /** The services that it could bind to. */
  readonly services: readonly Service[];
  readonly prefixes: readonly PrefixSnapshot[];
}

/** What a prefix had at some time. */
export interface PrefixSnapshot {
  readonly prefix: Prefix;
  /** Regional ones included. */
  readonly bindings: readonly ServiceBinding[];
  readonly bgpPrefixes: readonly BgpPrefix[];
}

/**
 * Reads a snapshot of any released version, strictly; its lists come in canonical order. O(n log n).
 *
 * Unknown fields of the API's objects are kept in `extra`; numbers in them that a double cannot hold lose digits, as
 * with any `JSON.parse`. Fields beside the API's objects are passed over.
 *
 * @throws ByoipError `json-…`, `envelope-field-missing`, `envelope-bad-value` for a version that this one does not know,
 * or the codes of `parseCidr`; with `at` in bytes and a JSON pointer
 */
export function readSnapshot(json: string | Uint8Array | ArrayBuffer): Snapshot {
  const { accountId, takenAt, services, prefixes } = JSON.parse(
    canonicalText(requireBytes(json, 'json'), true),
  ) as Snapshot;
  return { accountId, takenAt, services, prefixes };
}

/**
 * Writes a snapshot in canonical form, as docs/snapshot.md describes it: equal states give equal bytes, whatever the
 * order of their lists and of their fields, and from whichever of the package, the command line and the planner page.
 * A snapshot that is text or bytes already is written anew without a loss, unknown numbers included. O(n log n).
 *
 * @throws ByoipError with the codes of `readSnapshot`, about the snapshot as JSON with the API's own names;
 * `call-malformed` for what is no snapshot at all
 */
export function writeSnapshot(snapshot: Snapshot | string | Uint8Array | ArrayBuffer): string {
  const isText =
    typeof snapshot === 'string' || snapshot instanceof Uint8Array || snapshot instanceof ArrayBuffer;
  const source = isText ? snapshot : toJson(snapshotToWire(snapshot), 'the snapshot');
  return canonicalText(requireBytes(source, 'snapshot'), false);
}

/** A snapshot read and written again, with the API's names or those of JavaScript. */
function canonicalText(json: Uint8Array, camel: boolean): string {
  return callWasm(() => {
    startPlanner();
    return rawSnapshotText(json, camel);
  });
}

/** When, and of which account. */
export interface SnapshotParams extends AccountParams {
  /** The time that stands in the snapshot; now without it. */
  readonly takenAt?: Date | undefined;
}

/**
 * Reads the whole account: its services, its prefixes, and of each of them the bindings and BGP prefixes. One list that
 * fails makes the whole fail: a snapshot is never shorter than the account. 2 + 2 × prefixes requests, one after the other.
 *
 * What is changed meanwhile may be in it or not: the API has no lists of one moment.
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

/** The lists of an account, each asked for by a call. */
export interface AccountLists {
  readonly accountId: string;
  services(): Promise<readonly Service[]>;
  prefixes(): Promise<readonly Prefix[]>;
  bindings(prefixId: string): Promise<readonly ServiceBinding[]>;
  bgpPrefixes(prefixId: string): Promise<readonly BgpPrefix[]>;
}

/** @internal The same from any source of lists. */
export async function collectSnapshot(lists: AccountLists, takenAt: Date): Promise<Snapshot> {
  const services = await lists.services();
  const prefixes: PrefixSnapshot[] = [];
  for (const prefix of await lists.prefixes()) {
    const bindings = await lists.bindings(prefix.id);
    prefixes.push({ prefix, bindings, bgpPrefixes: await lists.bgpPrefixes(prefix.id) });
  }
  return { accountId: lists.accountId, takenAt: rfc3339(takenAt), services, prefixes };
}

/** A time to the second, in UTC. */
function rfc3339(time: Date): string {
  if (!(time instanceof Date) || Number.isNaN(time.getTime()))
    throw invalidArgument('takenAt', 'a date', time);
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A snapshot with the API's own names. What is wrong in it is found by the core. */
function snapshotToWire(snapshot: Snapshot): object {
  const all = (nouns: readonly object[], name: string, one = resourceToWire): readonly object[] => {
    if (!Array.isArray(nouns)) throw invalidArgument(name, 'an array', nouns);
    return nouns.map((noun) => one(noun, name));
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

/** A noun with the API's own names, and its unknown fields where the API had them. */
function resourceToWire(noun: object, name: string): Record<string, unknown> {
  if (typeof noun !== 'object' || noun === null) throw invalidArgument(name, 'an object', noun);
  const { extra, cidrAsSent, ...known } = noun as {
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

/** A binding, whose state the API has in an object of its own. */
function bindingToWire(binding: object, name: string): Record<string, unknown> {
  const { state = null, ...rest } = { ...binding } as { readonly state?: unknown };
  return { ...(state === null ? {} : { provisioning: { state } }), ...resourceToWire(binding && rest, name) };
}
