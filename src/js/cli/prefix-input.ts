// Reads the bindings of one prefix from a file; a snapshot also has the state of the prefix and the account's services.

import { findConflict, uniqueBindings } from '../bindings/duplicates.js';
import type { PrefixFacts, Service, ServiceBinding } from '../types/api.js';
import { isByoipError } from '../types/errors.js';
import type { ResultOf } from '../types/operations.js';
import { readEnvelope } from '../wasm/core.js';
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

/** The fields of a snapshot that are used here; the core has already checked its lists of bindings. */
interface SnapshotFile {
  readonly account_id?: unknown;
  readonly services?: unknown;
  readonly prefixes: readonly { readonly prefix?: unknown; readonly bindings?: unknown }[];
}

/**
 * Reads the facts about a prefix. O(bytes).
 *
 * @throws CommandError with the codes of `tableOf`; `prefix-not-found` for a snapshot without the prefix
 */
export function readPrefixInput(input: Input, cidr: string): PrefixInput {
  const bindings = readBindings(input);
  const snapshot = parseSnapshot(input);
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
  const own = snapshot.prefixes[at]?.bindings;
  if (own === undefined) throw incompleteError('bindings', `/prefixes/${at}`, input.name);
  return {
    prefix,
    bindings: readBindings({ name: input.name, bytes: encodeJson(own) }),
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

function parseSnapshot({ bytes, name }: Input): SnapshotFile | null {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('"byoip_snapshot"')) return null;
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'byoip_snapshot')) return null;
  if (isSnapshot(value)) return value;
  throw incompleteError('prefixes', '', name);
}

function isSnapshot(value: object): value is SnapshotFile {
  return 'prefixes' in value && Array.isArray(value.prefixes);
}

/** The error of a snapshot that lacks a list: a missing list is not an empty one. */
function incompleteError(field: string, pointer: string, name: string): CommandError {
  return new CommandError({
    code: 'envelope-field-missing',
    message: `the snapshot \`${safeText(name, 200)}\` has no \`${field}\`${pointer === '' ? '' : ` at \`${pointer}\``}`,
    help: 'take the snapshot again: a missing list does not mean that nothing is bound',
    pointer,
  });
}

const encodeJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** A resource of the snapshot, read like one of the API; errors have its position in the snapshot. */
function readResource<O extends 'get-prefix' | 'list-services'>(
  operation: O,
  value: unknown,
  pointer: string,
  { name }: Input,
): ResultOf[O] {
  try {
    const envelope = readEnvelope(
      operation,
      encodeJson({ success: true, errors: [], messages: [], result: value }),
    );
    if (envelope.success) return envelope.result;
    throw new Error('a success envelope was read as a failure');
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
