// Refuses lists of bindings with two services for one block.

import { findConflict } from '../../bindings/duplicates.js';
import type { ServiceBinding } from '../../types/api.js';
import { CommandError } from '../errors.js';
import { safeText } from '../output.js';

/**
 * Refuses two services for one block: the file does not tell which one is bound.
 *
 * @throws CommandError `binding-conflict`
 */
export function rejectConflicts(bindings: readonly ServiceBinding[], where: string): void {
  const found = findConflict(bindings);
  if (found !== null) throw bindingConflictError(found.cidr, found.indices, bindings, ` in ${where}`);
}

/** The error of a block with several services, with the positions of the entries, counted from 1. */
export function bindingConflictError(
  cidr: string,
  indices: readonly number[],
  bindings: readonly { readonly serviceId: string | null }[],
  where = '',
): CommandError {
  const each = indices.map((i) => `\`${safeText(bindings[i]?.serviceId ?? '')}\` by entry ${i + 1}`);
  return new CommandError({
    code: 'binding-conflict',
    message: `${cidr} is bound to different services${where}: to ${each.join(' and to ')}`,
    help: 'fetch the list again, or remove all entries for the block except one',
  });
}
