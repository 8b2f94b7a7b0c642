// The Worker: finds out who asks, finds the route, passes the request through the guard, and adds headers to the response.

import type { Context } from './context.js';
import { type Env, type RawEnv, readEnv } from './env.js';
import { admit } from './guard.js';
import { cacheControl, withHeaders } from './headers.js';
import { type Actor, identify } from './identity.js';
import { isProblem, type ProblemText, problemResponse } from './problem.js';
import type { RouteAnswer, RouteRequest } from './route.js';
import { isSuspicious, matchRoute } from './routes.js';
import { onTimer } from './watch/scheduled.js';

/** What the log says about a request, known bit by bit. `route` is a name of our table, never the path of the request. */
interface LogFacts {
  route: string;
  actor: string | null;
  /** The confirmed fingerprint of a write. */
  plan: string | null;
}

export { RequestBudget, RunListObject, RunObject } from './runs/run-objects.js';
export { Watch } from './watch/object.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'];

export default {
  async fetch(request: Request, unchecked: RawEnv, ctx: Context): Promise<Response> {
    const started = Date.now();
    const id = crypto.randomUUID();
    const facts: LogFacts = { route: 'none', actor: null, plan: null };
    // The log has no path, query, body or header, and so nothing of the client but its verified name and its checked fingerprint.
    const method = METHODS.includes(request.method) ? request.method : 'other';
    const answer = await respond(request, unchecked, ctx, facts).catch(() => INTERNAL);
    const response = isProblem(answer) ? problemResponse(answer, id) : answer;
    console.log(
      JSON.stringify({
        id,
        route: facts.route,
        method,
        status: response.status,
        code: isProblem(answer) ? answer.code : null,
        ms: Date.now() - started,
        actor: facts.actor,
        plan: facts.plan,
      }),
    );
    // Problems and responses of the API must not be cached.
    const isAsset = facts.route === 'asset' && !isProblem(answer);
    return withHeaders(response, isAsset ? cacheControl(new URL(request.url).pathname) : 'no-store');
  },

  async scheduled({ scheduledTime }: { readonly scheduledTime: number }, unchecked: RawEnv): Promise<void> {
    await onTimer(unchecked, scheduledTime);
  },
};

async function respond(
  request: Request,
  unchecked: RawEnv,
  ctx: Context,
  facts: LogFacts,
): Promise<RouteAnswer> {
  const env = readEnv(unchecked);
  if (isProblem(env)) return env;
  if (!METHODS.includes(request.method)) return methodNotAllowed('GET, HEAD');
  const url = new URL(request.url);
  if (isSuspicious(url.pathname)) return NOT_FOUND;
  // The page as well: without Access in front of it the deployment is wrong, and nothing of it answers.
  const actor = env.own === null ? null : await identify(request.headers, env.own.access, ctx.access);
  if (actor !== null && isProblem(actor)) return actor;
  facts.actor = actor?.name ?? null;
  const isApi = url.pathname === '/api' || url.pathname.startsWith('/api/');
  if (!isApi) return asset(request, env, facts);
  return api({ request, url, env, actor, ctx }, facts);
}

async function asset(request: Request, env: Env, facts: LogFacts): Promise<RouteAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed('GET, HEAD');
  const answer = await env.assets.fetch(request);
  if (answer.status === 404) return NOT_FOUND;
  facts.route = 'asset';
  return answer;
}

async function api(
  visitor: Omit<RouteRequest, 'ids' | 'query' | 'body' | 'fingerprint' | 'token'> & { actor: Actor | null },
  facts: LogFacts,
): Promise<RouteAnswer> {
  const { request, url, env } = visitor;
  const match = matchRoute(request.method, url.pathname.slice('/api'.length), env);
  // Where no query belongs, one would be dropped silently, and so would an empty one.
  if (match === null || (!hasQuery(match) && /[?#]/.test(request.url))) return NOT_FOUND;
  if ('allow' in match) {
    facts.route = match.name;
    return methodNotAllowed(match.allow.join(', '));
  }
  const { route, ids } = match;
  facts.route = route.name;
  const admitted = await admit(route, { ...visitor, ids });
  if (isProblem(admitted)) return admitted;
  facts.plan = admitted.fingerprint === '' ? null : admitted.fingerprint;
  const answer = await route.handle({ ...visitor, ids, ...admitted });
  if (request.method !== 'HEAD' || isProblem(answer)) return answer;
  answer.body?.cancel().catch(() => {});
  return new Response(null, answer);
}

function hasQuery(match: NonNullable<ReturnType<typeof matchRoute>>): boolean {
  return 'route' in match && match.route.query !== undefined;
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
  help: 'check the address: ids are 32 lowercase hexadecimal digits, and a query belongs to the routes that have one',
};
const INTERNAL: ProblemText = {
  status: 500,
  code: 'internal',
  message: 'unexpected error',
  help: 'try again; the id is in the log',
};
