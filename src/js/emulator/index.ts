// The addressing API, emulated: a function from Request to Response over a state in memory.

import type { PlatformFetch, PlatformRequest, PlatformResponse } from '../types/platform.js';
import { isRefused, refuse, type Statuses } from './api-errors.js';
import { type Clock, createClock } from './clock.js';
import { type Credentials, readCredentials } from './credentials.js';
import { accepted, refused } from './envelope.js';
import { FAULT_NAMES, FAULTS, type Fault, type FaultName, isFaultName, NoAnswer } from './fault-injection.js';
import { rayId } from './ids.js';
import { createLists, type ListLag } from './list-lag.js';
import { createLimiter, type RateLimit } from './rate-limit.js';
import { match } from './routes.js';
import type { Profile } from './rules.js';
import { seed } from './seed.js';
import type { State } from './state.js';
import type { Deletions } from './visibility.js';

export { type Known, REFUSALS, type Refusal, type RefusalName, type Statuses } from './api-errors.js';
export { type Clock, createClock } from './clock.js';
export type { Credentials } from './credentials.js';
export { FAULT_NAMES, type FaultName, isNoAnswer, NoAnswer, type Silence } from './fault-injection.js';
export type { ListLag } from './list-lag.js';
export { RATE_LIMIT, type RateLimit } from './rate-limit.js';
export type { Profile } from './rules.js';
export { SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES, seed } from './seed.js';
export type {
  AccountRecord,
  BgpPrefixRecord,
  BindingRecord,
  LeavingBinding,
  PrefixRecord,
  ServiceRecord,
  State,
} from './state.js';
export type { Deletions } from './visibility.js';

/** Where the emulated API begins, as at `https://api.cloudflare.com`. */
export const BASE_PATH = '/client/v4';

/** From the creation of a binding to active, ms: the middle of the documented four to six hours. */
export const PROVISIONING_DELAY = 5 * 60 * 60 * 1000;

const MAX_BODY = 16 * 1024;

/** How to set an emulator up; every option has a default. */
export interface EmulatorOptions {
  /** What it starts with; without it, the seeded account. The emulator changes this very object. */
  readonly state?: State;
  /** Time in ms; without it the clock stands still until `clock.advance` moves it. */
  readonly now?: () => number;
  /**
   * Milliseconds that a binding takes to roll out, from its creation to active and from its deletion to gone from
   * every edge; {@link PROVISIONING_DELAY} without it.
   */
  readonly provisioningDelay?: number;
  /** Milliseconds from the creation of a default binding to its BGP prefix; 0 without it. */
  readonly bgpPrefixDelay?: number;
  /** Whether a deleted binding still shows while its deletion rolls out: `at-once` (gone) is the default. */
  readonly deletions?: Deletions;
  /**
   * The blocks that Magic routes cover, for accounts whose `state` says nothing of it: bindings to Magic Transit outside
   * of them are stuck until one is added to `magicRoutes` of the account in {@link Emulator.state}. Without it no binding is.
   */
  readonly magicRoutes?: readonly string[];
  /** How far lists lag behind writes; not at all without it. */
  readonly listLag?: ListLag;
  /** The limit on requests, such as {@link RATE_LIMIT}; none without it. */
  readonly rateLimit?: RateLimit;
  /** A whole number below 2^32 that new ids and rays follow from; 0 without it. A `state` that has one keeps its own for ids. */
  readonly idSeed?: number;
  /** What to do where nothing is documented: `strict` (refuse) is the default. */
  readonly profile?: Profile;
  /** HTTP statuses for refusals, where the real ones are known better than here. */
  readonly statuses?: Statuses;
  /** Which well-formed credentials are good; all of them without it. */
  readonly authorise?: (credentials: Credentials) => boolean;
  /** The fault for a request, if any; `position` counts requests from 0. The header `x-emulator-fault` goes first. */
  readonly faults?: (request: PlatformRequest, position: number) => FaultName | undefined;
}

/** A running emulator. */
export interface Emulator {
  /**
   * Answers a request as the API would; takes what `fetch` takes, so that it can be passed as one. Rejects with {@link NoAnswer} where a fault says that none comes, and for
   * the fault `timeout-after-commit` not before the request's signal is aborted.
   */
  fetch(
    input: Parameters<PlatformFetch>[0] | PlatformRequest,
    init?: Parameters<PlatformFetch>[1],
  ): Promise<PlatformResponse>;
  /** Its time. */
  readonly clock: Clock;
  /** Its memory: plain data, live. */
  readonly state: State;
}

/** Sets an emulator up. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const clock = createClock(options.now);
  const delay = options.provisioningDelay ?? PROVISIONING_DELAY;
  const { profile = 'strict', statuses = {}, authorise = () => true } = options;
  const { bgpPrefixDelay: bgpDelay = 0, deletions = 'at-once', idSeed = 0 } = options;
  if (!Number.isInteger(idSeed) || idSeed < 0 || idSeed > 0xffff_ffff) {
    throw new RangeError(`the seed of ids is a whole number from 0 to 4294967295, not \`${idSeed}\``);
  }
  const state = options.state ?? seed(clock.now(), delay, idSeed);
  if (options.idSeed !== undefined) state.idSeed ??= idSeed;
  if (options.magicRoutes !== undefined) {
    for (const account of state.accounts) account.magicRoutes ??= [...options.magicRoutes];
  }
  const limit = createLimiter(options.rateLimit);
  const lists = createLists(options.listLag);
  const usedFaults = new Set<string>();
  let position = 0;

  async function answerWithinLimit(request: Request): Promise<Response> {
    const credentials = readCredentials(request.headers);
    if (isRefused(credentials)) return refused(credentials, statuses);
    const { allowed: passes, headers } = limit(credentials, clock.now());
    const answer = passes ? await execute(request, credentials) : refused(refuse('rate-limited'), statuses);
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
    return answer;
  }

  async function execute(request: Request, credentials: Credentials): Promise<Response> {
    const no = (name: Parameters<typeof refuse>[0], more?: Parameters<typeof refuse>[1]) =>
      refused(refuse(name, more), statuses);
    if (!authorise(credentials)) return no('not-authorised');
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith(`${BASE_PATH}/`)) return no('no-route');
    const found = match(request.method, pathname.slice(BASE_PATH.length));
    if (found.kind === 'method-not-allowed')
      return no(found.kind, { headers: { allow: found.methods.join(', ') } });
    if (found.kind !== 'found') return no(found.kind);
    if (!/^[0-9a-f]{32}$/.test(found.accountId)) return no('bad-route');
    const account = state.accounts.find(({ id }) => id === found.accountId);
    if (account === undefined) return no('not-authorised');
    const body = await readBody(request);
    if (body === null) return no('bad-body');
    const { ids } = found;
    const now = clock.now();
    const prefix = account.prefixes.find(({ id }) => id === ids.prefix_id);
    const written =
      request.method === 'GET' || prefix === undefined ? () => {} : lists.recordWrite(prefix, now);
    const outcome = found.run({
      state,
      account,
      ids,
      body: body.value,
      now,
      delay,
      bgpDelay,
      profile,
      deletions,
      visibleLists: (listed) => lists.visible(listed, now),
    });
    if (!isRefused(outcome)) written();
    return isRefused(outcome) ? refused(outcome, statuses) : accepted(outcome);
  }

  return {
    clock,
    state,
    async fetch(input, init) {
      const request = input instanceof Request && init === undefined ? input : new Request(input, init);
      const name = request.headers.get('x-emulator-fault') ?? options.faults?.(request, position) ?? null;
      const ray = rayId(position, idSeed);
      position += 1;
      const answer = await answerWithFault(request, name);
      answer.headers.set('cf-ray', ray);
      return answer;
    },
  };

  async function answerWithFault(request: Request, name: string | null): Promise<Response> {
    if (name === null) return answerWithinLimit(request);
    if (!isFaultName(name)) {
      throw new RangeError(`no fault is called \`${name}\`: there are ${FAULT_NAMES.join(', ')}`);
    }
    const fault: Fault = FAULTS[name];
    if (fault.once === true) {
      const first = `${name} ${request.method} ${request.url}`;
      if (usedFaults.has(first)) return answerWithinLimit(request);
      usedFaults.add(first);
    }
    try {
      return await fault.inject(fault.commits ? await answerWithinLimit(request) : null);
    } catch (error) {
      if (error instanceof NoAnswer && error.silence === 'timeout') await rejectOnAbort(request.signal);
      throw error;
    }
  }
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

/** Waits until the signal is aborted, then throws its reason; the wait holds no timer. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
