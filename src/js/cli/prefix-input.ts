// Reads the bindings of one prefix from a file; a snapshot also has the state of the prefix and the account's services.

import { findConflict, uniqueBindings } from '../bindings/duplicates.js';
import { readPart, snapshotIn } from '../snapshot-file.js';
import type { PrefixFacts, Service, ServiceBinding } from '../types/api.js';
import { isByoipError } from '../types/errors.js';
import type { ResultOf } from '../types/operations.js';
import { CommandError } from './errors.js';
import { type Input, readTable } from './input.js';
import { safeText } from './output.js';

/** The facts about a prefix in a file. */
export interface PrefixInput {
  readonly prefix: PrefixFacts;
  readonly bindings: readonly ServiceBinding[];
  /** Undefined where the file does not list them. */
  readonly services?: readonly Service[] | undefined;
}

/**
 * Reads the facts about a prefix. O(bytes).
 *
 * @throws CommandError with the codes of `tableOf`; `prefix-not-found` for a snapshot without the prefix
 */
export function readPrefixInput(input: Input, cidr: string): PrefixInput {
  const bindings = readBindings(input);
  const snapshot = snapshotIn(input.bytes);
  if (snapshot === null) return { prefix: { cidr }, bindings };
  const prefixes = snapshot.prefixes.map(({ prefix }, i) =>
    readResource('get-prefix', prefix, `/prefixes/${i}/prefix`, input),
  );
  const at = prefixes.findIndex((prefix) => prefix.cidr === cidr);
  const found = prefixes[at];
  if (found === undefined) {
    const all = prefixes.slice(0, 20).map((prefix) => prefix.cidr);
    throw new CommandError({
      code: 'prefix-not-found',
      message: `the snapshot \`${safeText(input.name, 200)}\` has no prefix ${cidr}`,
      help: all.length === 0 ? 'the snapshot has no prefixes' : `the snapshot has ${all.join(', ')}`,
    });
  }
  const { id, approved = null, advertised = null, onDemandLocked = null } = found;
  const { account_id: account, services } = snapshot;
  const accountId = typeof account === 'string' ? account : null;
  const prefix = { cidr, id, accountId, approved, advertised, onDemandLocked };
  const own = new TextEncoder().encode(JSON.stringify(snapshot.prefixes[at]?.bindings));
  return {
    prefix,
    bindings: readBindings({ name: input.name, bytes: own }),
    services:
      services === undefined ? undefined : readResource('list-services', services, '/services', input),
  };
}

/** The bindings of a file, without equal entries. */
function readBindings(input: Input): readonly ServiceBinding[] {
  const table = readTable(input);
  const bindings = table.bindings();
  table.dispose();
  return uniqueBindings(bindings);
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

/** A resource of the snapshot, read like one of the API; errors have its position in the snapshot. */
function readResource<O extends 'get-prefix' | 'list-services'>(
  operation: O,
  value: unknown,
  pointer: string,
  { name }: Input,
): ResultOf[O] {
  try {
    return readPart(operation, value);
  } catch (error) {
    if (!isByoipError(error)) throw error;
    const { code, message, help } = error;
    const where = pointer + (error.pointer ?? '').replace(/^\/result/, '');
    throw new CommandError({
      code,
      message: `${message}, in \`${safeText(name, 200)}\` at \`${safeText(where, 100)}\``,
      help,
      pointer: where,
    });
  }
}
