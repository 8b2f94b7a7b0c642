// The Worker: checks each request, serves assets, forwards reads to the API, and adds headers to the response.

import { type Env, type RawEnv, readEnv } from './env.js';
import { cacheControl, withHeaders } from './headers.js';
import { isProblem, type ProblemText, problemResponse } from './problem.js';
import { isSuspicious, matchRoute } from './routes.js';
import { isSameOrigin } from './same-origin.js';
import { askUpstream, type OnTruncated } from './upstream.js';

/** The result of a request. `route` is a name from our table, never the path of the request. */
interface RouteResult {
  readonly route: string;
  readonly answer: Response | ProblemText;
}

/** Called when the response of a route is cut off. */
type OnRouteTruncated = (route: string, ...why: Parameters<OnTruncated>) => void;

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'];

export default {
  async fetch(request: Request, unchecked: RawEnv): Promise<Response> {
    const started = Date.now();
    const id = crypto.randomUUID();
    // The log contains no path, query, body or header, and so no user input.
    const method = METHODS.includes(request.method) ? request.method : 'other';
    const log = (route: string, status: number, code: string | null) =>
      console.log(JSON.stringify({ id, route, method, status, code, ms: Date.now() - started }));
    // A long response can fail after its status was sent: the log then has a second line.
    const onTruncated: OnRouteTruncated = (route, status, { code }) => log(route, status, code);
    const { route, answer } = await respond(request, unchecked, onTruncated).catch(() => ({
      route: 'none',
      answer: INTERNAL,
    }));
    const response = isProblem(answer) ? problemResponse(answer, id) : answer;
    log(route, response.status, isProblem(answer) ? answer.code : null);
    // Problems and responses of the API must not be cached.
    const caching = route === 'asset' ? cacheControl(new URL(request.url).pathname) : 'no-store';
    return withHeaders(response, caching);
  },
};

async function respond(
  request: Request,
  unchecked: RawEnv,
  onTruncated: OnRouteTruncated,
): Promise<RouteResult> {
  const env = readEnv(unchecked);
  if (isProblem(env)) return { route: 'none', answer: env };
  if (!METHODS.includes(request.method)) return { route: 'none', answer: methodNotAllowed('GET, HEAD') };
  const url = new URL(request.url);
  if (isSuspicious(url.pathname)) return { route: 'none', answer: NOT_FOUND };
  if (url.pathname === '/api' || url.pathname.startsWith('/api/')) return api(request, url, env, onTruncated);
  return asset(request, env);
}

async function asset(request: Request, env: Env): Promise<RouteResult> {
  if (!isRead(request)) return { route: 'none', answer: methodNotAllowed('GET, HEAD') };
  const answer = await env.assets.fetch(request);
  return answer.status === 404 ? { route: 'none', answer: NOT_FOUND } : { route: 'asset', answer };
}

async function api(
  request: Request,
  url: URL,
  env: Env,
  onTruncated: OnRouteTruncated,
): Promise<RouteResult> {
  const path = url.pathname.slice('/api'.length);
  const about = path === '/about';
  const match = about ? null : matchRoute(path);
  // No operation has a query, so one is an error: it would be dropped silently.
  if ((!about && match === null) || /[?#]/.test(request.url)) return { route: 'none', answer: NOT_FOUND };
  const route = match?.operation ?? 'about';
  if (!isRead(request)) return { route, answer: methodNotAllowed('GET, HEAD') };
  if (!isSameOrigin(request.headers, url)) return { route, answer: CROSS_SITE };
  const answer =
    match === null
      ? aboutAnswer(env)
      : await forward(request, match, env, (status, problem) => onTruncated(route, status, problem));
  if (request.method !== 'HEAD' || !(answer instanceof Response)) return { route, answer };
  answer.body?.cancel().catch(() => {});
  return { route, answer: new Response(null, answer) };
}

async function forward(
  request: Request,
  { accountId, path }: { readonly accountId: string; readonly path: string },
  env: Env,
  onTruncated: OnTruncated,
): Promise<Response | ProblemText> {
  if (env.onlyAccount !== null && env.onlyAccount !== accountId) return ACCOUNT_NOT_SERVED;
  const token = /^Bearer ([!-~]{1,512})$/.exec(request.headers.get('authorization') ?? '')?.[1];
  return token === undefined ? TOKEN_MISSING : askUpstream(env, path, `Bearer ${token}`, onTruncated);
}

/** What the page shows about its Worker. */
function aboutAnswer(env: Env): Response {
  const account = env.suggestedAccount === null ? {} : { accountId: env.suggestedAccount };
  return Response.json({ upstream: env.upstreamKind, mode: 'bring-your-own-token', ...account });
}

function isRead(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function methodNotAllowed(allow: string): ProblemText {
  return {
    status: 405,
    code: 'method-not-allowed',
    message: 'this method is not allowed here',
    help: `use one of ${allow}`,
    headers: { allow },
  };
}

const NOT_FOUND: ProblemText = {
  status: 404,
  code: 'not-found',
  message: 'there is nothing at this address',
  help: 'check the address: ids are 32 lowercase hexadecimal digits, and queries are not allowed',
};
const CROSS_SITE: ProblemText = {
  status: 403,
  code: 'cross-site',
  message: 'the request comes from another site',
  help: 'open the page itself, or call without a browser',
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
const INTERNAL: ProblemText = {
  status: 500,
  code: 'internal',
  message: 'unexpected error',
  help: 'try again; the id is in the log',
};
