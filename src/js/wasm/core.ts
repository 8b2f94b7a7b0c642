// The functions of the package that call the core: everything but tables.

import {
  call as rawCall,
  errorCodes as rawErrorCodes,
  readEnvelope as rawReadEnvelope,
  ruleCodes as rawRuleCodes,
  version as rawVersion,
  startCore,
} from 'host/core.js';
import type {
  AddressText,
  BindingFacts,
  CidrInfo,
  CidrText,
  Envelope,
  Finding,
  MaskedCidrInfo,
  PrefixFacts,
} from '../types/api.js';
import type { Operation, ResultOf } from '../types/operations.js';
import {
  callJson,
  invalidArgument,
  mapArray,
  optionalBoolean,
  optionalString,
  requireBytes,
  requireObject,
  requireString,
} from './arguments.js';
import { callWasm } from './call-wasm.js';
import { plainPrefix, plainServices } from './plain-facts.js';

/** Calls the core; `at` in an error is an offset in `input`, where the call is about one text. */
function call<T>(name: string, facts: string | object, input?: string): T {
  return answer(callJson({ [name]: facts }, 'the call'), input);
}

function answer<T>(text: string, input?: string): T {
  return JSON.parse(inCore(() => rawCall(text), input)) as T;
}

function inCore<T>(run: () => T, input?: string): T {
  return callWasm(() => {
    startCore();
    return run();
  }, input);
}

/**
 * Parses a CIDR block strictly: IPv4 as RFC 4632 writes it, IPv6 as RFC 4291 does. O(length).
 *
 * @throws ByoipError with the code, the position and the suggested fix, such as `host-bits-set`
 *
 * @example
 * ```ts
 * parseCidr('2001:db8::/32').size; // '79228162514264337593543950336'
 * ```
 */
export function parseCidr(cidr: CidrText): CidrInfo {
  const { masked: _, ...info } = call<MaskedCidrInfo>('cidr', requireString(cidr, 'cidr'), cidr);
  return info;
}

/**
 * Parses a CIDR block and clears host bits; `masked` is true where some were set. O(length).
 *
 * @throws ByoipError for everything else that `parseCidr` refuses
 *
 * @example
 * ```ts
 * parseCidrMasked('192.0.2.1/24').cidr; // '192.0.2.0/24'
 * ```
 */
export function parseCidrMasked(cidr: string): MaskedCidrInfo {
  return call('maskedCidr', requireString(cidr, 'cidr'), cidr);
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
 * @throws ByoipError with the code, the position and the suggested fix
 *
 * @example
 * ```ts
 * parseAddress('2001:DB8::0:1').address; // '2001:db8::1'
 * ```
 */
export function parseAddress(address: string): AddressInfo {
  return call('address', requireString(address, 'address'), address);
}

/**
 * True where every address of `inner` lies in `outer`; a block covers itself. O(1).
 *
 * @throws ByoipError where one of them is not a CIDR block
 *
 * @example
 * ```ts
 * covers('192.0.2.0/24', '192.0.2.128/25'); // true
 * ```
 */
export function covers(outer: CidrText, inner: CidrText): boolean {
  return call('covers', [requireString(outer, 'outer'), requireString(inner, 'inner')]);
}

/**
 * The block twice the size that contains this one; null for `/0`.
 *
 * @example
 * ```ts
 * parent('192.0.2.128/25'); // '192.0.2.0/24'
 * ```
 */
export function parent(cidr: CidrText): CidrText | null {
  return call('parent', requireString(cidr, 'cidr'), cidr);
}

/**
 * The other half of the parent; null for `/0`.
 *
 * @example
 * ```ts
 * sibling('192.0.2.128/25'); // '192.0.2.0/25'
 * ```
 */
export function sibling(cidr: CidrText): CidrText | null {
  return call('sibling', requireString(cidr, 'cidr'), cidr);
}

/**
 * The two halves, lower first; null for a block of one address.
 *
 * @example
 * ```ts
 * halves('192.0.2.0/24'); // ['192.0.2.0/25', '192.0.2.128/25']
 * ```
 */
export function halves(cidr: CidrText): readonly [CidrText, CidrText] | null {
  return call('halves', requireString(cidr, 'cidr'), cidr);
}

/**
 * The shortest list of blocks that is exactly the range from `first` to `last`: at most 62 for IPv4, 254 for IPv6.
 *
 * @throws ByoipError with the codes of `parseAddress`, `range-reversed` or `range-mixed-families`
 *
 * @example
 * ```ts
 * rangeToCidrs('192.0.2.0', '192.0.2.130'); // ['192.0.2.0/25', '192.0.2.128/31', '192.0.2.130/32']
 * ```
 */
export function rangeToCidrs(first: AddressText, last: AddressText): readonly CidrText[] {
  return call('range', [requireString(first, 'first'), requireString(last, 'last')]);
}

/** The parameters of `request`; the operation decides which ids it needs. */
export interface RequestFacts {
  readonly operation: Operation;
  readonly accountId: string;
  readonly prefixId?: string;
  readonly bindingId?: string;
  readonly bgpPrefixId?: string;
  readonly delegationId?: string;
  /** For an operation that creates something. */
  readonly cidr?: CidrText;
  /** For `create-binding`. */
  readonly serviceId?: string;
  /** For `create-delegation`. */
  readonly delegatedAccountId?: string;
  /** For `edit-prefix`: at most 1,000 characters. */
  readonly description?: string;
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
 * The request that performs an operation. Ids may contain only letters, digits, `-` and `_`, so that no id can
 * change the path around it.
 *
 * @throws ByoipError `id-empty`, `id-too-long`, `id-bad-character`, or those of `parseCidr`
 *
 * @example
 * ```ts
 * request({ operation: 'list-prefixes', accountId: '258def64c72dae45f3e4c8516e2111f2' }).method; // 'GET'
 * ```
 */
export function request(facts: RequestFacts): ApiRequest {
  return answer(`{"request":${requestParams(facts)}}`);
}

/** The parameters of `request`, checked, as JSON text. */
export function requestParams(facts: RequestFacts): string {
  const { asnPrependCount } = requireObject(facts, 'facts');
  const isInvalid = asnPrependCount !== undefined && !Number.isInteger(asnPrependCount);
  if (isInvalid) throw invalidArgument('asnPrependCount', 'a whole number from 0 to 3', asnPrependCount);
  const ask = {
    operation: requireString(facts.operation, 'operation'),
    accountId: optionalString(facts.accountId, 'accountId') ?? '',
    prefixId: optionalString(facts.prefixId, 'prefixId') ?? '',
    bindingId: optionalString(facts.bindingId, 'bindingId') ?? '',
    bgpPrefixId: optionalString(facts.bgpPrefixId, 'bgpPrefixId') ?? '',
    delegationId: optionalString(facts.delegationId, 'delegationId') ?? '',
    cidr: optionalString(facts.cidr, 'cidr') ?? '',
    serviceId: optionalString(facts.serviceId, 'serviceId') ?? '',
    delegatedAccountId: optionalString(facts.delegatedAccountId, 'delegatedAccountId') ?? '',
    description: optionalString(facts.description, 'description'),
    advertised: optionalBoolean(facts.advertised, 'advertised'),
    asnPrependCount: asnPrependCount ?? null,
    autoAdvertiseWithdraw: optionalBoolean(facts.autoAdvertiseWithdraw, 'autoAdvertiseWithdraw'),
  };
  return callJson(ask, 'the parameters');
}

/**
 * Reads an answer of the API from its bytes. A failure envelope is a value with `success: false`. Anything that is not a
 * well-formed envelope of the operation is an error, with `at` in bytes and a JSON pointer. O(bytes).
 *
 * Numbers in unknown fields lose the digits that a double cannot hold, as with any `JSON.parse`.
 *
 * @throws ByoipError `json-…`, `envelope-…`, or the codes of `parseCidr` for a CIDR in the answer
 *
 * @example
 * ```ts
 * const body = '{"success":false,"errors":[{"code":10000,"message":"no"}],"messages":[],"result":null}';
 * readEnvelope('list-bindings', body).success; // false
 * ```
 */
export function readEnvelope<O extends Operation>(
  operation: O,
  body: Uint8Array | ArrayBuffer | string,
): Envelope<ResultOf[O]> {
  const name = requireString(operation, 'operation');
  const source = requireBytes(body, 'body');
  return JSON.parse(inCore(() => rawReadEnvelope(name, source))) as Envelope<ResultOf[O]>;
}

/** The parameters of `lint`. */
export interface LintFacts {
  readonly prefix: PrefixFacts;
  readonly bindings: readonly BindingFacts[];
  /** The account's services; without them unknown service ids are not found. */
  readonly services?: readonly { readonly id: string; readonly name: string }[] | undefined;
}

/** The parameters of `check`. */
export interface CheckFacts extends LintFacts {
  readonly proposed: BindingFacts;
}

function plainFacts(facts: LintFacts): object {
  const { prefix, bindings, services } = requireObject(facts, 'facts');
  return {
    prefix: plainPrefix(prefix),
    bindings: mapArray(bindings, 'bindings', plainBinding),
    services: plainServices(services),
  };
}

function plainBinding(binding: BindingFacts): object {
  return {
    cidr: requireString(binding?.cidr, 'binding.cidr'),
    serviceId: optionalString(binding.serviceId, 'binding.serviceId'),
    serviceName: optionalString(binding.serviceName, 'binding.serviceName'),
    state: optionalString(binding.state, 'binding.state'),
  };
}

/**
 * Checks one binding before it is sent: what the API would refuse, what would disrupt traffic, what could be
 * better; errors first. Invalid text in the facts is a finding, not an exception. O(n log n).
 *
 * @example
 * ```ts
 * const proposed = { cidr: '192.0.2.128/25', serviceId: 'm', serviceName: 'Magic Transit' };
 * check({ prefix: { cidr: '192.0.2.0/24' }, bindings, proposed })[0]?.code; // 'magic-transit-not-default'
 * ```
 */
export function check(facts: CheckFacts): readonly Finding[] {
  return call('check', { ...plainFacts(facts), proposed: plainBinding(facts.proposed) });
}

/**
 * Checks all bindings of a prefix; errors first. O(n log n).
 *
 * @example
 * ```ts
 * lint({ prefix: { cidr: '192.0.2.0/24' }, bindings: [] })[0]?.code; // 'default-missing'
 * ```
 */
export function lint(facts: LintFacts): readonly Finding[] {
  return answer(callJson(lintCall(facts), 'the call'));
}

/** The call of `lint`. */
export function lintCall(facts: LintFacts): object {
  return { check: plainFacts(facts) };
}

/**
 * Version of the package.
 *
 * @example
 * ```ts
 * version(); // '0.1.0'
 * ```
 */
export function version(): string {
  return inCore(rawVersion);
}

/**
 * The codes of the core's errors, from the core itself.
 *
 * @example
 * ```ts
 * errorCodes().includes('host-bits-set'); // true
 * ```
 */
export function errorCodes(): readonly string[] {
  return inCore(rawErrorCodes);
}

/**
 * The codes of the rules, from the core itself.
 *
 * @example
 * ```ts
 * ruleCodes().includes('default-missing'); // true
 * ```
 */
export function ruleCodes(): readonly string[] {
  return inCore(rawRuleCodes);
}
