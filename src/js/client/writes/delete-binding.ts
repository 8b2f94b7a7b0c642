// Deletes a binding: done when its id is gone.

import { isByoipError } from '../../types/errors.js';
import { APIError } from '../api-error.js';
import type { ApiCall, Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import { asUnknown, classifyWriteError, isNotFound, readUntil, verificationFailed } from './write-fate.js';

/** A delete with all that it needs. */
export type DeleteCall = ApiCall<'delete-binding'> & {
  readonly prefixId: string;
  readonly bindingId: string;
};

const VERIFY = 'list the bindings of the prefix';
const DELETED = { result: null, messages: [], extra: {}, status: 200 } as const;

/**
 * Deletes the binding of `call`. An id names one binding for ever, so that a second delete can hit no other: where the list
 * still shows it after a failure, it is sent again.
 */
export async function deleteBinding(
  transport: Transport,
  call: DeleteCall,
  options: CallOptions,
): Promise<Reply<null>> {
  const retries = transport.retries(options);
  const { accountId, prefixId, bindingId } = call;
  const isThere = async () => {
    const list = await transport.read({ operation: 'list-bindings', accountId, prefixId }, options);
    if (list.result.some(({ id }) => id === bindingId)) return true;
    // That a list lacks something is less than that the API does not find it.
    try {
      await transport.read({ operation: 'get-binding', accountId, prefixId, bindingId }, options);
      return true;
    } catch (error) {
      if (isByoipError(error) && isNotFound(error)) return false;
      throw error;
    }
  };
  /** True once a try may have been carried out. */
  let maybeApplied = false;

  for (let attempt = 1; ; attempt++) {
    try {
      return await transport.sendOnce(call, options, attempt);
    } catch (error) {
      if (!isByoipError(error)) throw error;
      if (maybeApplied && isNotFound(error)) return DELETED;
      const fate = classifyWriteError(error);
      maybeApplied ||= fate === 'maybe-applied';
      if (fate === 'not-applied' || !(error instanceof APIError)) {
        throw maybeApplied ? asUnknown(error, VERIFY) : error;
      }
      const willRetry = error.retryable && attempt <= retries;
      let waitError = null;
      try {
        const waits = willRetry && (fate === 'probably-not-applied' || error.retryAfter !== undefined);
        if (waits) waitError = await transport.waitToRetry(error, attempt, options);
        const count = maybeApplied ? transport.looks.count : 1;
        const { value: seen } = await readUntil(transport, count, options, isThere, (there) =>
          there ? null : 'gone',
        );
        if (!seen) return DELETED;
      } catch (cause) {
        throw verificationFailed(error, maybeApplied, cause, VERIFY);
      }
      if (willRetry && waitError === null) continue;
      const last = waitError ?? error;
      throw maybeApplied ? asUnknown(last, VERIFY) : last;
    }
  }
}
