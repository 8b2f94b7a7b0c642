// The typed face of the wasm: every call that is not a table.

import {
  Resolver,
  call as rawCall,
  errorCodes as rawErrorCodes,
  readEnvelope as rawReadEnvelope,
  ruleCodes as rawRuleCodes,
  version as rawVersion,
} from 'glue/core.js';
import { bindingTables, type BindingTable as Table } from '../lookup/table.js';
import type {
  AddressText,
  BindingFacts,
  CidrInfo,
  CidrText,
  Envelope,
  Finding,
  MaskedCidrInfo,
  Operation,
  PrefixFacts,
  ResultOf,
} from '../types/api.js';
import {
  callWasm,
  invalidArgument,
  optionalBoolean,
  optionalString,
  requireBytes,
  requireObject,
  requireString,
  toJson,
} from './call-wasm.js';

/** A call into the core; `at` in an error counts in `place`, where the call is about one text. */
function call<T>(name: string, fields: object, place?: string): T {
  return JSON.parse(callWasm(() => rawCall(toJson({ [name]: fields }, 'the call')), place)) as T;
}

/**
 * Parses a CIDR block strictly: IPv4 as RFC 4632 writes it, IPv6 as RFC 4291 does. O(length).
 *
 * @throws ByoipError that names the sin, the place and the cure, such as `host-bits-set`
 */
export function parseCidr(cidr: CidrText): CidrInfo {
  const { masked: _, ...info } = call<MaskedCidrInfo>('cidr', { text: requireString(cidr, 'cidr') }, cidr);
  return info;
}

/**
 * Parses a CIDR block and clears host bits; `masked` says whether there were any. O(length).
 *
 * @throws ByoipError for everything else that `parseCidr` refuses
 */
export function parseCidrMasked(cidr: string): MaskedCidrInfo {
  return call('cidr', { text: requireString(cidr, 'cidr'), masked: true }, cidr);
}

/** An address in canonical text, and its family. */
export interface AddressInfo {
  /** RFC 5952 for IPv6. */
  readonly address: AddressText;
  readonly family: 4 | 6;
}

/**
 * Parses an address. Zone ids and IPv4-mapped addresses are refused with the reason. O(length).
 *
 * @throws ByoipError that names the sin, the place and the cure
 */
export function parseAddress(address: string): AddressInfo {
  return call('address', { text: requireString(address, 'address') }, address);
}

/**
 * True where every address of `inner` lies in `outer`; a block covers itself. O(1).
 *
 * @throws ByoipError where one of them is no CIDR block
 */
export function covers(outer: CidrText, inner: CidrText): boolean {
  return call('covers', { outer: requireString(outer, 'outer'), inner: requireString(inner, 'inner') });
}

/** The block twice the size that contains this one; null for `/0`. */
export function parent(cidr: CidrText): CidrText | null {
  return call('parent', { cidr: requireString(cidr, 'cidr') }, cidr);
}

/** The other half of the parent; null for `/0`. */
export function sibling(cidr: CidrText): CidrText | null {
  return call('sibling', { cidr: requireString(cidr, 'cidr') }, cidr);
}

/** The two halves, lower first; null for a block of one address. */
export function halves(cidr: CidrText): readonly [CidrText, CidrText] | null {
  return call('halves', { cidr: requireString(cidr, 'cidr') }, cidr);
}

/**
 * The least list of blocks that is exactly the range from `first` to `last`: at most 62 for IPv4, 254 for IPv6.
 *
 * @throws ByoipError with the codes of `parseAddress`, `range-reversed` or `range-mixed-families`
 */
export function rangeToCidrs(first: AddressText, last: AddressText): readonly CidrText[] {
  return call('range', { first: requireString(first, 'first'), last: requireString(last, 'last') });
}

/** What `request` needs; which of the ids, depends on the operation. */
export interface RequestFacts {
  readonly operation: Operation;
  readonly accountId: string;
  readonly prefixId?: string;
  readonly bindingId?: string;
  readonly bgpPrefixId?: string;
  /** For `create-binding`. */
  readonly cidr?: CidrText;
  /** For `create-binding`. */
  readonly serviceId?: string;
  /** For `edit-bgp-prefix`. */
  readonly advertised?: boolean;
  /** For `edit-bgp-prefix`: 0 to 3. */
  readonly asnPrependCount?: number;
  /** For `edit-bgp-prefix`. */
  readonly autoAdvertiseWithdraw?: boolean;
}

/** A request as data: no host, no credentials. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the API's base URL, starting with `/accounts/`. */
  readonly path: string;
  /** JSON text. */
  readonly body: string | null;
}

/**
 * The request that performs an operation. Ids may hold letters, digits, `-` and `_` only, so that none can
 * change the path that it becomes a part of.
 *
 * @throws ByoipError `id-empty`, `id-too-long`, `id-bad-character`, or those of `parseCidr`
 */
export function request(facts: RequestFacts): ApiRequest {
  const { asnPrependCount } = requireObject(facts, 'facts');
  const bad = asnPrependCount !== undefined && !Number.isInteger(asnPrependCount);
  if (bad) throw invalidArgument('asnPrependCount', 'a whole number from 0 to 3', asnPrependCount);
  const ask = {
    operation: requireString(facts.operation, 'operation'),
    accountId: optionalString(facts.accountId, 'accountId') ?? '',
    prefixId: optionalString(facts.prefixId, 'prefixId') ?? '',
    bindingId: optionalString(facts.bindingId, 'bindingId') ?? '',
    bgpPrefixId: optionalString(facts.bgpPrefixId, 'bgpPrefixId') ?? '',
    cidr: optionalString(facts.cidr, 'cidr') ?? '',
    serviceId: optionalString(facts.serviceId, 'serviceId') ?? '',
    advertised: optionalBoolean(facts.advertised, 'advertised'),
    asnPrependCount: asnPrependCount ?? null,
    autoAdvertiseWithdraw: optionalBoolean(facts.autoAdvertiseWithdraw, 'autoAdvertiseWithdraw'),
  };
  return call('request', { ask });
}

/**
 * Reads an answer of the API from its bytes. A failure envelope is a value with `success: false`; whatever is
 * not a well-formed envelope of the operation is thrown, with `at` in bytes and a JSON pointer. O(bytes).
 *
 * Numbers in unknown fields that a double cannot hold lose digits, as with any `JSON.parse`.
 *
 * @throws ByoipError `json-…`, `envelope-…`, or the codes of `parseCidr` for a CIDR in the answer
 */
export function readEnvelope<O extends Operation>(
  operation: O,
  body: Uint8Array | ArrayBuffer | string,
): Envelope<ResultOf[O]> {
  const name = requireString(operation, 'operation');
  const source = requireBytes(body, 'body');
  return JSON.parse(callWasm(() => rawReadEnvelope(name, source))) as Envelope<ResultOf[O]>;
}

/** What `lint` looks at. */
export interface LintFacts {
  readonly prefix: PrefixFacts;
  readonly bindings: readonly BindingFacts[];
  /** The account's services: without them an unknown service id cannot be told from a known one. */
  readonly services?: readonly { readonly id: string; readonly name: string }[] | undefined;
}

/** What `check` looks at. */
export interface CheckFacts extends LintFacts {
  readonly proposed: BindingFacts;
}

function list<T, U>(values: readonly T[], name: string, one: (value: T) => U): U[] {
  if (!Array.isArray(values)) throw invalidArgument(name, 'an array', values);
  return (values as readonly T[]).map(one);
}

function facts(all: LintFacts): object {
  const { prefix, bindings, services } = requireObject(all, 'facts');
  return {
    prefix: {
      cidr: requireString(prefix?.cidr, 'prefix.cidr'),
      approved: optionalString(prefix.approved, 'prefix.approved'),
      advertised: optionalBoolean(prefix.advertised, 'prefix.advertised'),
      onDemandLocked: optionalBoolean(prefix.onDemandLocked, 'prefix.onDemandLocked'),
    },
    bindings: list(bindings, 'bindings', bindingFacts),
    services:
      services === undefined
        ? null
        : list(services, 'services', (service) => ({
            id: requireString(service?.id, 'service.id'),
            name: requireString(service.name, 'service.name'),
          })),
  };
}

function bindingFacts(binding: BindingFacts): object {
  return {
    cidr: requireString(binding?.cidr, 'binding.cidr'),
    serviceId: optionalString(binding.serviceId, 'binding.serviceId'),
    serviceName: optionalString(binding.serviceName, 'binding.serviceName'),
    state: optionalString(binding.state, 'binding.state'),
  };
}

/**
 * Judges one binding before it is sent: what the API would refuse, what would disrupt traffic, what could be
 * better; errors first. Bad input in the facts is a finding, not an exception. O(n log n).
 */
export function check(all: CheckFacts): readonly Finding[] {
  return call('check', { ...facts(all), proposed: bindingFacts(all.proposed) });
}

/** Judges all bindings of a prefix; errors first. O(n log n). */
export function lint(all: LintFacts): readonly Finding[] {
  return call('lint', { ...facts(all) });
}

/** Version of the package. */
export function version(): string {
  return rawVersion();
}

/** The codes of the core's errors, as the core has them. */
export function errorCodes(): readonly string[] {
  return rawErrorCodes();
}

/** The codes of the rules, as the core has them. */
export function ruleCodes(): readonly string[] {
  return rawRuleCodes();
}

/** A list of bindings that answers who owns an address. */
export type BindingTable = Table;

/** Makes tables: `BindingTable.fromEnvelope(bytes)`, `.fromBindings(list)`, `.fromColumns(columns)`. */
export const BindingTable = bindingTables(Resolver);
