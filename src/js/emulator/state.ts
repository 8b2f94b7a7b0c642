// What the emulator remembers, as plain data: it can be printed, cloned, saved as JSON and compared.

/** A service that prefixes can be bound to. */
export interface ServiceRecord {
  readonly id: string;
  readonly name: string;
}

/** A binding; without a service it is a regional one. */
export interface BindingRecord {
  readonly id: string;
  /** Canonical text. */
  readonly cidr: string;
  readonly serviceId: string | null;
  /** When the roll-out reaches a majority of data centers, ms; before that the binding is provisioning. */
  readonly activeAt: number;
  /**
   * Where it is stuck: the state that it shows instead of provisioning or active, such as
   * `magic_transit_route_missing`, for as long as it stands here.
   */
  readonly stuck?: string;
}

/** A binding that was deleted; edges may still use it until the deletion has rolled out. */
export interface LeavingBinding extends BindingRecord {
  /** When the roll-out of the deletion is over, ms. */
  readonly goneAt: number;
}

/** What BGP announces of a prefix. */
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
  /** Where its default binding brings it along later: when it appears, ms. Nobody sees it before. */
  readonly appearsAt?: number;
}

/** A prefix with everything that hangs on it. */
export interface PrefixRecord {
  readonly id: string;
  readonly cidr: string;
  readonly asn: number;
  /** `P` pending, `V` approved. */
  readonly approved: string;
  readonly description: string;
  readonly loaDocumentId: string | null;
  readonly delegateLoaCreation: boolean;
  readonly ownershipValidationToken: string;
  readonly validationState: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** In the order of creation. */
  bindings: BindingRecord[];
  /** Deleted lately, in the order of deletion, one for each CIDR at most; those that are gone fall out at the next deletion. */
  leaving?: LeavingBinding[];
  bgpPrefixes: BgpPrefixRecord[];
}

/** An account of the API. */
export interface AccountRecord {
  readonly id: string;
  readonly services: readonly ServiceRecord[];
  prefixes: PrefixRecord[];
  /**
   * The blocks that a Magic route covers. A binding to Magic Transit that lies in none of them is stuck in
   * `magic_transit_route_missing` until a route is added here. Where it is absent, routes are not looked at.
   */
  magicRoutes?: string[];
}

/** Everything. */
export interface State {
  accounts: AccountRecord[];
  /** How many ids were handed out: the next one follows from it. */
  idsMade: number;
  /** What ids follow from, besides; 0 where it is absent. */
  idSeed?: number;
}
