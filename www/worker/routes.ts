// The route table: the only paths that the Worker forwards.

/** A forwarded operation. */
export interface Route {
  readonly operation: string;
  readonly method: 'GET';
  /** The path after `/api`, and after the base URL of the upstream. */
  readonly template: string;
}

const ADDRESSING = '/accounts/{account_id}/addressing';
const PREFIX = `${ADDRESSING}/prefixes/{prefix_id}`;

/** All routes, read only. */
export const ROUTES: readonly Route[] = [
  { operation: 'list-services', method: 'GET', template: `${ADDRESSING}/services` },
  { operation: 'list-prefixes', method: 'GET', template: `${ADDRESSING}/prefixes` },
  { operation: 'get-prefix', method: 'GET', template: PREFIX },
  { operation: 'list-bindings', method: 'GET', template: `${PREFIX}/bindings` },
  { operation: 'get-binding', method: 'GET', template: `${PREFIX}/bindings/{binding_id}` },
  { operation: 'list-bgp-prefixes', method: 'GET', template: `${PREFIX}/bgp/prefixes` },
  { operation: 'get-bgp-prefix', method: 'GET', template: `${PREFIX}/bgp/prefixes/{bgp_prefix_id}` },
];

/** Longest accepted path. */
export const MAX_PATH = 512;

const HEX32 = '[0-9a-f]{32}';
const HYPHENATED = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Formats of ids by their names in templates. Regional bindings have ids with hyphens. */
const ID_PATTERNS: Readonly<Record<string, string>> = { binding_id: `${HEX32}|${HYPHENATED}` };

const COMPILED = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(
    `^${route.template.replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${ID_PATTERNS[name] ?? HEX32})`)}$`,
  ),
}));

/** A matched path. */
export interface Match {
  readonly route: Route;
  readonly accountId: string;
  /** The path for the upstream, built from the template and the ids. */
  readonly path: string;
}

/** True for a path to refuse: too long, percent-encoded, or with empty or dot segments. */
export function isSuspicious(pathname: string): boolean {
  return pathname.length > MAX_PATH || /%|\/\/|\\|(?:^|\/)\.{1,2}(?:\/|$)/.test(pathname);
}

/** The route of a path after `/api`; `null` where there is none. */
export function matchRoute(path: string): Match | null {
  for (const { route, pattern } of COMPILED) {
    const ids = pattern.exec(path)?.groups;
    if (ids !== undefined) {
      const written = route.template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
      return { route, accountId: ids.account_id ?? '', path: written };
    }
  }
  return null;
}
