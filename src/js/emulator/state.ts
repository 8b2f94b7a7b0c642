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
  bgpPrefixes: BgpPrefixRecord[];
}

/** An account of the API. */
export interface AccountRecord {
  readonly id: string;
  readonly services: readonly ServiceRecord[];
  prefixes: PrefixRecord[];
}

/** Everything. */
export interface State {
  accounts: AccountRecord[];
  /** How many ids were handed out: the next one follows from it. */
  idsMade: number;
}

/** The next id, 32 hex digits; the same state gives the same ids. */
export function nextId(state: State): string {
  state.idsMade += 1;
  // Four rounds of a 32-bit mixer: looks like the API's ids, and needs no randomness.
  return [1, 2, 3, 4]
    .map((round) =>
      mix(state.idsMade * 4 + round)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
}

function mix(seed: number): number {
  let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
