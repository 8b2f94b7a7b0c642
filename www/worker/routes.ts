// The routes: the only paths that the Worker forwards. They are the reads of the table of operations.

import { OPERATIONS } from '../../src/js/entry/operations.js';

/** Longest accepted path. */
export const MAX_PATH = 512;

const HEX32 = '[0-9a-f]{32}';
const HYPHENATED = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Formats of ids by their names in templates. Regional bindings have ids with hyphens. */
const ID_PATTERNS: Readonly<Record<string, string>> = { binding_id: `${HEX32}|${HYPHENATED}` };

const ROUTES = Object.entries(OPERATIONS)
  .filter(([, { method }]) => method === 'GET')
  .map(([operation, { path }]) => ({
    operation,
    template: path,
    pattern: new RegExp(
      `^${path.replace(/\{(\w+)\}/g, (_, name) => `(?<${name}>${ID_PATTERNS[name] ?? HEX32})`)}$`,
    ),
  }));

/** A matched path. */
export interface Match {
  readonly operation: string;
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
  for (const { operation, template, pattern } of ROUTES) {
    const ids = pattern.exec(path)?.groups;
    if (ids !== undefined) {
      const written = template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '');
      return { operation, accountId: ids.account_id ?? '', path: written };
    }
  }
  return null;
}
