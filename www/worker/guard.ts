// The guard of a route: all that a request has to pass before the route's own code sees it.

import type { Env } from './env.js';
import type { Actor } from './identity.js';
import type { ProblemText } from './problem.js';
import type { BodyRule, QueryRule, Route } from './route.js';
import { isSameOrigin } from './same-origin.js';

/** What the guard has read of a request. */
export interface Admitted {
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly fingerprint: string;
  readonly token: string;
}

/** The header of every write: the fingerprint of the plan that it belongs to. */
export const CONFIRM_HEADER = 'x-byoip-confirm';

const FINGERPRINT = /^sha256:[0-9a-f]{64}$/;

interface Visitor {
  readonly request: Request;
  readonly url: URL;
  readonly ids: Readonly<Record<string, string>>;
  readonly env: Env;
  readonly actor: Actor | null;
}

/** Checks a request in order: its origin, its rate, its account and prefix, its token, its confirmation, its query and its body. */
export async function admit(route: Route, visitor: Visitor): Promise<Admitted | ProblemText> {
  const { request, url, env } = visitor;
  if (!isSameOrigin(request.headers, url)) return CROSS_SITE;
  if (!(await isWithinRate(route, visitor))) return RATE_LIMITED;
  const unserved = notServed(visitor);
  if (unserved !== null) return unserved;
  const token = env.own?.token ?? bearer(request.headers);
  if (token === '' && route.kind !== 'public') return TOKEN_MISSING;
  const fingerprint = route.kind === 'write' ? (request.headers.get(CONFIRM_HEADER) ?? '') : '';
  if (route.kind === 'write' && route.confirms !== false && !FINGERPRINT.test(fingerprint))
    return CONFIRMATION_MISSING;
  const query = route.query === undefined ? {} : readQuery(url, route.query);
  if (query === null) return QUERY_INVALID;
  const body = route.body === undefined ? '' : await readBody(request, route.body);
  return typeof body === 'string' ? { query, body, fingerprint, token } : body;
}

/** By the verified subject. Without sign-in, by the address that the platform sees. */
async function isWithinRate({ kind }: Route, { request, env, actor }: Visitor): Promise<boolean> {
  const key =
    actor === null ? `address:${request.headers.get('cf-connecting-ip')}` : `${actor.kind}:${actor.name}`;
  const limits = kind === 'write' ? [env.rateLimit, env.writeRateLimit] : [env.rateLimit];
  const outcomes = await Promise.all(limits.map((limit) => limit.limit({ key })));
  return outcomes.every(({ success }) => success);
}

function notServed({ ids, env }: Visitor): ProblemText | null {
  const { account_id: account, prefix_id: prefix } = ids;
  if (account !== undefined && env.onlyAccount !== null && account !== env.onlyAccount)
    return ACCOUNT_NOT_SERVED;
  const prefixes = env.own?.prefixes ?? null;
  return prefix !== undefined && prefixes !== null && !prefixes.has(prefix) ? PREFIX_NOT_SERVED : null;
}

/** The token of a request; empty where it has none that can be one. */
function bearer(headers: Headers): string {
  return /^Bearer ([!-~]{1,512})$/.exec(headers.get('authorization') ?? '')?.[1] ?? '';
}

/** The parameters of a query, all of them once; `null` where there is another, or one that does not match. */
function readQuery({ search }: URL, rule: QueryRule): Readonly<Record<string, string>> | null {
  const parts = search.slice(1).split('&');
  const query: Record<string, string> = {};
  for (const [name, pattern] of Object.entries(rule)) {
    const found = parts.filter((part) => part.startsWith(`${name}=`));
    const value = found.length === 1 ? decoded(found[0]?.slice(name.length + 1) ?? '') : null;
    if (value === null || !pattern.test(value)) return null;
    query[name] = value;
  }
  return parts.length === Object.keys(query).length ? query : null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

async function readBody(request: Request, { type, limit }: BodyRule): Promise<string | ProblemText> {
  const given = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (given !== type) return contentType(type);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let size = 0;
  let text = '';
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > limit) return tooLarge(limit);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch {
    return BODY_INVALID;
  }
}

const CROSS_SITE: ProblemText = {
  status: 403,
  code: 'cross-site',
  message: 'the request comes from another site',
  help: 'open the page itself, or call without a browser',
};
const RATE_LIMITED: ProblemText = {
  status: 429,
  code: 'rate-limited',
  message: 'too many requests in a short time',
  help: 'wait a minute; nothing was sent to the API',
  headers: { 'retry-after': '60' },
};
const TOKEN_MISSING: ProblemText = {
  status: 401,
  code: 'token-missing',
  message: 'the request has no API token',
  help: 'send `Authorization: Bearer …` with a token that may read IP prefixes',
  headers: { 'www-authenticate': 'Bearer' },
};
const ACCOUNT_NOT_SERVED: ProblemText = {
  status: 403,
  code: 'account-not-served',
  message: 'this deployment serves another account',
  help: 'use the account that `/api/about` names',
};
const PREFIX_NOT_SERVED: ProblemText = {
  status: 403,
  code: 'prefix-not-served',
  message: 'this deployment does not serve the prefix',
  help: 'use a prefix of the list of prefixes, or add its id to the setting `PREFIXES`',
};
const CONFIRMATION_MISSING: ProblemText = {
  status: 400,
  code: 'confirmation-missing',
  message: `a write needs the header \`${CONFIRM_HEADER}\` with the fingerprint of its plan`,
  help: 'send `sha256:` and 64 hexadecimal digits; nothing was sent to the API',
};
const QUERY_INVALID: ProblemText = {
  status: 400,
  code: 'query-invalid',
  message: 'the query is not the one of this route',
  help: 'see `/api/openapi.json` for its parameters',
};
const BODY_INVALID: ProblemText = {
  status: 400,
  code: 'body-invalid',
  message: 'the body broke off or is not UTF-8',
  help: 'send it again; nothing was sent to the API',
};

function contentType(type: string): ProblemText {
  return {
    status: 415,
    code: 'content-type',
    message: 'the body has another content type',
    help: `send \`Content-Type: ${type}\``,
  };
}

function tooLarge(limit: number): ProblemText {
  return {
    status: 413,
    code: 'body-too-large',
    message: `the body is longer than ${limit} bytes`,
    help: 'send less; nothing was sent to the API',
  };
}
