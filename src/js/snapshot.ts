// Snapshots of an account: taken from the API, read, and written in canonical form.

import { Body, snapshotText as rawSnapshotText, startPlanner } from 'host/planner.js';
import { isPermissionError } from './client/api-error.js';
import type { Byoip } from './client/client.js';
import type { CallOptions } from './client/transport.js';
import type { BgpPrefix, CidrText, Delegation, Extra, Prefix, Service, ServiceBinding } from './types/api.js';
import type { PlatformResponse, PlatformStream } from './types/platform.js';
import { isArrayBuffer, isDate, isUint8Array } from './types/realm.js';
import {
  invalidArgument,
  malformedCall,
  mapArray,
  requireBytes,
  requireString,
  toJson,
} from './wasm/arguments.js';
import { callWasm } from './wasm/call-wasm.js';
import { parseCidr } from './wasm/core.js';

/** The state of an account at one time: enough to restore its bindings. */
export interface Snapshot {
  readonly accountId: string;
  /** Date and time, RFC 3339. */
  readonly takenAt: string;
  /**
   * The prefixes that a part of an account is about; null or absent for the whole account. One of these that is not in
   * `prefixes` did not exist.
   */
  readonly only?: readonly CidrText[] | null;
  /** The services of the account. */
  readonly services: readonly Service[];
  readonly prefixes: readonly PrefixSnapshot[];
}

/** The state of a prefix at one time. */
export interface PrefixSnapshot {
  readonly prefix: Prefix;
  /** Including regional bindings. */
  readonly bindings: readonly ServiceBinding[];
  /** Null where the list could not be read. */
  readonly bgpPrefixes: readonly BgpPrefix[] | null;
  /** Null where the list could not be read, as in snapshots of format 1. */
  readonly delegations?: readonly Delegation[] | null;
  /** Why a list is null. */
  readonly unread?: Partial<Readonly<Record<'bgpPrefixes' | 'delegations', string>>>;
}

/**
 * Reads a snapshot of any released version, strictly, and sorts its lists. O(n log n).
 *
 * Unknown fields of the API's objects are in `extra`; numbers in them lose the digits that a double cannot hold, as with any
 * `JSON.parse`. Fields outside the API's objects are ignored.
 *
 * @throws ByoipError `json-…`, `envelope-field-missing`, `envelope-bad-value` for an unknown version,
 * or the codes of `parseCidr`; with `at` in bytes and a JSON pointer
 *
 * @example
 * ```ts
 * readSnapshot(before).prefixes.length; // 2
 * ```
 */
export function readSnapshot(json: string | Uint8Array | ArrayBuffer): Snapshot {
  return parsed(canonicalText(requireBytes(json, 'json'), true));
}

function parsed(camelJson: string): Snapshot {
  const { accountId, takenAt, only = null, services, prefixes } = JSON.parse(camelJson) as Snapshot;
  return { accountId, takenAt, only, services, prefixes };
}

/**
 * Reads a snapshot from the body of a response, or from another stream of bytes such as `blob.stream()`. Each chunk goes into the
 * memory of the wasm as it arrives, so that there is no second copy of a large snapshot. The body cannot be read again, also after an
 * error. O(n log n).
 *
 * @throws ByoipError with the codes of `readSnapshot`; `json-too-large` as soon as more than 256 MiB have arrived; `call-malformed` for
 * a body that was read before. An error of the stream itself is thrown as it is.
 *
 * @example
 * ```ts
 * readSnapshotBody(new Response(before)).then(({ prefixes }) => prefixes.length);
 * ```
 */
export async function readSnapshotBody(body: PlatformResponse | PlatformStream): Promise<Snapshot> {
  const stream = unreadStream(body);
  if (stream === null) return readSnapshot('');
  const source = callWasm(() => {
    startPlanner();
    return new Body(stream);
  });
  try {
    let chunk = await source.read();
    while (callWasm(() => source.take(chunk))) chunk = await source.read();
  } catch (error) {
    // The error is what counts; a stream that has failed cannot be cancelled.
    source.cancel().catch(() => {});
    source.free();
    throw error;
  }
  return parsed(callWasm(() => source.snapshotText()));
}

/** The stream of a body that was not read yet; null for a response without one. Classes of other realms are as good as ours. */
function unreadStream(body: unknown): ReadableStream<Uint8Array> | null {
  const { body: stream = body, bodyUsed = false } = Object(body) as { body?: unknown; bodyUsed?: unknown };
  if (stream === null && body !== null) return null;
  if (!isStream(stream)) throw invalidArgument('body', 'a Response or a ReadableStream', body);
  if (stream.locked || bodyUsed === true)
    throw malformedCall(
      'the body was read before',
      'pass a body that was not read, or a clone of its response',
    );
  return stream;
}

const isStream = (value: unknown): value is ReadableStream<Uint8Array> =>
  typeof (value as Partial<ReadableStream> | null)?.getReader === 'function';

/**
 * Writes a snapshot in the canonical form of docs/snapshot.md: equal states give equal bytes, for any order of lists and
 * fields, in the package, the command line and the planner page alike. Rewriting a snapshot from text or bytes loses nothing,
 * not even digits of unknown numbers. O(n log n).
 *
 * @throws ByoipError with the codes of `readSnapshot`, about the snapshot as JSON with the API's own names;
 * `call-malformed` for a value that is not a snapshot
 *
 * @example
 * ```ts
 * writeSnapshot(before) === before; // true
 * ```
 */
export function writeSnapshot(snapshot: Snapshot | string | Uint8Array | ArrayBuffer): string {
  return canonicalText(snapshotBytes(snapshot, 'snapshot'), false);
}

/** @internal A snapshot as JSON in bytes. */
export function snapshotBytes(
  snapshot: Snapshot | string | Uint8Array | ArrayBuffer,
  name: string,
): Uint8Array {
  const isText = typeof snapshot === 'string' || isUint8Array(snapshot) || isArrayBuffer(snapshot);
  const source = isText ? snapshot : toJson(snapshotToWire(snapshot), 'the snapshot');
  return requireBytes(source, name);
}

/** A snapshot read and written again, with the API's field names or, for JavaScript, in camel case. */
function canonicalText(json: Uint8Array, camel: boolean): string {
  return callWasm(() => {
    startPlanner();
    return rawSnapshotText(json, camel);
  });
}

/** The account, and the time to record. */
export interface SnapshotParams {
  /** The account; the default is the client's. */
  readonly accountId?: string | undefined;
  /** The time in the snapshot; the default is now. */
  readonly takenAt?: Date | undefined;
  /** These prefixes only; the default is the whole account. */
  readonly only?: readonly CidrText[] | undefined;
}

/**
 * Reads the whole account: its services, its prefixes, and the bindings, BGP prefixes and delegations of each prefix. If one
 * list fails, the snapshot fails: it never lacks a part of the account. Only delegations that the token may not list are left
 * out, and `unread` says so. 2 + 3 × prefixes requests, one after the other.
 *
 * The snapshot may or may not contain changes made while it is taken: the API cannot list several resources at one moment.
 *
 * @throws ByoipError of the client
 *
 * @example
 * ```ts
 * const { takenAt, prefixes } = await takeSnapshot(client);
 * ```
 */
export async function takeSnapshot(
  client: Byoip,
  { takenAt = new Date(), only, accountId }: SnapshotParams = {},
  options: CallOptions = {},
): Promise<Snapshot> {
  const { services, prefixes } = client.addressing;
  const account = { account_id: client.addressing.account({ account_id: accountId }) };
  return collectSnapshot(
    {
      accountId: account.account_id,
      services: async () => await services.list(account, options),
      prefixes: async () => await prefixes.list(account, options),
      bindings: async (id) => await prefixes.serviceBindings.list(id, account, options),
      bgpPrefixes: async (id) => await prefixes.bgpPrefixes.list(id, account, options),
      delegations: async (id) => await prefixes.delegations.list(id, account, options),
    },
    takenAt,
    only,
  );
}

/** Where the lists of an account come from. */
export interface AccountLists {
  readonly accountId: string;
  services(): Promise<readonly Service[]>;
  prefixes(): Promise<readonly Prefix[]>;
  bindings(prefixId: string): Promise<readonly ServiceBinding[]>;
  bgpPrefixes(prefixId: string): Promise<readonly BgpPrefix[]>;
  delegations(prefixId: string): Promise<readonly Delegation[]>;
}

/** @internal A snapshot from any source of lists; with `only`, of these prefixes. */
export async function collectSnapshot(
  lists: AccountLists,
  takenAt: Date,
  only?: readonly CidrText[],
): Promise<Snapshot> {
  const wanted = only?.map((cidr) => parseCidr(cidr).cidr);
  const services = await lists.services();
  const prefixes: PrefixSnapshot[] = [];
  for (const prefix of await lists.prefixes()) {
    if (wanted !== undefined && !wanted.includes(prefix.cidr)) continue;
    const bindings = await lists.bindings(prefix.id);
    const bgpPrefixes = await lists.bgpPrefixes(prefix.id);
    prefixes.push({ prefix, bindings, bgpPrefixes, ...(await readDelegations(lists, prefix.id)) });
  }
  return { accountId: lists.accountId, takenAt: rfc3339(takenAt), only: wanted ?? null, services, prefixes };
}

/** The delegations of a prefix, or why the token may not list them. */
async function readDelegations(
  lists: AccountLists,
  prefixId: string,
): Promise<Pick<PrefixSnapshot, 'delegations' | 'unread'>> {
  try {
    return { delegations: await lists.delegations(prefixId), unread: {} };
  } catch (error) {
    if (!isPermissionError(error)) throw error;
    return { delegations: null, unread: { delegations: 'the token may not list them' } };
  }
}

/** A time in UTC, to the second. */
function rfc3339(time: Date): string {
  if (!isDate(time) || Number.isNaN(time.getTime())) throw invalidArgument('takenAt', 'a date', time);
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
  const { accountId, takenAt, only = null, services, prefixes } = snapshot;
  const onlyText =
    only === null ? {} : { only: mapArray(only, 'only', (cidr) => requireString(cidr, 'only')) };
  if (!Array.isArray(prefixes)) throw invalidArgument('prefixes', 'an array', prefixes);
  return {
    byoip_snapshot: 2,
    account_id: requireString(accountId, 'accountId'),
    taken_at: requireString(takenAt, 'takenAt'),
    ...onlyText,
    services: all(services, 'services'),
    prefixes: (prefixes as readonly PrefixSnapshot[]).map((one) => ({
      prefix: resourceToWire(one?.prefix, 'prefix'),
      bindings: all(one.bindings, 'bindings', bindingToWire),
      ...listsToWire(one, all),
    })),
  };
}

/** The lists of a prefix that may be absent, with the reasons. */
function listsToWire(
  { bgpPrefixes, delegations = null, unread = {} }: PrefixSnapshot,
  all: WriteList,
): object {
  const reasons: Record<string, string> = {};
  const written: Record<string, unknown> = {};
  const lists = [
    ['bgpPrefixes', 'bgp_prefixes', bgpPrefixes],
    ['delegations', 'delegations', delegations],
  ] as const;
  for (const [name, wire, list] of lists) {
    if (list === null || list === undefined) reasons[wire] = unread[name] ?? 'the snapshot lacks the list';
    else written[wire] = all(list, name);
  }
  return Object.keys(reasons).length === 0 ? written : { ...written, unread: reasons };
}

/** Writes a list of resources with the API's names. */
type WriteList = (resources: readonly object[], name: string) => readonly object[];

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
