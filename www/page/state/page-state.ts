// The state of the page: everything on the screen follows from it.

import type {
  AddressRange,
  BgpPrefix,
  Palette,
  Prefix,
  Problem,
  Resolution,
  Service,
} from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import type { Suggestion } from '../errors/input-error.js';
import type { Loadable } from '../errors/page-error.js';
import type { Session, WorkerInfo } from '../source/api.js';
import type { SelectedSource } from '../source/loaded-account.js';
import { type DraftHistory, EMPTY_HISTORY } from './draft-model.js';

/** The services and prefixes of an account. */
export interface Account {
  readonly services: readonly Service[];
  readonly palette: Palette;
  readonly prefixes: readonly Prefix[];
}

/** What the look-up shows. */
export type LookupResult =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'invalid';
      readonly text: string;
      readonly error: Problem;
      readonly suggestion: Suggestion | null;
    }
  | { readonly kind: 'resolved'; readonly resolution: Resolution };

/** A drafted change that the account has overtaken: the service of its CIDR when it was drafted, and now. */
export interface DraftDrift {
  readonly cidr: string;
  readonly drafted: string | null;
  readonly now: string | null;
}

/** The copy of the page that the service worker keeps: none that the page knows of, this version, or an older one. */
export type OfflineCopy = 'none' | 'current' | 'outdated';

export interface PageState {
  readonly online: boolean;
  readonly offlineCopy: OfflineCopy;
  readonly source: SelectedSource;
  /** The Worker's settings; idle until the page asks for them. */
  readonly workerInfo: Loadable<WorkerInfo>;
  readonly session: Session | null;
  readonly account: Loadable<Account>;
  readonly prefixId: string | null;
  readonly openPrefix: Loadable<OpenPrefix>;
  /** When the bindings of the open prefix were read, ISO 8601 in UTC; `null` where it is unknown. */
  readonly readAt: string | null;
  /** `null` where the source has no BGP data. */
  readonly bgp: Loadable<readonly BgpPrefix[] | null>;
  /** The addresses in the picture; `null` for the whole prefix. */
  readonly zoom: AddressRange | null;
  /** CIDR of the binding that is selected in picture and table. */
  readonly selectedCidr: string | null;
  readonly lookupResult: LookupResult;
  /** The draft of the open prefix, with undo and redo. */
  readonly draft: DraftHistory;
  /** Changes of the draft whose CIDR has another service now than when it was drafted. */
  readonly draftDrift: readonly DraftDrift[];
  /** The prefixes of the account that have a draft. */
  readonly draftedPrefixIds: ReadonlySet<string>;
  /** The prefix with the draft applied; `null` while the draft has no changes. */
  readonly draftPrefix: OpenPrefix | null;
  /** Which version picture and table show. */
  readonly shownVersion: 'current' | 'draft';
}

/** A part of the page that follows the state. */
export interface Panel {
  update(state: PageState): void;
}

/** What picture and table show. */
export function shownPrefix({ openPrefix, draftPrefix, shownVersion }: PageState): OpenPrefix | null {
  if (openPrefix.kind !== 'ready') return null;
  return shownVersion === 'draft' && draftPrefix !== null ? draftPrefix : openPrefix.value;
}

/** Whether traffic arrives: true where a BGP prefix is advertised, false where all are withdrawn, `null` where it is unknown. */
export function advertisedOf(bgp: readonly BgpPrefix[] | null): boolean | null {
  if (bgp === null || bgp.length === 0) return null;
  const states = bgp.map(({ onDemand }) => onDemand?.advertised);
  if (states.includes(true)) return true;
  return states.every((state) => state === false) ? false : null;
}

/** What the prefixes on the page are all of: an account, or only what a file or a link holds. */
export function scopeNoun({ source }: Pick<PageState, 'source'>): 'account' | 'file' | 'link' {
  return source.kind === 'file' || source.kind === 'link' ? source.kind : 'account';
}

export const INITIAL_STATE: PageState = {
  online: true,
  offlineCopy: 'none',
  source: { kind: 'demo' },
  workerInfo: { kind: 'idle' },
  session: null,
  account: { kind: 'idle' },
  prefixId: null,
  openPrefix: { kind: 'idle' },
  readAt: null,
  bgp: { kind: 'idle' },
  zoom: null,
  selectedCidr: null,
  lookupResult: { kind: 'none' },
  draft: EMPTY_HISTORY,
  draftDrift: [],
  draftedPrefixIds: new Set(),
  draftPrefix: null,
  shownVersion: 'current',
};
