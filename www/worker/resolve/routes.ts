// `/api/resolve`: who owns an address, or many, over all prefixes of the account.

import { isByoipError, parseAddress } from 'byoip';
import type { ProblemText } from '../problem.js';
import { type Route, type RouteAnswer, type RouteRequest, SMALL_BODY } from '../route.js';
import { MAX_LISTS, type Resolved, resolveAddresses, TooManyLists } from './account-tables.js';

export const RESOLVE_ROUTES: readonly Route[] = [
  {
    name: 'resolve',
    method: 'GET',
    path: '/resolve',
    summary: 'Who owns an address: the prefix of the account, the binding, and how old the list is',
    kind: 'read',
    needsOwnToken: true,
    query: { ip: /^[0-9a-fA-F:.]{2,45}$/ },
    handle: resolveOne,
  },
  {
    name: 'resolve-many',
    method: 'POST',
    path: '/resolve',
    summary: 'Who owns each of many addresses, one on each line of the body',
    kind: 'read',
    needsOwnToken: true,
    body: { type: 'text/plain', limit: SMALL_BODY },
    handle: resolveMany,
  },
];

async function resolveOne(asked: RouteRequest): Promise<RouteAnswer> {
  const [line] = readLines(asked.query.ip ?? '');
  if (line === undefined || 'error' in line)
    return invalidAddress(line?.error.message ?? 'there is no address');
  const found = await lookUp([line.address], asked);
  return Array.isArray(found) ? Response.json(found[0]) : (found as ProblemText);
}

async function resolveMany(asked: RouteRequest): Promise<RouteAnswer> {
  const lines = readLines(asked.body);
  const found = await lookUp(
    lines.flatMap((line) => ('error' in line ? [] : [line.address])),
    asked,
  );
  if (!Array.isArray(found)) return found as ProblemText;
  const next = (found as readonly Resolved[]).values();
  const answers = lines.map((line) => ('error' in line ? line : { line: line.line, ...next.next().value }));
  return Response.json({ answers });
}

/** A line that has an address, or what is wrong with it. */
type Line =
  | { readonly line: number; readonly address: string }
  | { readonly line: number; readonly error: { readonly code: string; readonly message: string } };

/** The lines that are not empty, numbered from 1. */
function readLines(text: string): readonly Line[] {
  return text.split('\n').flatMap((written, at): readonly Line[] => {
    const trimmed = written.trim();
    if (trimmed === '') return [];
    const line = at + 1;
    try {
      return [{ line, address: parseAddress(trimmed).address }];
    } catch (error) {
      if (!isByoipError(error)) throw error;
      return [{ line, error: { code: error.code, message: error.message } }];
    }
  });
}

async function lookUp(
  addresses: readonly string[],
  { env }: RouteRequest,
): Promise<readonly Resolved[] | ProblemText> {
  // The table of routes has this route only where there is a token.
  if (env.own === null) throw new Error('a route without its token');
  try {
    return await resolveAddresses(addresses, env, env.own);
  } catch (error) {
    if (error instanceof TooManyLists) return TOO_MANY_PREFIXES;
    if (isByoipError(error)) return listFailed(error.message);
    throw error;
  }
}

function invalidAddress(message: string): ProblemText {
  return {
    status: 400,
    code: 'address-invalid',
    message,
    help: 'give an IPv4 or IPv6 address, `?ip=192.0.2.1`',
  };
}

function listFailed(message: string): ProblemText {
  return {
    status: 502,
    code: 'upstream-refused',
    message: `the API did not give the list: ${message}`,
    help: 'try again; if it persists, check the permissions of the token of the Worker',
  };
}

const TOO_MANY_PREFIXES: ProblemText = {
  status: 400,
  code: 'too-many-prefixes',
  message: `the addresses are in more than ${MAX_LISTS} prefixes that have not been read lately`,
  help: 'ask in several requests; the prefixes that were read stay for a minute',
};
