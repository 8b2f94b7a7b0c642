// The resources of the API and the results of the core.

import type { Basis, ResolutionReason, RuleCode, Severity } from './codes.js';

export type { Basis, ResolutionReason, RuleCode, Severity } from './codes.js';

/** A CIDR block in canonical text: network address, `/`, length; IPv6 in RFC 5952 form. */
export type CidrText = string;

/** An IPv4 or IPv6 address as text. */
export type AddressText = string;

/** A parsed CIDR block. */
export interface CidrInfo {
  /** Canonical text, `192.0.2.0/24`. */
  readonly cidr: CidrText;
  /** 4 or 6. */
  readonly family: 4 | 6;
  /** First address of the block. */
  readonly first: AddressText;
  /** Last address of the block. */
  readonly last: AddressText;
  /** Prefix length in bits: 0 to 32, or 0 to 128. */
  readonly length: number;
  /** Number of addresses, exact, in decimal: up to 2^128. */
  readonly size: string;
}

/** A CIDR block whose host bits were cleared. */
export interface MaskedCidrInfo extends CidrInfo {
  /** True where the text had host bits set. */
  readonly masked: boolean;
}

/** State of a binding's roll-out, including states that this version does not know; `null` where the API sent none. `progressOf` interprets it. */
export type ProvisioningState =
  | 'provisioning'
  | 'active'
  | 'magic_transit_route_missing'
  | (string & {})
  | null;

/** JSON fields that this version does not know, unchanged. */
export type Extra = Readonly<Record<string, unknown>>;

/** A service binding: the addresses of `cidr` belong to `serviceId`, unless a more specific binding covers them. */
export interface ServiceBinding {
  /** Identifier of the binding. */
  readonly id: string;
  /** Canonical CIDR. */
  readonly cidr: CidrText;
  /** The API's text, only where it was not canonical (host bits, upper case, uncompressed). */
  readonly cidrAsSent?: string;
  /** Identifier of the service; `null` for a regional binding, which owns no addresses. */
  readonly serviceId: string | null;
  /** Name of the service; `null` where the API sent none. */
  readonly serviceName: string | null;
  /** `active` once deployed to a majority of data centers. */
  readonly state: ProvisioningState;
  readonly extra: Extra;
}

/** A Cloudflare service that a prefix can be bound to. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly extra: Extra;
}

/** An IP prefix of the account. A field that the API did not send is absent; a field that it sent as null is null. */
export interface Prefix {
  readonly id: string;
  readonly cidr: CidrText;
  readonly cidrAsSent?: string;
  readonly accountId?: string | null;
  readonly asn?: number | null;
  /** `P` pending, `V` approved; other values are possible. */
  readonly approved?: string | null;
  readonly description?: string | null;
  readonly loaDocumentId?: string | null;
  readonly delegateLoaCreation?: boolean | null;
  readonly irrValidationState?: string | null;
  readonly rpkiValidationState?: string | null;
  readonly ownershipValidationState?: string | null;
  readonly asnOwnershipValidationState?: string | null;
  readonly ownershipValidationToken?: string | null;
  /** Deprecated by the API in favour of BGP prefixes; null unless on demand is enabled. */
  readonly advertised?: boolean | null;
  readonly advertisedModifiedAt?: string | null;
  readonly onDemandEnabled?: boolean | null;
  readonly onDemandLocked?: boolean | null;
  readonly createdAt?: string | null;
  readonly modifiedAt?: string | null;
  readonly extra: Extra;
}

/** A prefix in BGP. */
export interface BgpPrefix {
  readonly id: string;
  readonly cidr: CidrText;
  readonly cidrAsSent?: string;
  readonly asn?: number | null;
  /** How often Cloudflare's ASN is prepended: 0 to 3. */
  readonly asnPrependCount?: number | null;
  readonly autoAdvertiseWithdraw?: boolean | null;
  readonly bgpSignalOpts?: BgpSignalOpts | null;
  readonly onDemand?: OnDemand | null;
  readonly createdAt?: string | null;
  readonly modifiedAt?: string | null;
  readonly extra: Extra;
}

/** Whether BGP signals control the advertisement. */
export interface BgpSignalOpts {
  readonly enabled?: boolean | null;
  readonly modifiedAt?: string | null;
  readonly extra: Extra;
}

/** Advertisement on demand. */
export interface OnDemand {
  /** Null unless on demand is enabled: null is not "withdrawn". */
  readonly advertised?: boolean | null;
  readonly advertisedModifiedAt?: string | null;
  readonly onDemandEnabled?: boolean | null;
  readonly onDemandLocked?: boolean | null;
  readonly extra: Extra;
}

/** Permission for another account to use a block of a prefix. */
export interface Delegation {
  readonly id: string;
  readonly cidr: CidrText;
  readonly cidrAsSent?: string;
  /** The account that may use the block. */
  readonly delegatedAccountId?: string | null;
  readonly parentPrefixId?: string | null;
  readonly createdAt?: string | null;
  readonly modifiedAt?: string | null;
  readonly extra: Extra;
}

/** A static route of Magic Transit or Magic WAN. */
export interface MagicRoute {
  readonly id: string;
  /** The addresses that it covers; the API's `prefix`. */
  readonly cidr: CidrText;
  readonly cidrAsSent?: string;
  readonly nexthop?: string | null;
  /** Lower is preferred. */
  readonly priority?: number | null;
  readonly weight?: number | null;
  readonly description?: string | null;
  readonly extra: Extra;
}

/** One entry of an envelope's `errors` or `messages`. */
export interface ApiMessage {
  /** 1000 or more in the schema, less in some answers; `null` where the API sent no number. */
  readonly code: number | null;
  /** Empty where the API sent none. */
  readonly message: string;
  readonly documentationUrl?: string | null;
  /** JSON pointer into the request's body. */
  readonly sourcePointer?: string | null;
  /** The errors that caused it, such as a malformed header. */
  readonly errorChain?: readonly ApiMessage[];
  readonly extra: Extra;
}

/** A success envelope. */
export interface Success<T> {
  readonly success: true;
  readonly result: T;
  /** Usually empty; the API may send some with a success. */
  readonly errors: readonly ApiMessage[];
  readonly messages: readonly ApiMessage[];
  /** `result_info` and other fields of the top level. */
  readonly extra: Extra;
}

/** A failure envelope: the API understood the request and refused it. */
export interface Failure {
  readonly success: false;
  readonly errors: readonly ApiMessage[];
  readonly messages: readonly ApiMessage[];
  readonly extra: Extra;
}

/** A success or a failure; any other answer is a `ByoipError`. */
export type Envelope<T> = Success<T> | Failure;

/** A binding that owns an address, or that the owner shadows. */
export interface Owner {
  /** Position in the table's list of bindings. */
  readonly index: number;
  readonly cidr: CidrText;
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  readonly bindingId: string;
  readonly state: ProvisioningState;
}

/** The owner of the ingress traffic of an address, and the reason. */
export interface Resolution {
  /** Canonical text of the address. */
  readonly address: AddressText;
  readonly owner: Owner | null;
  readonly reason: ResolutionReason;
  /** The reason as a sentence. */
  readonly message: string;
  /** Less specific bindings with a service, which the owner shadows; most specific first. */
  readonly shadowed: readonly Owner[];
  /** Bindings without a service that cover the address, most specific first. */
  readonly regional: readonly Owner[];
  /** While the owner is not active: the next active binding, which edges without the owner still use. */
  readonly fallback: Owner | null;
  /** Other bindings for the same CIDR as the owner, which the API should never allow. */
  readonly conflicts: readonly Owner[];
}

/** A rule that a binding or a list of bindings breaks, or a remark about it. */
export interface Finding {
  readonly code: RuleCode;
  readonly severity: Severity;
  readonly basis: Basis;
  /** The CIDR (or text) that the finding is about. */
  readonly cidr: string;
  readonly message: string;
  /** The suggested fix. */
  readonly help: string;
  /** Bindings that could replace those of the finding, where the fix is a replacement. */
  readonly replacement?: readonly CidrText[];
}

/** The facts about a prefix that `check` and `lint` need. A `Prefix` fits. */
export interface PrefixFacts {
  readonly cidr: CidrText;
  readonly approved?: string | null;
  readonly advertised?: boolean | null;
  readonly onDemandLocked?: boolean | null;
}

/** The facts about a binding that rules need. A `ServiceBinding` fits. */
export interface BindingFacts {
  readonly cidr: CidrText;
  readonly serviceId: string | null;
  readonly serviceName?: string | null;
  /** State of an existing binding. */
  readonly state?: ProvisioningState;
}
