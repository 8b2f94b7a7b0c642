// What a route is. The table of routes is made of these, and the guard and the OpenAPI document read nothing else.

import type { Context } from './context.js';
import type { Env } from './env.js';
import type { Actor } from './identity.js';
import type { ProblemText } from './problem.js';

/** `public`: needs no API token. `write`: is refused without a confirmation, and does not exist where `READ_ONLY` is set. */
export type RouteKind = 'public' | 'read' | 'write';

/** What the body of a request may be. */
export interface BodyRule {
  readonly type: 'application/json' | 'text/plain';
  /** Largest body, bytes. */
  readonly limit: number;
}

/** Largest body of most routes, bytes. */
export const SMALL_BODY = 16 * 1024;

/** The names of the parameters of a query, and what each may be. A request has all of them once, and no other. */
export type QueryRule = Readonly<Record<string, RegExp>>;

/** A request that has passed the guard. */
export interface RouteRequest {
  readonly request: Request;
  readonly url: URL;
  /** The ids of the path, by their names in the template. */
  readonly ids: Readonly<Record<string, string>>;
  /** The parameters of the query, by the names of the rule. */
  readonly query: Readonly<Record<string, string>>;
  /** The body; empty where the route takes none. */
  readonly body: string;
  /** The confirmed fingerprint of a write; empty for other kinds, and where the route needs none. */
  readonly fingerprint: string;
  readonly env: Env;
  /** Who asks; `null` in the mode without sign-in. */
  readonly actor: Actor | null;
  /** The API token: the Worker's own, or the one that the request brought; empty for a public route without one. */
  readonly token: string;
  readonly ctx: Context;
}

export type RouteAnswer = Response | ProblemText;

/** One row of the table of routes. */
export interface Route {
  /** Its name in the log and in the OpenAPI document. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path below `/api`, with the names of ids in braces. */
  readonly path: string;
  readonly summary: string;
  readonly kind: RouteKind;
  /** True where the route exists only if the Worker has a token of its own. */
  readonly needsOwnToken?: boolean;
  /** False for a write that belongs to no plan, and so has no fingerprint to confirm. */
  readonly confirms?: false;
  readonly query?: QueryRule;
  readonly body?: BodyRule;
  readonly handle: (asked: RouteRequest) => RouteAnswer | Promise<RouteAnswer>;
}

const HEX32 = '[0-9a-f]{32}';
const HYPHENATED = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Formats of ids by their names in templates; 32 hexadecimal digits where the name is not here. Regional bindings have hyphens. */
const ID_PATTERNS: Readonly<Record<string, string>> = { binding_id: `${HEX32}|${HYPHENATED}` };

/** The format of an id, as the source of a regular expression. */
export function idPattern(name: string): string {
  return ID_PATTERNS[name] ?? HEX32;
}

/** True where these settings have the route. */
export function isServed({ kind, needsOwnToken }: Route, env: Env): boolean {
  return !(env.readOnly && kind === 'write') && !(needsOwnToken === true && env.own === null);
}
