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

const COMPILED = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${idPattern(name)})`)}$`),
}));

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
  const found = COMPILED.flatMap(({ route, pattern }) => {
    const match = isServed(route, env) ? pattern.exec(path) : null;
    return match === null ? [] : [{ route, ids: { ...match.groups } }];
  });
  if (found[0] === undefined) return null;
  const wanted = method === 'HEAD' ? 'GET' : method;
  const allow = found.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  return found.find(({ route }) => route.method === wanted) ?? { allow, name: found[0].route.name };
}
