// The nouns of the API and the answers of the core, as TypeScript sees them.

/** A CIDR block in canonical text: network address, `/`, length; IPv6 as RFC 5952 prints it. */
export type CidrText = string;

/** An IPv4 or IPv6 address as text. */
export type AddressText = string;

/** What is known of a CIDR block. */
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

/** A CIDR block parsed leniently, with what the leniency did. */
export interface MaskedCidrInfo extends CidrInfo {
  /** True where host bits were set in the text and have been cleared. */
  readonly masked: boolean;
}

/** State of a binding's roll-out; the API may add others, and they are kept. `null` where the API sent none. What it means: `progressOf`. */
export type ProvisioningState =
  | 'provisioning'
  | 'active'
  | 'magic_transit_route_missing'
  | (string & {})
  | null;

/** JSON fields that this version does not know, kept as they came. */
export type Extra = Readonly<Record<string, unknown>>;

/** One service binding: the addresses of `cidr` belong to `serviceId`, where nothing more specific does. */
export interface ServiceBinding {
  /** Identifier of the binding. */
  readonly id: string;
  /** Canonical CIDR. */
  readonly cidr: CidrText;
  /** The API's own text, only where it was not canonical (host bits, upper case, uncompressed). */
  readonly cidrAsSent?: string;
  /** Identifier of the service; `null` for a regional binding, which owns nothing. */
  readonly serviceId: string | null;
  /** Name of the service, for people; `null` where the API sent none. */
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

/** An IP prefix of the account. A field that the API did not send is absent; one it sent as null is null. */
export interface Prefix {
  readonly id: string;
  readonly cidr: CidrText;
  readonly cidrAsSent?: string;
  readonly accountId?: string | null;
  readonly asn?: number | null;
  /** `P` pending, `V` approved; other values are kept. */
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

/** A prefix as it is announced by BGP. */
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

/** One entry of an envelope's `errors` or `messages`. */
export interface ApiMessage {
  /** 1000 or more in the schema, less in some answers; `null` where none was sent, or none that is a number. */
  readonly code: number | null;
  /** Empty where none was sent. */
  readonly message: string;
  readonly documentationUrl?: string | null;
  /** JSON pointer into the request's body. */
  readonly sourcePointer?: string | null;
  /** What led to it, such as the very fault of a header. */
  readonly errorChain?: readonly ApiMessage[];
  readonly extra: Extra;
}

/** The operations of the addressing API that are known here. */
export type Operation =
  | 'list-services'
  | 'list-prefixes'
  | 'get-prefix'
  | 'list-bindings'
  | 'get-binding'
  | 'create-binding'
  | 'delete-binding'
  | 'list-bgp-prefixes'
  | 'get-bgp-prefix'
  | 'edit-bgp-prefix';

/** What each operation's `result` holds. */
export interface ResultOf {
  'list-services': readonly Service[];
  'list-prefixes': readonly Prefix[];
  'get-prefix': Prefix;
  'list-bindings': readonly ServiceBinding[];
  'get-binding': ServiceBinding;
  'create-binding': ServiceBinding;
  'delete-binding': null;
  'list-bgp-prefixes': readonly BgpPrefix[];
  'get-bgp-prefix': BgpPrefix;
  'edit-bgp-prefix': BgpPrefix;
}

/** A success envelope. */
export interface Success<T> {
  readonly success: true;
  readonly result: T;
  /** Empty as far as anybody saw; kept where the API sends some beside a success. */
  readonly errors: readonly ApiMessage[];
  readonly messages: readonly ApiMessage[];
  /** `result_info` and whatever else stood at the top level. */
  readonly extra: Extra;
}

/** A failure envelope: the API understood and refused. */
export interface Failure {
  readonly success: false;
  readonly errors: readonly ApiMessage[];
  readonly messages: readonly ApiMessage[];
  readonly extra: Extra;
}

/** Whichever of the two the API answered. Anything else is thrown as a `ByoipError`. */
export type Envelope<T> = Success<T> | Failure;

/** Why an address has the owner that it has. */
export type ResolutionReason =
  /** The most-specific binding that covers the address, active. */
  | 'most-specific'
  /** As before, but it is still provisioning: `fallback` says what edges without it still use. */
  | 'provisioning'
  /** As before, but it is not active, and not known to become so by itself: `magic_transit_route_missing`, and unknown states. */
  | 'stuck'
  /** Inside the prefix, or no prefix was named, and no binding covers it. */
  | 'no-binding'
  /** Only bindings without a service (regional ones) cover it; they own nothing. */
  | 'only-regional'
  /** Outside the prefix that was named. */
  | 'outside-prefix';

/** A binding in the role of owner, or of one that the owner shadows. */
export interface Owner {
  /** Position in the list that the table was made from. */
  readonly index: number;
  readonly cidr: CidrText;
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  readonly bindingId: string;
  readonly state: ProvisioningState;
}

/** Who owns the ingress traffic of an address, and why. */
export interface Resolution {
  /** Canonical text of the address. */
  readonly address: AddressText;
  readonly owner: Owner | null;
  readonly reason: ResolutionReason;
  /** The reason as a sentence for people. */
  readonly message: string;
  /** Less specific bindings with a service that the owner hides, most specific first. */
  readonly shadowed: readonly Owner[];
  /** Bindings without a service that cover the address, most specific first. */
  readonly regional: readonly Owner[];
  /** While the owner is not active: the nearest active binding, which edges without the owner still use. */
  readonly fallback: Owner | null;
  /** Other bindings for the very CIDR of the owner: the API should never allow one. */
  readonly conflicts: readonly Owner[];
}

/** How bad a finding is. */
export type Severity = 'error' | 'warning' | 'note';

/** How sure the rule behind a finding is: stated by Cloudflare's documentation, or assumed here. */
export type Basis = 'documented' | 'assumed';

/** A rule that a binding or a list of bindings breaks, or nearly. */
export interface Finding {
  readonly code: RuleCode;
  readonly severity: Severity;
  readonly basis: Basis;
  /** The CIDR (or text) that the finding is about. */
  readonly cidr: string;
  readonly message: string;
  /** The cure. */
  readonly help: string;
  /** Bindings that would replace those found fault with, where there is such a cure. */
  readonly replacement?: readonly CidrText[];
}

/** The stable codes of the rules. */
export type RuleCode =
  | 'cidr-malformed'
  | 'first-binding-not-prefix'
  | 'default-missing'
  | 'default-exists'
  | 'outside-prefix'
  | 'other-family'
  | 'duplicate-binding'
  | 'service-id-empty'
  | 'service-id-too-long'
  | 'service-unknown'
  | 'magic-transit-not-default'
  | 'service-opaque'
  | 'spectrum-udp-under-magic-transit'
  | 'prefix-too-long'
  | 'redundant-binding'
  | 'siblings-aggregate'
  | 'prefix-not-approved'
  | 'prefix-locked'
  | 'prefix-advertised'
  | 'shield-opaque'
  | 'binding-stuck';

/** What `check` and `lint` need to know of the prefix. A `Prefix` of the API fits. */
export interface PrefixFacts {
  readonly cidr: CidrText;
  readonly approved?: string | null;
  readonly advertised?: boolean | null;
  readonly onDemandLocked?: boolean | null;
}

/** A binding as a rule sees it. A `ServiceBinding` fits. */
export interface BindingFacts {
  readonly cidr: CidrText;
  readonly serviceId: string | null;
  readonly serviceName?: string | null;
  /** How far a binding is that is there already. */
  readonly state?: ProvisioningState;
}
