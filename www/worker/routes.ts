// The table of routes: the only paths below `/api` that exist.

import { about } from './about.js';
import type { Env } from './env.js';
import { openApi } from './openapi.js';
import { OPERATION_ROUTES } from './operation-routes.js';
import { RESOLVE_ROUTES } from './resolve/routes.js';
import { idPattern, isServed, type Route } from './route.js';
import { RUN_ROUTES } from './runs/run-routes.js';
import { WATCH_ROUTES } from './watch/routes.js';

/** Every route, whatever the settings. Each feature is one line here. */
export const ROUTES: readonly Route[] = [
  ...OPERATION_ROUTES,
  about,
  openApi(() => ROUTES),
  ...RESOLVE_ROUTES,
  ...RUN_ROUTES,
  ...WATCH_ROUTES,
];

/** Longest accepted path. */
export const MAX_PATH = 512;

/** A segment of a template: a text, or an id with its name. */
type Segment = string | { readonly name: string; readonly pattern: RegExp };

interface Compiled {
  readonly route: Route;
  readonly segments: readonly Segment[];
}

/** The routes by the number of segments: few of them have to be looked at. */
const COMPILED = new Map<number, Compiled[]>();
for (const route of ROUTES) {
  const segments = route.path.split('/').map((text): Segment => {
    const name = /^\{(\w+)\}$/.exec(text)?.[1];
    return name === undefined ? text : { name, pattern: new RegExp(`^(?:${idPattern(name)})$`) };
  });
  const others = COMPILED.get(segments.length) ?? [];
  COMPILED.set(segments.length, [...others, { route, segments }]);
}

/** A matched route, or the methods of a path that has routes. */
export type Match =
  | { readonly route: Route; readonly ids: Readonly<Record<string, string>> }
  | { readonly allow: readonly string[]; readonly name: string };

/** True for a path to refuse: too long, percent-encoded, or with empty or dot segments. */
export function isSuspicious(pathname: string): boolean {
  return pathname.length > MAX_PATH || /%|\/\/|\\|(?:^|\/)\.{1,2}(?:\/|$)/.test(pathname);
}

/** The route for a path after `/api`; `null` where there is none. `HEAD` is the route of `GET`. */
export function matchRoute(method: string, path: string, env: Env): Match | null {
  const wanted = method === 'HEAD' ? 'GET' : method;
  const given = path.split('/');
  const allow: string[] = [];
  let name = '';
  for (const { route, segments } of COMPILED.get(given.length) ?? []) {
    const ids = isServed(route, env) ? matchSegments(segments, given) : null;
    if (ids === null) continue;
    if (route.method === wanted) return { route, ids };
    allow.push(route.method);
    if (route.method === 'GET') allow.push('HEAD');
    name = route.name;
  }
  return allow.length === 0 ? null : { allow, name };
}

/** The ids of a path; `null` where it is not one of the template. */
function matchSegments(
  segments: readonly Segment[],
  given: readonly string[],
): Readonly<Record<string, string>> | null {
  const ids: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    const text = given[at] ?? '';
    if (typeof segment === 'string') {
      if (segment !== text) return null;
    } else if (segment.pattern.test(text)) ids[segment.name] = text;
    else return null;
  }
  return ids;
}
