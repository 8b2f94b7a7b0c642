// One call of the API, step by step: the core decides what to send, when to send it again, and how the call ends.

import { Exchange, startCore } from 'host/core.js';
import type { Failure, Success } from '../types/api.js';
import type { Outcome, Problem } from '../types/errors.js';
import type { Operation } from '../types/operations.js';
import { callWasm } from './call-wasm.js';
import { type RequestFacts, requestParams } from './core.js';

/** The class of a refusal, by code, message and status together. */
export type ErrorClass =
  | 'gateway'
  | 'throttled'
  | 'unauthenticated'
  | 'forbidden'
  | 'credential-malformed'
  | 'credential-refused'
  | 'authentication'
  | 'no-route'
  | 'exists'
  | 'not-found'
  | 'unclear'
  | 'refused';

/** Why an answer is not a success. */
export interface AnswerFailure {
  readonly outcome: Outcome;
  readonly retryable: boolean;
  /** With `envelope`: the API refused. */
  readonly class?: ErrorClass;
  readonly envelope?: Failure;
  /** A success status with an unreadable body. */
  readonly problem?: Problem;
  /** What is about another resource: its name, what was asked for, what came. */
  readonly mismatch?: readonly [string, string, string | null];
  /** Without any of these: a failure status with a body that is not an envelope, and why it is not one. */
  readonly cause?: Problem;
}

/** Why a call has failed; see `Ending` in src/write/exchange.rs. */
export type Ending =
  | 'refused'
  | 'unknown'
  | 'unverified'
  | 'duplicated'
  | 'ambiguous'
  | 'taken'
  | 'unconfirmed'
  | 'ineffective'
  | 'unreadable';

/** The end of a call that has failed. */
export interface FailedStep {
  readonly ending: Ending;
  readonly outcome?: Outcome;
  /** The id of `unconfirmed`, or the fields of `ineffective`. */
  readonly id: string | null;
  /** What the list shows, or why the edit of `ineffective` can have no effect. */
  readonly found: string | null;
  /** Seconds that a response asked to wait, over the limit. */
  readonly tooLong?: number;
}

/** What to do next: send a request, wait, or end with a reply or an error. */
export interface ExchangeStep extends Partial<FailedStep> {
  /** Why the answer was not a success. */
  readonly failure?: AnswerFailure;
  /** True where the request or the wait is about what a try has done, and not about the call itself. */
  readonly look: boolean;
  readonly send?: Operation;
  /** The number of the request, from 1. */
  readonly attempt?: number;
  /** Microseconds. */
  readonly wait?: number;
  readonly reply?: Success<unknown>;
  readonly status?: number;
}

/** How often to try and to look; times in milliseconds. */
export interface ExchangeLimits {
  readonly retries: number;
  readonly looks: number;
  readonly lookSpacing: number;
  readonly maxWait: number;
}

/** An answer, with what its headers say about a retry. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** Milliseconds. */
  readonly retryAfter: number | undefined;
  readonly shouldRetry: boolean | undefined;
}

/** A call that is going on: each event returns the next step. `random`: from 0 to 1. */
export class ApiExchange {
  readonly #raw: Exchange;

  /**
   * Starts a call. `known`: the ids that a list had before a create.
   *
   * @throws ByoipError the errors of `request`
   */
  constructor(facts: RequestFacts, known: readonly string[] | null, limits: ExchangeLimits) {
    const { retries, looks, lookSpacing, maxWait } = limits;
    const params = requestParams(facts);
    const ids = JSON.stringify(known);
    this.#raw = callWasm(() => {
      startCore();
      return new Exchange(params, ids, retries, looks, lookSpacing, maxWait);
    });
  }

  /** The first step, and the one after a wait. */
  proceed(): ExchangeStep {
    return JSON.parse(this.#raw.proceed());
  }

  /** An answer has come. */
  answer({ status, bytes, retryAfter = -1, shouldRetry }: ExchangeAnswer, random: number): ExchangeStep {
    const hint = shouldRetry === undefined ? -1 : Number(shouldRetry);
    return JSON.parse(this.#raw.answer(status, bytes, retryAfter, hint, random));
  }

  /** No answer has come. `sent`: the request may have arrived. */
  failed(sent: boolean, retryable: boolean, random: number): ExchangeStep {
    return JSON.parse(this.#raw.failed(sent, retryable, false, random));
  }

  /** The call is to end. */
  stop(): ExchangeStep {
    return JSON.parse(this.#raw.failed(false, false, true, 0));
  }

  /** Releases its memory; no other method may be called after it. */
  free(): void {
    this.#raw.free();
  }
}

/** The class of the refusal in an answer; `unclear` where it is none. O(bytes). */
export function errorClass(status: number, bytes: Uint8Array): ErrorClass {
  const facts = { operation: 'list-services', accountId: 'any' } as const;
  const exchange = new ApiExchange(facts, null, { retries: 0, looks: 1, lookSpacing: 0, maxWait: 0 });
  try {
    const answer = { status, bytes, retryAfter: undefined, shouldRetry: undefined };
    return exchange.answer(answer, 0).failure?.class ?? 'unclear';
  } finally {
    exchange.free();
  }
}
