// The body of a response of the API, checked chunk by chunk and never buffered as a whole.

import { EnvelopeCheck } from './envelope-check.js';
import type { ProblemText } from './problem.js';
import { NOT_JSON, TIMED_OUT, TOO_LARGE, UNREACHABLE } from './upstream-problems.js';

/** Largest response to forward, in bytes after decompression; the client's limit is the same. */
export const MAX_ANSWER = 64 * 1024 * 1024;

/** The error of a failed exchange with the API. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly problem: ProblemText;

  constructor(problem: ProblemText) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The time limit for all waits for the upstream together, without the time that the client takes to read. */
export class UpstreamDeadline {
  readonly #stop = new AbortController();
  #left: number;

  constructor(milliseconds: number) {
    this.#left = milliseconds;
  }

  /** Aborts the request to the upstream after a failed wait, or with `stop`. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** @throws UpstreamError where the time is over first, or the work fails */
  async race<T>(work: Promise<T>): Promise<T> {
    const started = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new UpstreamError(TIMED_OUT)), this.#left);
    });
    try {
      return await Promise.race([work, timeout]);
    } catch (error) {
      this.stop();
      throw error instanceof UpstreamError ? error : new UpstreamError(UNREACHABLE);
    } finally {
      clearTimeout(timer);
      this.#left = Math.max(0, this.#left - (Date.now() - started));
    }
  }

  stop(): void {
    this.#stop.abort();
  }
}

/**
 * The chunks of a body, each checked before it is returned. The last chunk comes only where they form a complete envelope, so
 * that a client never takes a wrong body for a complete one. White space after the envelope is dropped.
 */
export class CheckedBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  readonly #deadline: UpstreamDeadline;
  readonly #check = new EnvelopeCheck();
  #size = 0;
  /** The chunk before the current one: the last chunk has to wait until the whole body is checked. */
  #pending: Uint8Array<ArrayBuffer> | null = null;

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>> | null, patience: UpstreamDeadline) {
    this.#reader = body?.getReader();
    this.#deadline = patience;
  }

  /**
   * The next chunk; null after the last one.
   *
   * @throws UpstreamError where the upstream fails, is too slow, sends too much, or does not send an envelope
   */
  async next(): Promise<Uint8Array<ArrayBuffer> | null> {
    for (;;) {
      const chunk = await this.#read();
      if (chunk === null) {
        if (!this.#check.isWhole) throw this.#fail(NOT_JSON);
        const last = this.#pending;
        this.#pending = null;
        return last;
      }
      const wasClosed = this.#check.isClosed;
      if (!this.#check.accept(chunk)) throw this.#fail(NOT_JSON);
      if (wasClosed) continue;
      const before = this.#pending;
      this.#pending = this.#check.isClosed ? chunk.subarray(0, this.#check.end) : chunk;
      if (before !== null) return before;
    }
  }

  async #read(): Promise<Uint8Array<ArrayBuffer> | null> {
    if (this.#reader === undefined) return null;
    const { done, value } = await this.#deadline.race(this.#reader.read());
    if (done) return null;
    this.#size += value.byteLength;
    if (this.#size > MAX_ANSWER) throw this.#fail(TOO_LARGE);
    return value;
  }

  #fail(problem: ProblemText): UpstreamError {
    this.stop();
    return new UpstreamError(problem);
  }

  /** Cancels the body. */
  stop(): void {
    this.#reader?.cancel().catch(() => {});
    this.#deadline.stop();
  }
}
