// An emulator of the addressing API: a function from Request to Response with its state in memory.

import type { PlatformFetch, PlatformRequest, PlatformResponse } from '../types/platform.js';
import { createApi } from './api.js';
import type { Statuses } from './api-errors.js';
import { type Clock, createClock, timestamp } from './clock.js';
import type { Credentials } from './credentials.js';
import {
  FAULT_NAMES,
  FAULTS,
  type Fault,
  type FaultName,
  isFaultName,
  isNoAnswer,
} from './faults/fault-injection.js';
import { collectIds, rayId } from './ids.js';
import type { Incident } from './incident.js';
import type { ListLag } from './list-lag.js';
import type { StuckRule } from './operations/context.js';
import type { RateLimit } from './rate-limit.js';
import type { Profile } from './rules.js';
import { seed } from './state/seed.js';
import type { State } from './state/state.js';
import type { Deletions } from './visibility.js';

export { BASE_PATH } from './api.js';
export { type Known, REFUSALS, type Refusal, type RefusalName, type Statuses } from './api-errors.js';
export { type Clock, type ClockOptions, createClock } from './clock.js';
export type { Credentials } from './credentials.js';
export { FAULT_NAMES, type FaultName, isNoAnswer, NoAnswer, type Silence } from './faults/fault-injection.js';
export { scheduleFaults } from './faults/fault-schedule.js';
export {
  createIncident,
  INCIDENT_AFTER,
  INCIDENT_NAMES,
  INCIDENTS,
  type Incident,
  type IncidentEvent,
  type IncidentName,
  type IncidentOptions,
} from './incident.js';
export type { ListLag } from './list-lag.js';
export type { StuckRule } from './operations/context.js';
export { RATE_LIMIT, type RateLimit } from './rate-limit.js';
export { type EmulatedOperation, OPERATIONS } from './routes.js';
export type { Profile } from './rules.js';
export { rehearsalSeed } from './state/rehearsal-seed.js';
export { SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES, seed } from './state/seed.js';
export type {
  AccountRecord,
  BgpPrefixRecord,
  BindingRecord,
  Damage,
  DelegationRecord,
  HitRecord,
  IncidentRecord,
  LeavingBinding,
  PrefixRecord,
  ServiceRecord,
  State,
} from './state/state.js';
export { isSnapshotText, readState, writeState } from './state/state-file.js';
export { isStateError, StateError } from './state/state-shape.js';
export type { Deletions } from './visibility.js';

/** Default time from the creation of a binding until it is active, ms: the middle of the documented four to six hours. */
export const PROVISIONING_DELAY = 5 * 60 * 60 * 1000;

/** Where a client reads the emulator's clock: a path next to {@link BASE_PATH}, which needs no credentials. */
export const CLOCK_PATH = '/emulator/clock';

/** The options of an emulator. */
export interface EmulatorOptions {
  /** The initial state; the default is the seeded account. The emulator changes this object. */
  readonly state?: State;
  /** The current time in ms; without it only `clock.advance` moves the clock. Where it goes back, the clock does not. */
  readonly now?: () => number;
  /** How many times as fast as `now` the clock runs, above 0; the default is 1. */
  readonly speed?: number;
  /**
   * Milliseconds that the creation and the deletion of a binding take to roll out; the default is {@link PROVISIONING_DELAY}.
   */
  readonly provisioningDelay?: number;
  /** Milliseconds from the creation of a default binding until its BGP prefix exists; the default is 0. */
  readonly bgpPrefixDelay?: number;
  /** Whether responses still contain a deleted binding while its deletion rolls out; the default is `at-once` (no). */
  readonly deletions?: Deletions;
  /**
   * The blocks of Magic routes, for accounts without `magicRoutes` in their state. Bindings to Magic Transit outside these
   * blocks are stuck until the account in {@link Emulator.state} gets such a route. Without this option no binding is stuck.
   */
  readonly magicRoutes?: readonly string[];
  /** Blocks whose new bindings get stuck in a state; the first rule of a block counts. */
  readonly stuck?: readonly StuckRule[];
  /** An incident, made by `createIncident`; the default is none. */
  readonly incident?: Incident;
  /** How stale lists are; the default is not at all. */
  readonly listLag?: ListLag;
  /** The rate limit, such as {@link RATE_LIMIT}; the default is none. */
  readonly rateLimit?: RateLimit;
  /** The seed of new ids and rays, a whole number below 2^32; the default is 0. For ids a seed in `state` takes precedence. */
  readonly idSeed?: number;
  /** What to do in undocumented cases; the default is `strict` (refuse). */
  readonly profile?: Profile;
  /** Other HTTP statuses for errors whose real ones are known better. */
  readonly statuses?: Statuses;
  /** Which well-formed credentials to accept; the default is all. */
  readonly authorise?: (credentials: Credentials) => boolean;
  /** The fault for a request, if any; `position` counts requests from 0. The header `x-emulator-fault` takes precedence. */
  readonly faults?: (request: PlatformRequest, position: number) => FaultName | undefined;
}

/** A running emulator. */
export interface Emulator {
  /**
   * Answers a request like the API, with the arguments of `fetch`, so that it can replace it. Rejects with {@link NoAnswer}
   * for a fault without a response; for the fault `timeout-after-commit` only when the request's signal is aborted.
   */
  fetch(
    input: Parameters<PlatformFetch>[0] | PlatformRequest,
    init?: Parameters<PlatformFetch>[1],
  ): Promise<PlatformResponse>;
  /** The emulator's clock. */
  readonly clock: Clock;
  /** The current state, as plain data. */
  readonly state: State;
  /** Writes the time into the state, and carries out what is due of an incident; every request does so first. */
  settle(): void;
}

/**
 * Creates an emulator.
 *
 * @example
 * ```ts
 * const emulator = createEmulator();
 * const client = new Byoip({ apiToken: 'any', accountId: SEED_ACCOUNT_ID, fetch: emulator.fetch });
 * (await client.addressing.prefixes.list()).length; // 2
 * ```
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const clock = createClock(options.now, { start: options.state?.now, speed: options.speed });
  const idSeed = readSeed(options.idSeed);
  const delay = options.provisioningDelay ?? PROVISIONING_DELAY;
  const state = initialState(options, clock.now(), delay, idSeed);
  const { profile = 'strict', statuses = {}, authorise = () => true, deletions = 'at-once' } = options;
  const { bgpPrefixDelay: bgpDelay = 0, listLag, rateLimit, stuck = [] } = options;
  const behaviour = { delay, bgpDelay, deletions, profile, statuses, authorise, listLag, rateLimit, stuck };
  const answer = withFaults(createApi({ state, clock, ...behaviour }));
  let position = 0;
  const settle = () => {
    state.now = clock.now();
    options.incident?.settle(state, state.now);
  };
  settle();
  collectIds(state);
  return {
    clock,
    state,
    settle,
    async fetch(input, init) {
      const request = isRequest(input) && init === undefined ? input : new Request(input, init);
      const fault = request.headers.get('x-emulator-fault') ?? options.faults?.(request, position) ?? null;
      const ray = rayId(position, idSeed);
      position += 1;
      settle();
      const response = isClockRequest(request) ? clockResponse(clock) : await answer(request, fault);
      response.headers.set('cf-ray', ray);
      // In emulated time: what a client measures by these two is right at any speed.
      response.headers.set('date', new Date(clock.now()).toUTCString());
      response.headers.set('x-emulator-speed', String(clock.speed));
      return response;
    },
  };
}

/** True for a request of any implementation of `fetch`, also of another realm. */
function isRequest(input: unknown): input is Request {
  return typeof (Object(input) as Partial<Request>).arrayBuffer === 'function';
}

function isClockRequest({ method, url }: PlatformRequest): boolean {
  return method === 'GET' && new URL(url).pathname === CLOCK_PATH;
}

/** The emulated time, ms and as text, and how many times as fast as real time it runs. */
function clockResponse({ now, speed }: Clock): PlatformResponse {
  const time = now();
  const body = JSON.stringify({ now: time, date: timestamp(time), speed });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

function readSeed(idSeed = 0): number {
  if (Number.isInteger(idSeed) && idSeed >= 0 && idSeed <= 0xffff_ffff) return idSeed;
  throw new RangeError(`the seed of ids is a whole number from 0 to 4294967295, not \`${idSeed}\``);
}

function initialState(options: EmulatorOptions, now: number, delay: number, idSeed: number): State {
  const state = options.state ?? seed(now, delay, idSeed);
  if (options.idSeed !== undefined) state.idSeed ??= idSeed;
  if (options.magicRoutes !== undefined) {
    for (const account of state.accounts) account.magicRoutes ??= [...options.magicRoutes];
  }
  return state;
}

/** The API with the fault of that name injected into the response; null for none. */
function withFaults(api: (request: Request) => Promise<Response>) {
  const usedFaults = new Set<string>();
  return async (request: Request, name: string | null): Promise<Response> => {
    if (name === null) return api(request);
    if (!isFaultName(name)) {
      throw new RangeError(`there is no fault \`${name}\`; the faults are ${FAULT_NAMES.join(', ')}`);
    }
    const fault: Fault = FAULTS[name];
    if (fault.once === true) {
      const key = `${name} ${request.method} ${request.url}`;
      if (usedFaults.has(key)) return api(request);
      usedFaults.add(key);
    }
    try {
      const carriedOut = fault.replace?.(request) ?? request;
      return await fault.inject(fault.commits ? await api(carriedOut) : null);
    } catch (error) {
      if (isNoAnswer(error) && error.silence === 'timeout') await rejectOnAbort(request.signal);
      throw error;
    }
  };
}

/** Rejects with the reason of the signal when it is aborted, without a timer. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
