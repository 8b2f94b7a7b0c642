// The routes: those of the table of operations, and others of the API, which are not emulated.

import { OPERATIONS, type Operation } from '../types/operations.js';

/** A method and a path below the base. */
interface Route {
  readonly method: string;
  readonly path: string;
  /** Null where the emulator does not have it; the response is 501. */
  readonly operation: Operation | null;
}

const ADDRESSING = '/accounts/{account_id}/addressing';
const PREFIX = `${ADDRESSING}/prefixes/{prefix_id}`;

const NOT_EMULATED = [
  `POST ${ADDRESSING}/prefixes`,
  `DELETE ${PREFIX}`,
  `GET ${PREFIX}/bgp/status`,
  `PATCH ${PREFIX}/bgp/status`,
  `GET ${ADDRESSING}/address_maps`,
  `POST ${ADDRESSING}/address_maps`,
  `GET ${ADDRESSING}/leases`,
  `POST ${ADDRESSING}/loa_documents`,
  `POST /accounts/{account_id}/magic/routes`,
  `PUT /accounts/{account_id}/magic/routes`,
  `DELETE /accounts/{account_id}/magic/routes`,
];

const ROUTES: readonly Route[] = [
  ...(Object.keys(OPERATIONS) as Operation[]).map((operation) => ({ ...OPERATIONS[operation], operation })),
  ...NOT_EMULATED.map((route) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, path, operation: null };
  }),
];

/** Ids by their names in a path. */
export type Ids = Readonly<Record<string, string>>;

/** The result of routing. */
export type Match =
  | { readonly kind: 'found'; readonly operation: Operation; readonly ids: Ids }
  /** With the methods of this path, for the header `allow`. */
  | { readonly kind: 'method-not-allowed'; readonly methods: readonly string[] }
  | { readonly kind: 'not-emulated' | 'no-route' };

/** Finds the route of `method` and `path` (below the base). A single trailing slash is ignored, as in the API. O(routes). */
export function match(method: string, path: string): Match {
  const parts = path.replace(/\/$/, '').split('/');
  const fits = ROUTES.flatMap((route) => {
    const ids = captureIds(route.path.split('/'), parts);
    return ids === null ? [] : [{ ...route, ids }];
  });
  if (fits.length === 0) return { kind: 'no-route' };
  const fit = fits.find((route) => route.method === method);
  if (fit === undefined) return { kind: 'method-not-allowed', methods: fits.map((route) => route.method) };
  const { operation, ids } = fit;
  return operation === null ? { kind: 'not-emulated' } : { kind: 'found', operation, ids };
}

function captureIds(expected: readonly string[], parts: readonly string[]): Ids | null {
  if (expected.length !== parts.length) return null;
  const ids: Record<string, string> = {};
  for (const [i, segment] of expected.entries()) {
    const part = parts[i] ?? '';
    if (segment.startsWith('{')) ids[segment.slice(1, -1)] = part;
    else if (segment !== part) return null;
  }
  return ids;
}
