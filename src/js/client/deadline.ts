// The end of a request's patience: a timer and the caller's signal, both let go of when it is over.

import type { Outcome } from '../types/errors.js';
import { type APIError, apiError } from './api-error.js';
import { unusedProxyHint } from './proxy.js';

/** What stops a request. */
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

  /** `work`, or the reason for stopping if that comes first: also where `work` pays no heed to the signal. */
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
    // Ends a body that nobody will read; after a complete answer it ends nothing.
    this.#controller.abort(abortError('unknown'));
  }
}

/** The caller wants no more. */
export function abortError(outcome: Outcome): APIError {
  const told = {
    code: 'aborted',
    message: 'the call was aborted by its signal',
    outcome,
    retryable: false,
  } as const;
  return apiError({ ...told, help: 'call again with a fresh signal' });
}

function timeoutError(milliseconds: number): APIError {
  return apiError({
    code: 'timed-out',
    message: `the answer was not complete after ${milliseconds} ms`,
    help: `try again, or pass a larger \`timeout\`${unusedProxyHint()}`,
    outcome: 'unknown',
    retryable: true,
  });
}
