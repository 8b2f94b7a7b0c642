// The state of the page: everything on the screen follows from it.

import type {
  BgpPrefix,
  Prefix,
  Problem,
  Resolution,
  Service,
  ServiceBinding,
} from '../../../src/js/entry/page.js';
import type { Placed } from '../bindings/nest-bindings.js';
import type { Segment } from '../bindings/owner-segments.js';
import { type DraftHistory, EMPTY_HISTORY } from '../draft/draft-model.js';
import type { Trouble } from '../errors/page-error.js';
import type { Span } from '../lib/address-range.js';
import type { Palette } from '../services/palette.js';
import type { About, Session } from '../source/api.js';
import type { Contents } from '../source/loaded-account.js';

/** Something that is fetched. */
export type Remote<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'problem'; readonly trouble: Trouble }
  | { readonly kind: 'here'; readonly value: T };

/** The services and prefixes of an account. */
export interface Account {
  readonly services: readonly Service[];
  readonly palette: Palette;
  readonly prefixes: readonly Prefix[];
}

/** One prefix, its bindings placed and its owners known. */
export interface Opened extends Span {
  readonly prefix: Prefix;
  readonly family: 4 | 6;
  /** The list, in the API's order. */
  readonly bindings: readonly ServiceBinding[];
  /** The same in address order, with their rows. */
  readonly placed: readonly Placed[];
  readonly segments: readonly Segment[];
  resolve(address: string): Resolution;
  /** Positions in the list, -1 for nobody, -2 for what is no address. */
  findMany(addresses: readonly string[]): Int32Array;
  dispose(): void;
}

/** The button that mends a text: what it would ask instead. */
export interface Mend {
  readonly text: string;
  readonly why: string;
}

/** What the look-up shows. */
export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'fault'; readonly text: string; readonly problem: Problem; readonly mend: Mend | null }
  | { readonly kind: 'answer'; readonly resolution: Resolution; readonly elsewhere: Prefix | null };

/** Where the data come from. */
export type Origin =
  | { readonly kind: 'demo' }
  | { readonly kind: 'live' }
  /** A file or a paste; `contents` once it was read. */
  | { readonly kind: 'file'; readonly contents: Contents | null }
  | { readonly kind: 'link'; readonly contents: Contents };

/** How far the page is kept in this browser: not, or not that it knew; whole; whole, while a newer version waits. */
export type Keeping = 'not' | 'kept' | 'outdated';

export interface State {
  readonly online: boolean;
  readonly keeping: Keeping;
  readonly origin: Origin;
  /** The Worker's introduction; idle as long as nobody asked for it. */
  readonly about: Remote<About>;
  readonly session: Session | null;
  readonly account: Remote<Account>;
  readonly prefixId: string | null;
  readonly opened: Remote<Opened>;
  /** `null` where the source says nothing of BGP. */
  readonly bgp: Remote<readonly BgpPrefix[] | null>;
  /** The addresses in the picture; `null` for the whole prefix. */
  readonly zoom: Span | null;
  /** CIDR of the binding that picture and table point out. */
  readonly selected: string | null;
  readonly answer: Answer;
  /** The draft of the opened prefix, with its past. */
  readonly draft: DraftHistory;
  /** The prefix as the draft wants it; `null` as long as it changes nothing. */
  readonly drafted: Opened | null;
  /** Which of the two picture and table show. */
  readonly face: 'now' | 'draft';
}

/** What picture and table show. */
export function shown({ opened, drafted, face }: State): Opened | null {
  if (opened.kind !== 'here') return null;
  return face === 'draft' && drafted !== null ? drafted : opened.value;
}

export const INITIAL: State = {
  online: true,
  keeping: 'not',
  origin: { kind: 'demo' },
  about: { kind: 'idle' },
  session: null,
  account: { kind: 'idle' },
  prefixId: null,
  opened: { kind: 'idle' },
  bgp: { kind: 'idle' },
  zoom: null,
  selected: null,
  answer: { kind: 'none' },
  draft: EMPTY_HISTORY,
  drafted: null,
  face: 'now',
};
