// An account in memory, read from a file, pasted text or a link; and where the data come from.

import type { BgpPrefix, Prefix, Service, ServiceBinding } from '../../../src/js/entry/page.js';

/** One prefix with its bindings. */
export interface LoadedPrefix {
  readonly prefix: Prefix;
  readonly bindings: readonly ServiceBinding[];
  /** `null` where the source has no BGP data. */
  readonly bgpPrefixes: readonly BgpPrefix[] | null;
}

export interface LoadedAccount {
  /** Name of the file or the link. */
  readonly name: string;
  /** Tells its drafts from those of other files and links. */
  readonly key: string;
  readonly services: readonly Service[];
  readonly prefixes: readonly LoadedPrefix[];
  /** When it was read from the API, ISO 8601; `null` where it is unknown. */
  readonly readAt: string | null;
  /** One sentence that the reader has to know about the data; may be empty. */
  readonly remark: string;
}

/** Where the data come from, as the user chose it. */
export type SelectedSource =
  | { readonly kind: 'demo' }
  | { readonly kind: 'live' }
  /** A file or pasted text; `account` is `null` until it has been read. */
  | { readonly kind: 'file'; readonly account: LoadedAccount | null }
  | { readonly kind: 'link'; readonly account: LoadedAccount };
