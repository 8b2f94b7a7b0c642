// Deletes a binding: done when its id no longer exists.

import { isByoipError } from '../../types/errors.js';
import type { ApiCall, Reply } from '../response.js';
import type { CallOptions, Transport } from '../transport.js';
import { repeatWrite } from './repeat-write.js';
import { isNotFound, readUntil } from './write-fate.js';

/** A complete call that deletes a binding. */
export type DeleteCall = ApiCall<'delete-binding'> & {
  readonly prefixId: string;
  readonly bindingId: string;
};

const DELETED = { result: null, messages: [], extra: {}, status: 200 } as const;

/**
 * Deletes the binding of `call`. Ids are never reused, so a second delete cannot hit another binding: the client repeats a
 * failed delete while the list still shows the binding.
 */
export function deleteBinding(
  transport: Transport,
  call: DeleteCall,
  options: CallOptions,
): Promise<Reply<null>> {
  const write = {
    verify: 'list the bindings of the prefix',
    send: (attempt: number) => transport.sendOnce(call, options, attempt),
    confirm: async (reply: Reply<null>) => reply,
    readBack: async (reads: number) => {
      const read = () => exists(transport, call, options);
      const { value } = await readUntil(transport, reads, options, read, (found) =>
        found ? null : 'deleted',
      );
      return value ? null : DELETED;
    },
    appliedBefore: (error: unknown) => (isByoipError(error) && isNotFound(error) ? DELETED : null),
  };
  return repeatWrite(transport, write, options);
}

/** True while the API shows the binding, in the list or by its id: a list may be stale. */
async function exists(transport: Transport, call: DeleteCall, options: CallOptions): Promise<boolean> {
  const { accountId, prefixId, bindingId } = call;
  const list = await transport.read({ operation: 'list-bindings', accountId, prefixId }, options);
  if (list.result.some(({ id }) => id === bindingId)) return true;
  try {
    await transport.read({ operation: 'get-binding', accountId, prefixId, bindingId }, options);
    return true;
  } catch (error) {
    if (isByoipError(error) && isNotFound(error)) return false;
    throw error;
  }
}
