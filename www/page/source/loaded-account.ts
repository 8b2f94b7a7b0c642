// What was read from a file, a paste or a link: an account's part in memory, with nobody to ask again.

import type { BgpPrefix, Prefix, Service, ServiceBinding } from '../../../src/js/entry/page.js';

/** One prefix with what hangs on it. */
export interface LoadedPrefix {
  readonly prefix: Prefix;
  readonly bindings: readonly ServiceBinding[];
  /** `null` where the source says nothing of BGP. */
  readonly bgpPrefixes: readonly BgpPrefix[] | null;
}

export interface LoadedAccount {
  /** What to call it. */
  readonly name: string;
  readonly services: readonly Service[];
  readonly prefixes: readonly LoadedPrefix[];
  /** What a reader has to know of it, one sentence; empty where there is nothing. */
  readonly remark: string;
}
