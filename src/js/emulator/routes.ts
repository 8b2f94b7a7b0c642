// The route table: the emulated operations, and operations of the API that are not emulated.

import { editBgpPrefix, getBgpPrefix, listBgpPrefixes } from './operations/bgp-prefixes.js';
import { createBinding, deleteBinding, getBinding, listBindings } from './operations/bindings.js';
import type { Operation } from './operations/context.js';
import { getPrefix, listPrefixes } from './operations/prefixes.js';
import { listServices } from './operations/services.js';

/** A method and a path below `/accounts/{account_id}/addressing`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  readonly template: string;
  /** Null for an operation that is not emulated; the response is 501. */
  readonly run: Operation | null;
}

const PREFIX = '/prefixes/{prefix_id}';

/** All routes. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', template: '/services', run: listServices },
  { method: 'GET', template: '/prefixes', run: listPrefixes },
  { method: 'GET', template: PREFIX, run: getPrefix },
  { method: 'GET', template: `${PREFIX}/bindings`, run: listBindings },
  { method: 'POST', template: `${PREFIX}/bindings`, run: createBinding },
  { method: 'GET', template: `${PREFIX}/bindings/{binding_id}`, run: getBinding },
  { method: 'DELETE', template: `${PREFIX}/bindings/{binding_id}`, run: deleteBinding },
  { method: 'GET', template: `${PREFIX}/bgp/prefixes`, run: listBgpPrefixes },
  { method: 'GET', template: `${PREFIX}/bgp/prefixes/{bgp_prefix_id}`, run: getBgpPrefix },
  { method: 'PATCH', template: `${PREFIX}/bgp/prefixes/{bgp_prefix_id}`, run: editBgpPrefix },

  { method: 'POST', template: '/prefixes', run: null },
  { method: 'PATCH', template: PREFIX, run: null },
  { method: 'DELETE', template: PREFIX, run: null },
  { method: 'POST', template: `${PREFIX}/validate`, run: null },
  { method: 'POST', template: `${PREFIX}/bgp/prefixes`, run: null },
  { method: 'DELETE', template: `${PREFIX}/bgp/prefixes/{bgp_prefix_id}`, run: null },
  { method: 'GET', template: `${PREFIX}/bgp/status`, run: null },
  { method: 'PATCH', template: `${PREFIX}/bgp/status`, run: null },
  { method: 'GET', template: `${PREFIX}/delegations`, run: null },
  { method: 'POST', template: `${PREFIX}/delegations`, run: null },
  { method: 'DELETE', template: `${PREFIX}/delegations/{delegation_id}`, run: null },
  { method: 'GET', template: '/address_maps', run: null },
  { method: 'POST', template: '/address_maps', run: null },
  { method: 'GET', template: '/leases', run: null },
  { method: 'POST', template: '/loa_documents', run: null },
];

/** The result of routing. */
export type Match =
  | {
      readonly kind: 'found';
      readonly run: Operation;
      readonly accountId: string;
      readonly ids: Readonly<Record<string, string>>;
    }
  /** With the methods of this path, for the header `allow`. */
  | { readonly kind: 'method-not-allowed'; readonly methods: readonly string[] }
  | { readonly kind: 'not-emulated' | 'no-route' };

/** Finds the route of `method` and `path` (below the base). A single trailing slash is ignored, as in the API. O(routes). */
export function match(method: string, path: string): Match {
  const parts = path.replace(/\/$/, '').split('/').slice(1);
  const [accounts, accountId, addressing, ...rest] = parts;
  if (accounts !== 'accounts' || accountId === undefined || addressing !== 'addressing')
    return { kind: 'no-route' };
  const fits = ROUTES.flatMap((route) => {
    const ids = captureIds(route.template, rest);
    return ids === null ? [] : [{ route, ids }];
  });
  if (fits.length === 0) return { kind: 'no-route' };
  const fit = fits.find(({ route }) => route.method === method);
  if (fit === undefined) {
    return { kind: 'method-not-allowed', methods: fits.map(({ route }) => route.method) };
  }
  const { run } = fit.route;
  return run === null ? { kind: 'not-emulated' } : { kind: 'found', run, accountId, ids: fit.ids };
}

function captureIds(template: string, parts: readonly string[]): Record<string, string> | null {
  const expected = template.split('/').slice(1);
  if (expected.length !== parts.length) return null;
  const ids: Record<string, string> = {};
  for (const [i, segment] of expected.entries()) {
    const part = parts[i] ?? '';
    if (segment.startsWith('{')) ids[segment.slice(1, -1)] = part;
    else if (segment !== part) return null;
  }
  return ids;
}
