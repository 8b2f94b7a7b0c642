// Sends calls: does what the core asks for, waits for the rate limit, and applies the timeout.

import { redact } from '../text/sanitize.js';
import { decodeUtf8, encodeUtf8 } from '../text/utf8.js';
import type { Success } from '../types/api.js';
import { ByoipError, isByoipError, problemOf } from '../types/errors.js';
import type { Operation, ResultOf } from '../types/operations.js';
import type { PlatformSignal } from '../types/platform.js';
import { type ApiRequest, request } from '../wasm/core.js';
import { ApiExchange, type ExchangeStep } from '../wasm/exchange.js';
import { type APIError, apiError, isApiError, withChanges } from './api-error.js';
import type { Clock } from './clock.js';
import { connectionError } from './connection-error.js';
import { abortError, Deadline } from './deadline.js';
import { type CallHistory, endingError } from './ending-error.js';
import { RateLimiter } from './rate-limiter.js';
import { type ApiCall, type RawResponse, type Reply, responseError } from './response.js';
import { readRetryAfter, readRetryHint } from './retry-headers.js';
import { type CallEvent, LOOPBACK, readRetries, readTimeout, type Settings } from './settings.js';

/** The options of a single call. */
export interface CallOptions {
  /** Ends the call with the error `aborted`. */
  readonly signal?: PlatformSignal | null | undefined;
  /** Time limit in milliseconds for each request of this call, body included. */
  readonly timeout?: number | undefined;
  /** Retries of this call, 0 to 20. */
  readonly maxRetries?: number | undefined;
}

/** The options of a call, with the time limit that holds. */
type TimedOptions = CallOptions & { readonly timeout: number };

/** The clock of an emulator: its time, ms since 1970, and how many times as fast as real time it runs. */
export interface EmulatorClock {
  readonly now: number;
  readonly speed: number;
}

/** Longest wait for it, ms. */
const CLOCK_TIMEOUT = 5000;

/** Bytes of a success above which it is not searched for credentials. */
const LONGEST_MESSAGE = 65_536;

const MAX_ANSWER = 64 * 1024 * 1024;

/** Sends calls. Credentials are in private fields, so that no inspection, JSON or error shows them. */
export class Transport {
  readonly #settings: Settings;
  readonly #limiter: RateLimiter;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#limiter = new RateLimiter(settings.requestBudget, settings.clock);
  }

  /** The request of a call; its errors have the outcome `not-sent`. */
  buildRequest(call: ApiCall): ApiRequest {
    try {
      return request(call);
    } catch (error) {
      if (!isByoipError(error)) throw error;
      throw new ByoipError({ ...problemOf(error), outcome: 'not-sent', retryable: false });
    }
  }

  /**
   * Sends a call and whatever requests tell its outcome; every failure is a {@link ByoipError} with an outcome. `known`: the ids
   * that a list had before a create.
   */
  async call<O extends Operation>(
    call: ApiCall<O>,
    options: CallOptions,
    known: readonly string[] | null = null,
  ): Promise<Reply<ResultOf[O]>> {
    this.buildRequest(call);
    const { looks, lookSpacing, maxWait } = this.#settings;
    const retries = readRetries(options.maxRetries ?? this.#settings.maxRetries);
    const timeout = readTimeout(options.timeout ?? this.#settings.timeout);
    const exchange = new ApiExchange(call, known, { retries, looks, lookSpacing, maxWait });
    const history: CallHistory = {};
    try {
      let step = exchange.proceed();
      for (;;) {
        const { reply, status = 0, ending, id = null, found = null } = step;
        if (reply !== undefined) {
          const { result, messages, extra } = reply as Success<ResultOf[O]>;
          return { result, messages, extra, status };
        }
        if (ending !== undefined)
          throw endingError({ ...step, ending, id, found }, history, call.operation, maxWait);
        step = await this.#perform(step, call, exchange, history, { ...options, timeout });
      }
    } finally {
      exchange.free();
    }
  }

  /** Base URL of the API. */
  get baseURL(): string {
    return this.#settings.baseURL;
  }

  get clock(): Clock {
    return this.#settings.clock;
  }

  /** Sends one request, without retries and without the request budget: for callers with their own. Never rejects. */
  async sendOnce(operation: Operation, { method, path, body }: ApiRequest): Promise<RawResponse | APIError> {
    const { clock, timeout } = this.#settings;
    const started = clock.now();
    const answer = await this.#answer({ method, path, body }, new Deadline(timeout, null));
    if (!isApiError(answer)) Object.assign(answer, { bytes: this.#withoutSecrets(answer) });
    const [status, code] = isApiError(answer) ? [null, answer.code] : [answer.status, null];
    this.#log({ operation, method, path, attempt: 1, status, code, milliseconds: clock.now() - started });
    return answer;
  }

  /** The body without the credentials, which an error message of a server in between may repeat. */
  #withoutSecrets({ status, bytes }: RawResponse): Uint8Array {
    // A long list has no message.
    if (status < 400 && bytes.length > LONGEST_MESSAGE) return bytes;
    const text = decodeUtf8(bytes);
    const clean = redact(text, this.#settings.credentials.secrets);
    return clean === text ? bytes : encodeUtf8(clean);
  }

  /** The clock of an emulator of the API on this machine; null for the API itself. */
  async emulatorClock(): Promise<EmulatorClock | null> {
    const { baseURL, fetch, timeout } = this.#settings;
    const { hostname, origin } = new URL(baseURL);
    if (!LOOPBACK.test(hostname)) return null;
    const limit = new Deadline(Math.min(timeout, CLOCK_TIMEOUT), null);
    try {
      const init = { redirect: 'manual', signal: limit.signal } as const;
      const response = await limit.race(fetch(`${origin}/emulator/clock`, init));
      const { now, speed } = (await limit.race(response.json())) as Partial<EmulatorClock>;
      const isClock = [now, speed].every((one) => Number.isFinite(one) && Number(one) > 0);
      return isClock ? { now: Number(now), speed: Number(speed) } : null;
    } catch {
      return null;
    } finally {
      limit.release();
    }
  }

  /** Does what a step asks for, and returns the next one. */
  async #perform(
    { send: operation, attempt = 1, wait = 0, look }: ExchangeStep,
    call: ApiCall,
    exchange: ApiExchange,
    history: CallHistory,
    options: TimedOptions,
  ): Promise<ExchangeStep> {
    const slot = look ? 'look' : 'call';
    try {
      if (operation === undefined) await this.#sleep(wait / 1000, options);
      else await this.#reserve(options);
    } catch (error) {
      if (!isByoipError(error)) throw error;
      history[slot] = error;
      return exchange.stop();
    }
    if (operation === undefined) return exchange.proceed();
    const { clock, credentials } = this.#settings;
    const { method, path, body } = this.buildRequest({ ...call, operation });
    const started = clock.now();
    const answer = await this.#answer({ method, path, body }, new Deadline(options.timeout, options.signal));
    let failed: APIError | undefined;
    let next: ExchangeStep;
    if (isApiError(answer)) {
      failed = answer;
      const { code, outcome, retryable } = answer;
      const sent = outcome !== 'not-sent';
      next = code === 'aborted' ? exchange.stop() : exchange.failed(sent, retryable, clock.random());
    } else {
      const { status, headers, bytes } = answer;
      const retryAfter = readRetryAfter(headers, clock.date());
      next = exchange.answer(
        { status, bytes, retryAfter, shouldRetry: readRetryHint(headers) },
        clock.random(),
      );
      if (next.failure !== undefined)
        failed = responseError(next.failure, answer, retryAfter, credentials.secrets);
    }
    history[slot] = failed;
    const { status = null } = answer;
    if (!look && status !== null) history.status = status;
    const milliseconds = clock.now() - started;
    this.#log({ operation, method, path, attempt, status, code: failed?.code ?? null, milliseconds });
    return next;
  }

  /** Waits; throws `aborted` when the caller aborts. */
  async #sleep(milliseconds: number, { signal }: CallOptions): Promise<void> {
    try {
      if (milliseconds > 0) await this.#settings.clock.sleep(milliseconds, signal ?? undefined);
    } catch (error) {
      throw signal?.aborted ? abortError('unknown') : error;
    }
    if (signal?.aborted) throw abortError('unknown');
  }

  /** Waits until the rate limit allows a request. */
  async #reserve({ timeout, ...options }: TimedOptions): Promise<void> {
    if (options.signal?.aborted) throw abortError('not-sent');
    const wait = this.#limiter.reserve(timeout);
    if (wait === null) throw budgetError(this.#settings.requestBudget, timeout);
    if (wait === 0) return;
    try {
      await this.#sleep(wait, options);
    } catch (error) {
      throw isApiError(error) ? withChanges(error, { outcome: 'not-sent' }) : error;
    }
  }

  /** The response, or why there is none. */
  async #answer(request: ApiRequest, limit: Deadline): Promise<RawResponse | APIError> {
    try {
      return await this.#send(request, limit);
    } catch (error) {
      return isApiError(error) ? error : connectionError(error);
    }
  }

  async #send({ method, path, body }: ApiRequest, limit: Deadline): Promise<RawResponse> {
    const { baseURL, fetch, credentials } = this.#settings;
    try {
      const json: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' };
      const fetched = fetch(baseURL + path, {
        method,
        headers: { ...credentials.headers, ...json, accept: 'application/json' },
        body,
        redirect: 'manual',
        signal: limit.signal,
      });
      const response = await limit.race(fetched);
      const { status, headers } = response;
      // In a browser an unfollowed redirect has status 0.
      if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
        response.body?.cancel().catch(() => {});
        throw redirectError(status);
      }
      return { status, headers, bytes: await limit.race(readAll(response)) };
    } finally {
      limit.release();
    }
  }

  #log(event: CallEvent): void {
    try {
      this.#settings.logger?.(event);
    } catch {
      // A failing logger must not fail the call.
    }
  }
}

async function readAll(response: Response): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_ANSWER) throw tooLargeError(response.status);
    chunks.push(value);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

function redirectError(status: number): APIError {
  return apiError(
    {
      code: 'redirected',
      message:
        'the response was a redirect, which the client never follows: it would send the credentials to another server',
      help: 'check `baseURL`: it must be the base URL of the API itself',
      outcome: 'unknown',
      retryable: false,
    },
    status === 0 ? {} : { status },
  );
}

function tooLargeError(status: number): APIError {
  return apiError(
    {
      code: 'json-too-large',
      message: `the response is larger than ${MAX_ANSWER} bytes`,
      help: 'get a single prefix instead of a list, or check `baseURL`',
      outcome: 'unknown',
      retryable: false,
    },
    { status },
  );
}

function budgetError(most: number, timeout: number): ByoipError {
  return new ByoipError({
    code: 'budget-exhausted',
    message: `the client has sent its ${most} requests of five minutes, and may not send the next one within ${timeout} ms`,
    help: 'wait, or pass a larger `timeout`; a larger `requestBudget` leaves less for other clients: the API allows 1,200 requests in all',
    outcome: 'not-sent',
    retryable: true,
  });
}
