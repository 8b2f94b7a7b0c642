// Deletes a binding: done when its id is gone.

import { isByoipError } from '../../types/errors.js';
import { APIError } from '../api-error.js';
import type { Call, Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import { doubtOf, isGone, leftOpen, look, unseen } from './write-fate.js';

/** A delete with all that it needs. */
export type DeleteCall = Call<'delete-binding'> & { readonly prefixId: string; readonly bindingId: string };

const LOOK = 'list the bindings of the prefix';
const GONE = { result: null, messages: [], extra: {}, status: 200 } as const;

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
      if (isByoipError(error) && isGone(error)) return false;
      throw error;
    }
  };
  /** True once a try may have been carried out. */
  let open = false;

  for (let attempt = 1; ; attempt++) {
    try {
      return await transport.once(call, options, attempt);
    } catch (error) {
      if (!isByoipError(error)) throw error;
      if (open && isGone(error)) return GONE;
      const doubt = doubtOf(error);
      open ||= doubt === 'open';
      if (doubt === 'none' || !(error instanceof APIError)) {
        throw open ? leftOpen(error, LOOK) : error;
      }
      const again = error.retryable && attempt <= retries;
      let late = null;
      try {
        const waits = again && (doubt === 'refused' || error.retryAfter !== undefined);
        if (waits) late = await transport.rest(error, attempt, options);
        const count = open ? transport.looks.count : 1;
        const { seen } = await look(transport, count, options, isThere, (there) => (there ? null : 'gone'));
        if (!seen) return GONE;
      } catch (cause) {
        throw unseen(error, open, cause, LOOK);
      }
      if (again && late === null) continue;
      const last = late ?? error;
      throw open ? leftOpen(last, LOOK) : last;
    }
  }
}
