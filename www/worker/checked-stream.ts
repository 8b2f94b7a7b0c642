// The body of a response of the API, checked chunk by chunk and never buffered as a whole.

import { EnvelopeCheck } from './envelope-check.js';
import type { ProblemText } from './problem.js';
import { ECHOES_TOKEN, NOT_JSON, TIMED_OUT, TOO_LARGE, UNREACHABLE } from './upstream-problems.js';

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
  /** One timer for an exchange; it starts again where the client took a part of its time. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitingSince = 0;
  #giveUp: (error: UpstreamError) => void = () => {};

  constructor(milliseconds: number) {
    this.#left = milliseconds;
  }

  /** Aborts the request to the upstream after a failed wait, or with `stop`. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** @throws UpstreamError where the time is over first, or the work fails */
  async race<T>(work: Promise<T>): Promise<T> {
    this.#waitingSince = Date.now();
    this.#timer ??= setTimeout(() => this.#ring(), this.#left);
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#giveUp = reject;
        work.then(resolve, reject);
      });
    } catch (error) {
      this.stop();
      throw error instanceof UpstreamError ? error : new UpstreamError(UNREACHABLE);
    } finally {
      this.#left = Math.max(0, this.#left - (Date.now() - this.#waitingSince));
      this.#waitingSince = 0;
    }
  }

  #ring(): void {
    this.#timer = undefined;
    if (this.#waitingSince === 0) return;
    const left = this.#left - (Date.now() - this.#waitingSince);
    if (left <= 0) this.#giveUp(new UpstreamError(TIMED_OUT));
    else this.#timer = setTimeout(() => this.#ring(), left);
  }

  stop(): void {
    this.#stop.abort();
    this.end();
  }

  /** To call when nothing is waited for any more. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Shortest token to search for: a shorter one can be in a response by chance. Tokens of Cloudflare have 40 characters. */
const SHORTEST_TOKEN = 16;

/** Finds the token of the Worker in a response, also where it is in two chunks: those who sign in must not get to know it. */
class TokenSearch {
  readonly #token: string;
  readonly #decoder = new TextDecoder('latin1');
  #tail = '';

  constructor(token: string) {
    this.#token = token;
  }

  finds(chunk: Uint8Array): boolean {
    if (this.#token.length < SHORTEST_TOKEN) return false;
    const text = this.#tail + this.#decoder.decode(chunk);
    this.#tail = text.slice(1 - this.#token.length);
    return text.includes(this.#token);
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
  readonly #search: TokenSearch;
  #size = 0;
  /** The chunk before the current one: the last chunk has to wait until the whole body is checked. */
  #pending: Uint8Array<ArrayBuffer> | null = null;

  /** `token`: the Worker's own, which must not be in the body; empty where it has none. */
  constructor(
    body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
    patience: UpstreamDeadline,
    token: string,
  ) {
    this.#reader = body?.getReader();
    this.#deadline = patience;
    this.#search = new TokenSearch(token);
  }

  /**
   * The next chunk; null after the last one.
   *
   * @throws UpstreamError where the upstream fails, is too slow, sends too much, sends no envelope, or sends the token
   */
  async next(): Promise<Uint8Array<ArrayBuffer> | null> {
    for (;;) {
      const chunk = await this.#read();
      if (chunk === null) {
        if (!this.#check.isWhole) throw this.#fail(NOT_JSON);
        this.#deadline.end();
        const last = this.#pending;
        this.#pending = null;
        return last;
      }
      const wasClosed = this.#check.isClosed;
      if (!this.#check.accept(chunk)) throw this.#fail(NOT_JSON);
      if (this.#search.finds(chunk)) throw this.#fail(ECHOES_TOKEN);
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
