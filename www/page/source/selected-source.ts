// Where the data come from, as the user chose it.

import type { LoadedAccount } from './loaded-account.js';

export type SelectedSource =
  | { readonly kind: 'demo' }
  | { readonly kind: 'live' }
  /** A file or pasted text; `account` is `null` until it has been read. */
  | { readonly kind: 'file'; readonly account: LoadedAccount | null }
  | { readonly kind: 'link'; readonly account: LoadedAccount };
