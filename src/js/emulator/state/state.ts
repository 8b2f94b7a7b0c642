// The state of the emulator as plain data, which can be printed, cloned, compared and saved as JSON.

/** A service that prefixes can be bound to. */
export interface ServiceRecord {
  readonly id: string;
  readonly name: string;
}

/** A binding; a regional one has no service. */
export interface BindingRecord {
  readonly id: string;
  /** Canonical text. */
  readonly cidr: string;
  readonly serviceId: string | null;
  /** When a majority of data centers has the binding, ms; before that it is provisioning. */
  readonly activeAt: number;
  /**
   * For a stuck binding: its state in place of provisioning or active, such as `magic_transit_route_missing`, until this field
   * is removed, or until {@link stuckUntil}.
   */
  readonly stuck?: string;
  /** When a stuck binding goes on by itself, ms; without it, never. */
  readonly stuckUntil?: number;
}

/** A deleted binding; edges may still use it until the deletion has rolled out. */
export interface LeavingBinding extends BindingRecord {
  /** When the deletion has rolled out, ms. */
  readonly goneAt: number;
}

/** A BGP prefix. */
export interface BgpPrefixRecord {
  readonly id: string;
  readonly cidr: string;
  readonly asn: number | null;
  asnPrependCount: number;
  autoAdvertiseWithdraw: boolean;
  readonly bgpSignalEnabled: boolean;
  readonly bgpSignalModifiedAt: number | null;
  readonly onDemandEnabled: boolean;
  readonly onDemandLocked: boolean;
  /** Null unless on demand is enabled. */
  advertised: boolean | null;
  advertisedModifiedAt: number | null;
  readonly createdAt: number;
  modifiedAt: number;
  /** When a call last changed the advertisement, ms. */
  advertisementChangedAt?: number;
  /** For a BGP prefix that a default binding creates with a delay: when it becomes visible, ms. */
  readonly appearsAt?: number;
}

/** Permission for another account to use a block of a prefix. */
export interface DelegationRecord {
  readonly id: string;
  /** Canonical text. */
  readonly cidr: string;
  readonly delegatedAccountId: string;
  readonly createdAt: number;
}

/** A prefix with its bindings, BGP prefixes and delegations. */
export interface PrefixRecord {
  readonly id: string;
  readonly cidr: string;
  readonly asn: number | null;
  /** `P` pending, `V` approved. */
  readonly approved: string;
  description: string;
  readonly loaDocumentId: string | null;
  readonly delegateLoaCreation: boolean;
  readonly ownershipValidationToken: string;
  readonly validationState: string;
  readonly createdAt: number;
  modifiedAt: number;
  /** Until when a validation runs, ms. */
  validatingUntil?: number;
  /** In the order of creation. */
  bindings: BindingRecord[];
  /** Recently deleted bindings, in the order of deletion, at most one for each CIDR; each deletion drops those that have rolled out. */
  leaving?: LeavingBinding[];
  bgpPrefixes: BgpPrefixRecord[];
  /** In the order of creation. */
  delegations?: DelegationRecord[];
}

/** An account of the API. */
export interface AccountRecord {
  readonly id: string;
  readonly services: readonly ServiceRecord[];
  prefixes: PrefixRecord[];
  /**
   * The blocks of the account's Magic routes; without this field it is not onboarded to Magic Transit, and routes do not matter. A binding to Magic Transit that lies in none of them is stuck in
   * `magic_transit_route_missing` until a route is added here.
   */
  magicRoutes?: string[];
}

/**
 * What an incident does to a prefix: only withdraws it; or also deletes some of its bindings; or deletes all of them, with its
 * BGP prefixes and delegations.
 */
export type Damage = 'withdrawn' | 'some-lost' | 'all-lost';

/** One prefix that an incident hits. */
export interface HitRecord {
  readonly prefixId: string;
  readonly damage: Damage;
  /** When it is hit, ms. */
  readonly at: number;
  done: boolean;
}

/** An incident: what it has done, and what it is going to do. */
export interface IncidentRecord {
  /** The day of the incident. */
  readonly name: string;
  readonly beginsAt: number;
  /** In the order of time. */
  hits: HitRecord[];
}

/** The whole state. */
export interface State {
  accounts: AccountRecord[];
  /** The time of the emulator at the last request, ms; an emulator with this state starts no earlier. */
  now?: number;
  incident?: IncidentRecord;
  /** Number of ids created so far; the next id depends on it. */
  idsMade: number;
  /** The seed of ids; the default is 0. */
  idSeed?: number;
}
