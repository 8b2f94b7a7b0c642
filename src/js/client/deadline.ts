// The deadline of a request: a timeout together with the caller's AbortSignal.

import type { Outcome } from '../types/errors.js';
import { type APIError, apiError } from './api-error.js';
import { unusedProxyHint } from './proxy.js';

/** Stops a request after a timeout or when the caller aborts. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort = () => this.#controller.abort(abortError('unknown'));
  readonly #stopped: Promise<never>;

  constructor(milliseconds: number, caller: AbortSignal | null | undefined) {
    this.#caller = caller ?? undefined;
    this.#stopped = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true });
    });
    this.#stopped.catch(() => {});
    this.#timer = setTimeout(() => this.#controller.abort(timeoutError(milliseconds)), milliseconds);
    if (caller?.aborted) this.#onAbort();
    else caller?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** `work`, or the reason for stopping if that comes first, even where `work` ignores the signal. */
  async race<T>(work: Promise<T>): Promise<T> {
    try {
      return await Promise.race([work, this.#stopped]);
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : error;
    }
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#onAbort);
    // Cancels a body that is not read; has no effect after a complete response.
    this.#controller.abort(abortError('unknown'));
  }
}

/** The error of a call that its caller aborted. */
export function abortError(outcome: Outcome): APIError {
  const problem = {
    code: 'aborted',
    message: 'the call was aborted by its signal',
    outcome,
    retryable: false,
  } as const;
  return apiError({ ...problem, help: 'call again with a new signal' });
}

function timeoutError(milliseconds: number): APIError {
  return apiError({
    code: 'timed-out',
    message: `the response was not complete after ${milliseconds} ms`,
    help: `try again, or pass a larger \`timeout\`${unusedProxyHint()}`,
    outcome: 'unknown',
    retryable: true,
  });
}
