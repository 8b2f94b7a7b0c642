// Sends a write that may be repeated without harm, and reads back what a failed try has done.

import { isByoipError } from '../../types/errors.js';
import { APIError } from '../api-error.js';
import type { Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import { asUnknown, classifyWriteError, verificationFailed } from './write-fate.js';

/** A write that has the same effect when it is sent twice. */
export interface RepeatableWrite<T> {
  /** How a user finds out whether the write was applied, as an imperative. */
  readonly verify: string;
  send(attempt: number): Promise<Reply<T>>;
  /** Checks a successful reply. */
  confirm(reply: Reply<T>): Promise<Reply<T>>;
  /** Reads up to `reads` times; the reply where the write was applied, null where it was not. */
  readBack(reads: number): Promise<Reply<T> | null>;
  /** The reply where the error of a later try shows that an earlier one was applied; null otherwise. */
  appliedBefore(error: unknown): Reply<T> | null;
}

/** Sends `write`, again where reading back shows that a failed try was not applied. */
export async function repeatWrite<T>(
  transport: Transport,
  write: RepeatableWrite<T>,
  options: CallOptions,
): Promise<Reply<T>> {
  const retries = transport.retries(options);
  /** True once a try may have been applied. */
  let maybeApplied = false;

  for (let attempt = 1; ; attempt++) {
    let reply: Reply<T> | null = null;
    let waitError = null;
    try {
      reply = await write.send(attempt);
    } catch (error) {
      if (!isByoipError(error)) throw error;
      const applied = maybeApplied ? write.appliedBefore(error) : null;
      if (applied !== null) return applied;
      const fate = classifyWriteError(error);
      maybeApplied ||= fate === 'maybe-applied';
      if (fate === 'not-applied' || !(error instanceof APIError)) {
        throw maybeApplied ? asUnknown(error, write.verify) : error;
      }
      const willRetry = error.retryable && attempt <= retries;
      try {
        const waits = willRetry && (fate === 'probably-not-applied' || error.retryAfter !== undefined);
        if (waits) waitError = await transport.waitToRetry(error, attempt, options);
        const found = await write.readBack(maybeApplied ? transport.looks.count : 1);
        if (found !== null) return found;
      } catch (cause) {
        throw verificationFailed(error, maybeApplied, cause, write.verify);
      }
      if (willRetry && waitError === null) continue;
      const last = waitError ?? error;
      throw maybeApplied ? asUnknown(last, write.verify) : last;
    }
    return write.confirm(reply);
  }
}
