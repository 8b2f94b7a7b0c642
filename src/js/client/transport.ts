// Sends calls: one request of the core each, within the budget and in good time, and reads again when they fail.

import type { Operation, ResultOf } from '../types/api.js';
import { ByoipError, type ErrorCode, isByoipError, problemOf } from '../types/errors.js';
import type { PlatformSignal } from '../types/platform.js';
import { type ApiRequest, request } from '../wasm/core.js';
import { APIError, apiError, withChanges } from './api-error.js';
import { connectionError } from './connection-error.js';
import { abortError, Deadline } from './deadline.js';
import { RateLimiter } from './rate-limiter.js';
import { type ApiCall, parseResponse, type RawResponse, type Reply } from './response.js';
import { retryDelay } from './retry.js';
import { type CallEvent, readRetries, readTimeout, type Settings } from './settings.js';

/** What may be said of a single call. */
export interface CallOptions {
  /** Ends the call with the error `aborted`. */
  readonly signal?: PlatformSignal | null | undefined;
  /** Milliseconds for each request of this call, body included. */
  readonly timeout?: number | undefined;
  /** Further tries of this call, 0 to 20. */
  readonly maxRetries?: number | undefined;
}

const MAX_ANSWER = 64 * 1024 * 1024;
/** Sends calls. Credentials are private fields: no inspection, no JSON and no error shows them. */
export class Transport {
  readonly #settings: Settings;
  readonly #limiter: RateLimiter;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#limiter = new RateLimiter(settings.requestBudget, settings.clock);
  }

  /** How often, and how far apart, to look for a write of unknown fate. */
  get looks(): { readonly count: number; readonly spacing: number } {
    return { count: this.#settings.looks, spacing: this.#settings.lookSpacing };
  }

  /** Further tries of a call. */
  retries(options: CallOptions): number {
    return readRetries(options.maxRetries ?? this.#settings.maxRetries);
  }

  /** The request of a call; throws, with the outcome `not-sent`, where its ids or values cannot be sent. */
  buildRequest(call: ApiCall): ApiRequest {
    try {
      return request(call);
    } catch (error) {
      if (!isByoipError(error)) throw error;
      throw new ByoipError({ ...problemOf(error), outcome: 'not-sent', retryable: false });
    }
  }

  /** Sends a call that changes nothing, again where that may help; every failure is a {@link ByoipError}. */
  async read<O extends Operation>(call: ApiCall<O>, options: CallOptions): Promise<Reply<ResultOf[O]>> {
    const retries = this.retries(options);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.sendOnce(call, options, attempt);
      } catch (error) {
        if (!(error instanceof APIError) || !error.retryable || attempt > retries) throw error;
        const late = await this.waitToRetry(error, attempt, options);
        if (late !== null) throw late;
      }
    }
  }

  /** Sends a call once; every failure is a {@link ByoipError} with an outcome. */
  async sendOnce<O extends Operation>(
    call: ApiCall<O>,
    options: CallOptions,
    attempt: number,
  ): Promise<Reply<ResultOf[O]>> {
    const { method, path, body } = this.buildRequest(call);
    const timeout = readTimeout(options.timeout ?? this.#settings.timeout);
    await this.#reserve(timeout, options);
    const { clock: timing, credentials } = this.#settings;
    const started = timing.now();
    let status: number | null = null;
    let code: ErrorCode | null = null;
    try {
      const answer = await this.#send({ method, path, body }, new Deadline(timeout, options.signal));
      status = answer.status;
      return parseResponse(call, answer, credentials.secrets, timing.date());
    } catch (error) {
      const told = error instanceof ByoipError ? error : connectionError(error);
      code = told.code;
      throw told;
    } finally {
      const milliseconds = timing.now() - started;
      this.#log({ operation: call.operation, method, path, attempt, status, code, milliseconds });
    }
  }

  /** Waits before the next try after `error`; does not wait, and gives `wait-too-long`, where the answer asks for more than is allowed. */
  async waitToRetry(error: APIError, attempt: number, options: CallOptions): Promise<ByoipError | null> {
    const { clock: timing, maxWait } = this.#settings;
    const delay = retryDelay(error, attempt, timing.random);
    if (delay > maxWait) return waitTooLongError(error, delay, maxWait);
    await this.sleep(delay, options);
    return null;
  }

  /** Waits; throws `aborted` when the caller wants no more. */
  async sleep(milliseconds: number, { signal }: CallOptions): Promise<void> {
    try {
      if (milliseconds > 0) await this.#settings.clock.sleep(milliseconds, signal ?? undefined);
    } catch (error) {
      throw signal?.aborted ? abortError('unknown') : error;
    }
    if (signal?.aborted) throw abortError('unknown');
  }

  /** Waits until the budget has a request left. */
  async #reserve(timeout: number, options: CallOptions): Promise<void> {
    if (options.signal?.aborted) throw abortError('not-sent');
    const wait = this.#limiter.reserve(timeout);
    if (wait === null) throw budgetError(this.#settings.requestBudget, timeout);
    if (wait === 0) return;
    try {
      await this.sleep(wait, options);
    } catch (error) {
      throw error instanceof APIError ? withChanges(error, { outcome: 'not-sent' }) : error;
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
      // A browser shows a redirect that was not followed as status 0.
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
      // A logger that fails is no reason for the call to fail.
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
      message: 'the answer was a redirect, which is never followed: it would carry the credentials elsewhere',
      help: 'check `baseURL`: it has to be the base URL of the API itself',
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
      message: `the answer is larger than ${MAX_ANSWER} bytes`,
      help: 'ask for a single prefix instead of a list, or check `baseURL`',
      outcome: 'unknown',
      retryable: false,
    },
    { status },
  );
}

function waitTooLongError(error: APIError, delay: number, maxWait: number): ByoipError {
  return withChanges(error, {
    code: 'wait-too-long',
    message: `${error.message}, and asks to wait ${Math.ceil(delay / 1000)} s, more than the ${maxWait / 1000} s that are allowed`,
    help: 'call again after that time, or pass a larger `maxWait`',
  });
}

function budgetError(most: number, timeout: number): ByoipError {
  return new ByoipError({
    code: 'budget-exhausted',
    message: `the client has sent its ${most} requests of five minutes, and the next is not due within ${timeout} ms`,
    help: 'wait, or pass a larger `timeout`; a larger `requestBudget` takes from what others may send: the API allows 1,200',
    outcome: 'not-sent',
    retryable: true,
  });
}
