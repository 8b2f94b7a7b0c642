// Sends calls: builds the request, waits for the rate limit, applies the timeout, and retries reads.

import { ByoipError, type ErrorCode, isByoipError, problemOf } from '../types/errors.js';
import type { Operation, ResultOf } from '../types/operations.js';
import type { PlatformSignal } from '../types/platform.js';
import { type ApiRequest, request } from '../wasm/core.js';
import { APIError, apiError, withChanges } from './api-error.js';
import { connectionError } from './connection-error.js';
import { abortError, Deadline } from './deadline.js';
import { RateLimiter } from './rate-limiter.js';
import { type ApiCall, parseResponse, type RawResponse, type Reply } from './response.js';
import { retryDelay } from './retry.js';
import { type CallEvent, readRetries, readTimeout, type Settings } from './settings.js';

/** The options of a single call. */
export interface CallOptions {
  /** Ends the call with the error `aborted`. */
  readonly signal?: PlatformSignal | null | undefined;
  /** Time limit in milliseconds for each request of this call, body included. */
  readonly timeout?: number | undefined;
  /** Retries of this call, 0 to 20. */
  readonly maxRetries?: number | undefined;
}

const MAX_ANSWER = 64 * 1024 * 1024;

/** Sends calls. Credentials are in private fields, so that no inspection, JSON or error shows them. */
export class Transport {
  readonly #settings: Settings;
  readonly #limiter: RateLimiter;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#limiter = new RateLimiter(settings.requestBudget, settings.clock);
  }

  /** How often, and with which first pause, to read back a write of unknown outcome. */
  get looks(): { readonly count: number; readonly spacing: number } {
    return { count: this.#settings.looks, spacing: this.#settings.lookSpacing };
  }

  /** The number of retries of a call. */
  retries(options: CallOptions): number {
    return readRetries(options.maxRetries ?? this.#settings.maxRetries);
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

  /** Sends a read, with retries; every failure is a {@link ByoipError}. */
  async read<O extends Operation>(call: ApiCall<O>, options: CallOptions): Promise<Reply<ResultOf[O]>> {
    const retries = this.retries(options);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.sendOnce(call, options, attempt);
      } catch (error) {
        if (!(error instanceof APIError) || !error.retryable || attempt > retries) throw error;
        const waitError = await this.waitToRetry(error, attempt, options);
        if (waitError !== null) throw waitError;
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
      const response = await this.#send({ method, path, body }, new Deadline(timeout, options.signal));
      status = response.status;
      return parseResponse(call, response, credentials.secrets, timing.date());
    } catch (error) {
      const failure = error instanceof ByoipError ? error : connectionError(error);
      code = failure.code;
      throw failure;
    } finally {
      const milliseconds = timing.now() - started;
      this.#log({ operation: call.operation, method, path, attempt, status, code, milliseconds });
    }
  }

  /** Waits before a retry. Returns `wait-too-long` without waiting where the response asks for more than `maxWait`. */
  async waitToRetry(error: APIError, attempt: number, options: CallOptions): Promise<ByoipError | null> {
    const { clock: timing, maxWait } = this.#settings;
    const delay = retryDelay(error, attempt, timing.random);
    if (delay > maxWait) return waitTooLongError(error, delay, maxWait);
    await this.sleep(delay, options);
    return null;
  }

  /** Waits; throws `aborted` when the caller aborts. */
  async sleep(milliseconds: number, { signal }: CallOptions): Promise<void> {
    try {
      if (milliseconds > 0) await this.#settings.clock.sleep(milliseconds, signal ?? undefined);
    } catch (error) {
      throw signal?.aborted ? abortError('unknown') : error;
    }
    if (signal?.aborted) throw abortError('unknown');
  }

  /** Waits until the rate limit allows a request. */
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

function waitTooLongError(error: APIError, delay: number, maxWait: number): ByoipError {
  return withChanges(error, {
    code: 'wait-too-long',
    message: `${error.message}, and asks to wait ${Math.ceil(delay / 1000)} s, more than the allowed ${maxWait / 1000} s`,
    help: 'call again after that time, or pass a larger `maxWait`',
  });
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
