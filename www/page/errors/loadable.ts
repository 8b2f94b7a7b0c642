// The outcome of loading something: the value, or the error that the page shows in its place.

import type { PageError } from './page-error.js';

export type LoadResult<T> =
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'error'; readonly error: PageError };

/** A value that may not be loaded yet. */
export type Loadable<T> = { readonly kind: 'idle' } | { readonly kind: 'loading' } | LoadResult<T>;
