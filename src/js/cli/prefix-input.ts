// Reads the bindings of one prefix from a file; a snapshot also has the state of the prefix and the account's services.

import { findConflict } from '../bindings/duplicates.js';
import type { Service, ServiceBinding } from '../types/api.js';
import { readAccountFile } from './account-file.js';
import type { AccountPrefix } from './account-prefix.js';
import { CommandError } from './errors.js';
import type { Input } from './input.js';
import { safeText } from './output.js';

/** The facts about a prefix in a file. */
export interface PrefixInput {
  readonly prefix: AccountPrefix;
  readonly bindings: readonly ServiceBinding[];
  /** Undefined where the file does not list them. */
  readonly services?: readonly Service[] | undefined;
}

/**
 * Reads the facts about a prefix. O(bytes).
 *
 * @throws CommandError with the codes of `readAccountFile`; `prefix-not-found`
 */
export function readPrefixInput(input: Input, prefixText: string): PrefixInput {
  const file = readAccountFile(input);
  const prefix = file.find(prefixText, '--prefix');
  return { prefix, bindings: file.bindings(prefix), services: file.services };
}

/**
 * Refuses two services for one block: the file does not tell which one is bound.
 *
 * @throws CommandError `binding-conflict`
 */
export function rejectConflicts({ bindings }: PrefixInput, name: string): void {
  const found = findConflict(bindings);
  if (found !== null)
    throw bindingConflictError(found.cidr, found.indices, bindings, ` in \`${safeText(name, 200)}\``);
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
