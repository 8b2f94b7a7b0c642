// One call to the API: a request of the core is sent, its answer is read within limits, the envelope decides.

import { ApiError, HttpStatusError } from './api-error.js';
import { type RequestFacts, readEnvelope, request } from './core.js';
import { ByoipError, type ErrorCode, isByoipError } from './errors.js';
import { inert, redacted } from './inert.js';
import type { PlatformFetch, PlatformSignal } from './platform.js';
import { type ByoipOptions, type CallEvent, readBaseURL, readCredentials, readTimeout } from './settings.js';
import type { Failure, Operation, ResultOf } from './types.js';

/** What may be said of a single call. */
export interface CallOptions {
  /** Ends the call with the error `aborted`. */
  readonly signal?: PlatformSignal | undefined;
  /** Milliseconds for this call, body included. */
  readonly timeout?: number | undefined;
}

const EXCERPT = 80;
const MAX_ANSWER = 64 * 1024 * 1024;

/** Sends calls. Credentials are private fields: no inspection, no JSON and no error shows them. */
export class Transport {
  readonly #headers: Readonly<Record<string, string>>;
  readonly #secrets: readonly string[];
  readonly #baseURL: string;
  readonly #fetch: PlatformFetch;
  readonly #timeout: number;
  readonly #logger: ((event: CallEvent) => void) | undefined;

  constructor(options: ByoipOptions) {
    const { headers, secrets } = readCredentials(options);
    this.#headers = headers;
    this.#secrets = secrets;
    this.#baseURL = readBaseURL(options.baseURL);
    // A bare reference would be called with another `this`, which browsers and workerd refuse.
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#timeout = readTimeout(options.timeout);
    this.#logger = options.logger;
  }

  /** Sends `call` once and gives its result; every failure is a {@link ByoipError}. */
  async send<O extends Operation>(
    call: RequestFacts & { readonly operation: O },
    options: CallOptions,
  ): Promise<ResultOf[O]> {
    const started = performance.now();
    const { method, path, body } = request(call);
    let status: number | null = null;
    let code: ErrorCode | null = null;
    try {
      const answer = await this.#exchange(method, path, body, options);
      status = answer.status;
      return this.#open(call.operation, answer);
    } catch (error) {
      const told = this.#told(error);
      code = told.code;
      throw told;
    } finally {
      const milliseconds = performance.now() - started;
      this.#log({ operation: call.operation, method, path, status, code, milliseconds });
    }
  }

  async #exchange(method: string, path: string, body: string | null, options: CallOptions): Promise<Answer> {
    const limit = new Limit(readTimeout(options.timeout ?? this.#timeout), options.signal);
    try {
      const json: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' };
      const fetched = this.#fetch(this.#baseURL + path, {
        method,
        headers: { ...this.#headers, ...json, accept: 'application/json' },
        body,
        redirect: 'manual',
        signal: limit.signal,
      });
      const response = await limit.orStopped(fetched);
      // A browser shows a redirect that was not followed as status 0.
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
        response.body?.cancel().catch(() => {});
        throw redirected();
      }
      return { status: response.status, bytes: await limit.orStopped(readAll(response)) };
    } finally {
      limit.release();
    }
  }

  #open<O extends Operation>(operation: O, { status, bytes }: Answer): ResultOf[O] {
    const ok = status >= 200 && status < 300;
    try {
      const envelope = readEnvelope(operation, bytes);
      if (!envelope.success) throw this.#refusal(status, envelope);
      if (ok) return envelope.result;
    } catch (error) {
      if (ok || error instanceof ApiError) throw error;
    }
    const excerpt = inert(
      redacted(new TextDecoder().decode(bytes.subarray(0, 16 * EXCERPT)), this.#secrets),
      EXCERPT,
    );
    throw new HttpStatusError(
      {
        message: `the answer was HTTP ${status} with a body that is no envelope of the API: \`${excerpt}\``,
        help: 'check `baseURL`; if it is right, something between here and the API answered in its place: try again later',
      },
      status,
      excerpt,
    );
  }

  #refusal(status: number, failure: Failure): ApiError {
    const errors = redacted(failure.errors, this.#secrets);
    const messages = redacted(failure.messages, this.#secrets);
    const first = errors[0];
    const said =
      first === undefined ? 'without a reason' : `with \`${first.code} ${inert(first.message, 200)}\``;
    return new ApiError(
      { message: `the API refused ${said} (HTTP ${status})`, help: cure(status, first?.code) },
      { status, errors, messages },
    );
  }

  /** Whatever was thrown, as an error of ours that shows no secret: strangers' errors are not passed on, not as a cause either. */
  #told(error: unknown): ByoipError {
    if (error instanceof ApiError || error instanceof HttpStatusError) return error;
    if (isByoipError(error)) {
      const { code, message, help } = error;
      const clean = redacted({ message, help }, this.#secrets);
      return clean.message === message && clean.help === help ? error : new ByoipError({ code, ...clean });
    }
    const reason = systemCode(error);
    return new ByoipError({
      code: 'network-failed',
      message: `the request did not get through${reason === null ? '' : `: ${reason}`}`,
      help: 'check the network and `baseURL`, then try again',
    });
  }

  #log(event: CallEvent): void {
    try {
      this.#logger?.(event);
    } catch {
      // A logger that fails is no reason for the call to fail.
    }
  }
}

interface Answer {
  readonly status: number;
  readonly bytes: Uint8Array;
}

/** The end of a call's patience: a timer and the caller's signal, both let go of by `release`. */
class Limit {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort = () => this.#controller.abort(aborted());
  readonly #stopped: Promise<never>;

  constructor(milliseconds: number, caller: AbortSignal | undefined) {
    this.#caller = caller;
    this.#stopped = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true });
    });
    this.#stopped.catch(() => {});
    this.#timer = setTimeout(() => this.#controller.abort(timedOut(milliseconds)), milliseconds);
    if (caller?.aborted) this.#onAbort();
    else caller?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** `work`, or the reason for stopping if that comes first: also where `work` pays no heed to the signal. */
  async orStopped<T>(work: Promise<T>): Promise<T> {
    try {
      return await Promise.race([work, this.#stopped]);
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : error;
    }
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#onAbort);
    // Ends a body that nobody will read; after a complete answer it ends nothing.
    this.#controller.abort(aborted());
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
    if (size > MAX_ANSWER) throw tooLarge();
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

function cure(status: number, code: number | undefined): string {
  if (code !== undefined && [6003, 9103, 9106, 9109, 10000].includes(code)) {
    return 'check the credentials: a token needs the permission `IP Prefixes: Read`, on the account of the call';
  }
  if (status === 429 || code === 971)
    return 'wait before the next call: the API allows 1,200 in five minutes';
  if (code === 1000 || code === 1002)
    return 'check the ids: they belong to one account each, and change when a thing is made anew';
  return 'the `errors` of this error hold all that the API said';
}

/** `ECONNREFUSED` and its like: the only part of a stranger's error that is safe to repeat. */
function systemCode(error: unknown): string | null {
  for (const candidate of [error, error instanceof Error ? error.cause : null]) {
    if (typeof candidate === 'object' && candidate !== null && 'code' in candidate) {
      const { code } = candidate;
      if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,39}$/.test(code)) return code;
    }
  }
  return null;
}

function redirected(): ByoipError {
  return new ByoipError({
    code: 'redirected',
    message: 'the answer was a redirect, which is never followed: it would carry the credentials elsewhere',
    help: 'check `baseURL`: it has to be the base URL of the API itself',
  });
}

function aborted(): ByoipError {
  return new ByoipError({
    code: 'aborted',
    message: 'the call was aborted by its signal',
    help: 'call again with a fresh signal',
  });
}

function timedOut(milliseconds: number): ByoipError {
  return new ByoipError({
    code: 'timed-out',
    message: `the answer was not complete after ${milliseconds} ms`,
    help: 'try again, or pass a larger `timeout`',
  });
}

function tooLarge(): ByoipError {
  return new ByoipError({
    code: 'json-too-large',
    message: `the answer is larger than ${MAX_ANSWER} bytes`,
    help: 'ask for a single prefix instead of a list, or check `baseURL`',
  });
}
