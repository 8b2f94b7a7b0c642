// The state of the page: everything on the screen follows from it.

import type { Problem } from '../../src/js/errors.js';
import type { BgpPrefix, Prefix, Resolution } from '../../src/js/types.js';
import type { Placed } from './nesting.js';
import type { Span } from './number-line.js';
import type { Segment } from './ownership.js';
import type { Palette } from './palette.js';
import type { About, Session } from './source.js';
import type { Trouble } from './trouble.js';

/** Something that is fetched. */
export type Remote<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'problem'; readonly trouble: Trouble }
  | { readonly kind: 'here'; readonly value: T };

/** The services and prefixes of an account. */
export interface Account {
  readonly palette: Palette;
  readonly prefixes: readonly Prefix[];
}

/** One prefix, its bindings placed and its owners known. */
export interface Opened extends Span {
  readonly prefix: Prefix;
  readonly family: 4 | 6;
  readonly placed: readonly Placed[];
  readonly segments: readonly Segment[];
  resolve(address: string): Resolution;
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

export interface State {
  readonly online: boolean;
  readonly about: Remote<About>;
  readonly session: Session | null;
  readonly account: Remote<Account>;
  readonly prefixId: string | null;
  readonly opened: Remote<Opened>;
  readonly bgp: Remote<readonly BgpPrefix[]>;
  /** The addresses in the picture; `null` for the whole prefix. */
  readonly zoom: Span | null;
  readonly answer: Answer;
}

export const INITIAL: State = {
  online: true,
  about: { kind: 'loading' },
  session: null,
  account: { kind: 'idle' },
  prefixId: null,
  opened: { kind: 'idle' },
  bgp: { kind: 'idle' },
  zoom: null,
  answer: { kind: 'none' },
};
