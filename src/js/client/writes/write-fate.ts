// Whether a failed write was applied, and how to find out.

import { type ByoipError, isByoipError } from '../../types/errors.js';
import { APIError, withChanges } from '../api-error.js';
import { classifyError, isRetryableRefusal, refusedWriteFate, type WriteFate } from '../classify-error.js';
import type { CallOptions, Transport } from '../transport.js';

/** Whether a write that ended with this error has changed anything. */
export function classifyWriteError(error: ByoipError): WriteFate {
  if (!(error instanceof APIError) || error.code === 'aborted') return 'not-applied';
  if (error.code === 'network-failed')
    return error.outcome === 'not-sent' ? 'probably-not-applied' : 'maybe-applied';
  if (error.code === 'http-status') return error.status === 429 ? 'probably-not-applied' : 'maybe-applied';
  if (error.code !== 'api-failure') return 'maybe-applied';
  const { status = 0, errors, retryable } = error;
  const fate = refusedWriteFate(status, errors);
  // A server that marks a plain refusal as retryable may still carry the write out.
  return fate === 'not-applied' && retryable && !isRetryableRefusal(status, errors) ? 'maybe-applied' : fate;
}

/** True where the API says that the resource does not exist. */
export function isNotFound(error: ByoipError): boolean {
  return (
    error instanceof APIError &&
    error.code === 'api-failure' &&
    classifyError(error.status ?? 0, error.errors) === 'not-found'
  );
}

/** What was read, and the conclusion from it: `verdict` is null where it allows none. */
export interface ReadResult<Value, Verdict> {
  readonly value: Value;
  readonly verdict: Verdict | null;
}

/**
 * Reads up to `count` times, with increasing pauses, until `judge` has a verdict: the API may show a write late.
 */
export async function readUntil<Value, Verdict>(
  transport: Transport,
  count: number,
  options: CallOptions,
  read: () => Promise<Value>,
  judge: (value: Value) => Verdict | null,
): Promise<ReadResult<Value, Verdict>> {
  const { spacing } = transport.looks;
  for (let done = 1; ; done++) {
    const value = await read();
    const verdict = judge(value);
    if (verdict !== null || done >= count) return { value, verdict };
    await transport.sleep(spacing * 2 ** (done - 1), options);
  }
}

/**
 * The error of a write that could not be verified, and `cause`, the reason for that. `maybeApplied`: this try or an earlier one
 * may have been carried out.
 */
export function verificationFailed(
  error: ByoipError,
  maybeApplied: boolean,
  cause: unknown,
  verify: string,
): ByoipError {
  const outcome = error.outcome === 'not-sent' && !maybeApplied ? 'not-sent' : 'unknown';
  if (cause instanceof APIError && cause.code === 'aborted') return withChanges(cause, { outcome });
  const help = outcome === 'unknown' ? unknownOutcomeHelp(verify) : error.help;
  return withChanges(error, { outcome, help }, { cause });
}

/** The error of a write where an earlier try may have been carried out. */
export function asUnknown(error: ByoipError, verify: string): ByoipError {
  return withChanges(error, {
    outcome: 'unknown',
    help: `${unknownOutcomeHelp(verify)}; the API may show it late`,
  });
}

/** A read before a write: its errors have the outcome `not-sent`. */
export async function asNotSent<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isByoipError(error)) throw error;
    const { retryable = false } = error;
    throw withChanges(error, { outcome: 'not-sent', retryable });
  }
}

/** The suggested fix for the outcome `unknown`. */
export function unknownOutcomeHelp(verify: string): string {
  return `${verify} before you send it again: it may have been carried out`;
}
