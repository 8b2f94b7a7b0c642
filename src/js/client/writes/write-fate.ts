// What a failed write leaves open, and how to look for the answer.

import { type ByoipError, isByoipError } from '../../types/errors.js';
import { APIError, withChanges } from '../api-error.js';
import { classifyError, isRetryableRefusal, refusedWriteFate, type WriteFate } from '../classify-error.js';
import type { CallOptions, Transport } from '../transport.js';

/** What the error of a write leaves open. */
export function classifyWriteError(error: ByoipError): WriteFate {
  if (!(error instanceof APIError) || error.code === 'aborted') return 'not-applied';
  if (error.code === 'network-failed')
    return error.outcome === 'not-sent' ? 'probably-not-applied' : 'maybe-applied';
  if (error.code === 'http-status') return error.status === 429 ? 'probably-not-applied' : 'maybe-applied';
  if (error.code !== 'api-failure') return 'maybe-applied';
  const { status = 0, errors, retryable } = error;
  const fate = refusedWriteFate(status, errors);
  // A server that says of a plain refusal that it may pass has not refused for good.
  return fate === 'not-applied' && retryable && !isRetryableRefusal(status, errors) ? 'maybe-applied' : fate;
}

/** True where the API says that the thing is not there. */
export function isNotFound(error: ByoipError): boolean {
  return (
    error instanceof APIError &&
    error.code === 'api-failure' &&
    classifyError(error.status ?? 0, error.errors) === 'not-found'
  );
}

/** What one look found: `verdict` is null where it settles nothing. */
export interface ReadResult<Seen, Verdict> {
  readonly value: Seen;
  readonly verdict: Verdict | null;
}

/**
 * Reads up to `count` times, further and further apart, until `judge` comes to a verdict: what the API shows may lag
 * behind what it did.
 */
export async function readUntil<Seen, Verdict>(
  transport: Transport,
  count: number,
  options: CallOptions,
  read: () => Promise<Seen>,
  judge: (seen: Seen) => Verdict | null,
): Promise<ReadResult<Seen, Verdict>> {
  const { spacing } = transport.looks;
  for (let done = 1; ; done++) {
    const seen = await read();
    const verdict = judge(seen);
    if (verdict !== null || done >= count) return { value: seen, verdict };
    await transport.sleep(spacing * 2 ** (done - 1), options);
  }
}

/**
 * The error of a write whose fate could not be looked up: `cause` is why. `open`: this try or one before it may have
 * been carried out.
 */
export function verificationFailed(
  error: ByoipError,
  open: boolean,
  cause: unknown,
  what: string,
): ByoipError {
  const outcome = error.outcome === 'not-sent' && !open ? 'not-sent' : 'unknown';
  if (cause instanceof APIError && cause.code === 'aborted') return withChanges(cause, { outcome });
  const help = outcome === 'unknown' ? unknownOutcomeHelp(what) : error.help;
  return withChanges(error, { outcome, help }, { cause });
}

/** An error after which nobody knows whether an earlier try was carried out. */
export function asUnknown(error: ByoipError, what: string): ByoipError {
  return withChanges(error, {
    outcome: 'unknown',
    help: `${unknownOutcomeHelp(what)}, and what it shows can lag`,
  });
}

/** What is read before a write: where it fails, the write was not sent. */
export async function asNotSent<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isByoipError(error)) throw error;
    const { retryable = false } = error;
    throw withChanges(error, { outcome: 'not-sent', retryable });
  }
}

/** The cure for an outcome that nobody knows. */
export function unknownOutcomeHelp(what: string): string {
  return `${what} before you send it again: it may have been carried out`;
}
