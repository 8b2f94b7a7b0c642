// The body of an answer on its way through: read piece by piece, looked at, and never held as a whole.

import { EnvelopeCheck } from './envelope-check.js';
import type { ProblemText } from './problem.js';
import { NOT_JSON, TIMED_OUT, TOO_LARGE, UNREACHABLE } from './upstream-problems.js';

/** Largest answer that is passed on, bytes after decompression, counted as they come: what the client reads at most. */
export const MAX_ANSWER = 64 * 1024 * 1024;

/** Why an exchange has come to nothing. */
export class UpstreamError extends Error {
  override readonly name = 'Broken';
  readonly problem: ProblemText;

  constructor(problem: ProblemText) {
    super(problem.message);
    this.problem = problem;
  }
}

/** How long the upstream may be waited for, all waits together. The client's own pace does not count. */
export class UpstreamDeadline {
  readonly #stop = new AbortController();
  #left: number;

  constructor(milliseconds: number) {
    this.#left = milliseconds;
  }

  /** Aborts what goes on upstream when the time is over, or with `stop`. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** @throws Broken when the time is over before, or the work fails */
  async race<T>(work: Promise<T>): Promise<T> {
    const started = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new UpstreamError(TIMED_OUT)), this.#left);
    });
    try {
      return await Promise.race([work, late]);
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
 * The pieces of a body, each of them looked at before it is given: together a whole envelope, or the last of them never comes.
 * White space behind the envelope is left out.
 */
export class CheckedBody {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #deadline: UpstreamDeadline;
  readonly #check = new EnvelopeCheck();
  #size = 0;
  /** The piece that is given when the next one has come: the last one waits until all is known to be well. */
  #pending: Uint8Array | null = null;

  constructor(body: ReadableStream<Uint8Array> | null, patience: UpstreamDeadline) {
    this.#reader = body?.getReader();
    this.#deadline = patience;
  }

  /**
   * The next piece; null behind the last one.
   *
   * @throws Broken where the upstream fails, is late, sends too much, or what is no envelope
   */
  async next(): Promise<Uint8Array | null> {
    for (;;) {
      const piece = await this.#read();
      if (piece === null) {
        if (!this.#check.isWhole) throw this.#fail(NOT_JSON);
        const last = this.#pending;
        this.#pending = null;
        return last;
      }
      const wasClosed = this.#check.isClosed;
      if (!this.#check.accept(piece)) throw this.#fail(NOT_JSON);
      if (wasClosed) continue;
      const before = this.#pending;
      this.#pending = this.#check.isClosed ? piece.subarray(0, this.#check.end) : piece;
      if (before !== null) return before;
    }
  }

  async #read(): Promise<Uint8Array | null> {
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

  /** Wants no more. */
  stop(): void {
    this.#reader?.cancel().catch(() => {});
    this.#deadline.stop();
  }
}
