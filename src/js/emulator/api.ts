// The emulated API without faults: credentials, rate limit, routing and operations.

import type { PlatformRequest, PlatformResponse } from '../types/platform.js';
import { isRefused, type RefusalName, type Refused, refuse, type Statuses } from './api-errors.js';
import type { Clock } from './clock.js';
import { type Credentials, readCredentials } from './credentials.js';
import { accepted, refused } from './envelope.js';
import { createLists, type ListLag } from './list-lag.js';
import { BGP_PREFIXES } from './operations/bgp-prefixes.js';
import { BINDINGS } from './operations/bindings.js';
import type { Handler, StuckRule } from './operations/context.js';
import { DELEGATIONS } from './operations/delegations.js';
import { MAGIC_ROUTES } from './operations/magic-routes.js';
import { PREFIXES } from './operations/prefixes.js';
import { SERVICES } from './operations/services.js';
import { createLimiter, type RateLimit } from './rate-limit.js';
import { type EmulatedOperation, match, OPERATIONS } from './routes.js';
import type { Profile } from './rules.js';
import type { State } from './state/state.js';
import type { Deletions } from './visibility.js';

/** The start of the paths of the emulated API, as at `https://api.cloudflare.com`. */
export const BASE_PATH = '/client/v4';

/** What carries out each operation; the compiler reports an operation without a handler. */
const HANDLERS: Readonly<Record<EmulatedOperation, Handler>> = {
  ...SERVICES,
  ...PREFIXES,
  ...BINDINGS,
  ...BGP_PREFIXES,
  ...DELEGATIONS,
  ...MAGIC_ROUTES,
};

const MAX_BODY = 16 * 1024;

/** The behaviour of the API, with all defaults applied. */
export interface ApiSettings {
  readonly state: State;
  readonly clock: Clock;
  readonly delay: number;
  readonly bgpDelay: number;
  readonly deletions: Deletions;
  readonly profile: Profile;
  readonly statuses: Statuses;
  readonly authorise: (credentials: Credentials) => boolean;
  readonly listLag: ListLag | undefined;
  readonly rateLimit: RateLimit | undefined;
  readonly stuck: readonly StuckRule[];
}

/** Creates the API as a function from request to response, which changes the state. */
export function createApi(settings: ApiSettings): (request: PlatformRequest) => Promise<PlatformResponse> {
  const { state, clock, delay, bgpDelay, deletions, profile, statuses, authorise, stuck } = settings;
  const limit = createLimiter(settings.rateLimit, clock.speed);
  const lists = createLists(settings.listLag);
  const no = (name: RefusalName, more?: Omit<Refused, 'refusal'>) => refused(refuse(name, more), statuses);

  async function execute(request: Request, credentials: Credentials): Promise<Response> {
    if (!authorise(credentials)) return no('not-authorised');
    const found = match(request.method, new URL(request.url).pathname.slice(BASE_PATH.length));
    if (found.kind === 'method-not-allowed')
      return no(found.kind, { headers: { allow: found.methods.join(', ') } });
    if (found.kind !== 'found') return no(found.kind);
    const { ids } = found;
    if (!/^[0-9a-f]{32}$/.test(ids.account_id ?? '')) return no('bad-route');
    const account = state.accounts.find(({ id }) => id === ids.account_id);
    if (account === undefined) return no('not-authorised');
    const body = await readBody(request);
    if (body === null) return no('bad-body');
    const now = clock.now();
    const prefix = account.prefixes.find(({ id }) => id === ids.prefix_id);
    const isWrite = request.method !== 'GET' && prefix !== undefined;
    const recordWrite = isWrite ? lists.recordWrite(prefix, now) : () => {};
    const visibleLists = (of: Parameters<typeof lists.visible>[0]) => lists.visible(of, now);
    const context = {
      state,
      account,
      ids,
      body: body.value,
      now,
      delay,
      bgpDelay,
      profile,
      deletions,
      stuck,
    };
    const outcome = HANDLERS[found.operation]({ ...context, visibleLists });
    if (isRefused(outcome)) return refused(outcome, statuses);
    recordWrite();
    return accepted(OPERATIONS[found.operation].status, outcome);
  }

  return async (request) => {
    if (!new URL(request.url).pathname.startsWith(`${BASE_PATH}/`)) return no('no-base-path');
    const credentials = readCredentials(request.headers);
    if (isRefused(credentials)) return refused(credentials, statuses);
    const { allowed, headers } = limit(credentials, clock.now());
    const answer = allowed ? await execute(request, credentials) : no('rate-limited');
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
    return answer;
  };
}

async function readBody(request: Request): Promise<{ readonly value: unknown } | null> {
  const text = await request.text();
  if (text === '') return { value: undefined };
  if (text.length > MAX_BODY) return null;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
