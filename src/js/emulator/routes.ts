// The routes as Cloudflare documents them: those of the emulated operations, and others, which are not emulated.

const ADDRESSING = '/accounts/{account_id}/addressing';
const PREFIX = `${ADDRESSING}/prefixes/{prefix_id}` as const;

/**
 * What the emulator carries out: method, path and the HTTP status of a success. Written from the documentation and not from
 * the table of the core, so that an error there shows; a test compares each row with a copy of the documentation.
 */
export const OPERATIONS = {
  'list-services': { method: 'GET', path: `${ADDRESSING}/services`, status: 200 },
  'list-prefixes': { method: 'GET', path: `${ADDRESSING}/prefixes`, status: 200 },
  'get-prefix': { method: 'GET', path: `${PREFIX}`, status: 200 },
  'edit-prefix': { method: 'PATCH', path: `${PREFIX}`, status: 200 },
  'validate-prefix': { method: 'POST', path: `${PREFIX}/validate`, status: 202 },
  'list-bindings': { method: 'GET', path: `${PREFIX}/bindings`, status: 200 },
  'get-binding': { method: 'GET', path: `${PREFIX}/bindings/{binding_id}`, status: 200 },
  'create-binding': { method: 'POST', path: `${PREFIX}/bindings`, status: 201 },
  'delete-binding': { method: 'DELETE', path: `${PREFIX}/bindings/{binding_id}`, status: 200 },
  'list-bgp-prefixes': { method: 'GET', path: `${PREFIX}/bgp/prefixes`, status: 200 },
  'get-bgp-prefix': { method: 'GET', path: `${PREFIX}/bgp/prefixes/{bgp_prefix_id}`, status: 200 },
  'edit-bgp-prefix': { method: 'PATCH', path: `${PREFIX}/bgp/prefixes/{bgp_prefix_id}`, status: 200 },
  'create-bgp-prefix': { method: 'POST', path: `${PREFIX}/bgp/prefixes`, status: 200 },
  'delete-bgp-prefix': { method: 'DELETE', path: `${PREFIX}/bgp/prefixes/{bgp_prefix_id}`, status: 200 },
  'list-delegations': { method: 'GET', path: `${PREFIX}/delegations`, status: 200 },
  'create-delegation': { method: 'POST', path: `${PREFIX}/delegations`, status: 200 },
  'delete-delegation': { method: 'DELETE', path: `${PREFIX}/delegations/{delegation_id}`, status: 200 },
  'list-magic-routes': { method: 'GET', path: '/accounts/{account_id}/magic/routes', status: 200 },
} as const;

/** An operation of the emulator. */
export type EmulatedOperation = keyof typeof OPERATIONS;

/** A method and a path below the base. */
interface Route {
  readonly method: string;
  readonly path: string;
  /** Null where the emulator does not have it; the response is 501. */
  readonly operation: EmulatedOperation | null;
}

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
  ...(Object.keys(OPERATIONS) as EmulatedOperation[]).map((operation) => ({
    ...OPERATIONS[operation],
    operation,
  })),
  ...NOT_EMULATED.map((route) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, path, operation: null };
  }),
];

/** Ids by their names in a path. */
export type Ids = Readonly<Record<string, string>>;

/** The result of routing. */
export type Match =
  | { readonly kind: 'found'; readonly operation: EmulatedOperation; readonly ids: Ids }
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
