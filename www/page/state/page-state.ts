// The state of the page: everything on the screen follows from it.

import type { BgpPrefix, Prefix, Problem, Resolution, Service } from '../../../src/js/entry/page.js';
import type { OpenPrefix } from '../bindings/open-prefix.js';
import type { Loadable } from '../errors/loadable.js';
import type { Suggestion } from '../errors/suggest-address.js';
import type { AddressRange } from '../lib/address-range.js';
import type { Palette } from '../services/palette.js';
import type { Session, WorkerInfo } from '../source/api.js';
import type { SelectedSource } from '../source/selected-source.js';
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
  | { readonly kind: 'resolved'; readonly resolution: Resolution; readonly elsewhere: Prefix | null };

/** How far the page is kept in this browser: not, or not that it knew; whole; whole, while a newer version waits. */
export type OfflineCopy = 'none' | 'current' | 'outdated';

export interface PageState {
  readonly online: boolean;
  readonly offlineCopy: OfflineCopy;
  readonly source: SelectedSource;
  /** The Worker's introduction; idle as long as nobody asked for it. */
  readonly workerInfo: Loadable<WorkerInfo>;
  readonly session: Session | null;
  readonly account: Loadable<Account>;
  readonly prefixId: string | null;
  readonly openPrefix: Loadable<OpenPrefix>;
  /** `null` where the source says nothing of BGP. */
  readonly bgp: Loadable<readonly BgpPrefix[] | null>;
  /** The addresses in the picture; `null` for the whole prefix. */
  readonly zoom: AddressRange | null;
  /** CIDR of the binding that picture and table point out. */
  readonly selectedCidr: string | null;
  readonly lookupResult: LookupResult;
  /** The draft of the opened prefix, with its past. */
  readonly draft: DraftHistory;
  /** The prefix as the draft wants it; `null` as long as it changes nothing. */
  readonly draftPrefix: OpenPrefix | null;
  /** Which of the two picture and table show. */
  readonly shownVersion: 'current' | 'draft';
}

/** What picture and table show. */
export function shownPrefix({ openPrefix, draftPrefix, shownVersion }: PageState): OpenPrefix | null {
  if (openPrefix.kind !== 'ready') return null;
  return shownVersion === 'draft' && draftPrefix !== null ? draftPrefix : openPrefix.value;
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
  bgp: { kind: 'idle' },
  zoom: null,
  selectedCidr: null,
  lookupResult: { kind: 'none' },
  draft: EMPTY_HISTORY,
  draftPrefix: null,
  shownVersion: 'current',
};
