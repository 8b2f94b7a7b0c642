// An account from a file: a snapshot, a response of the API, or a list of bindings.

import { uniqueBindings } from '../../bindings/duplicates.js';
import type { BindingTable } from '../../lookup/core-table.js';
import { CurrentBindings, type CurrentPart } from '../../plan/binding-lists.js';
import { readPart, type SnapshotFile } from '../../snapshot-file.js';
import type { BgpPrefix, Service, ServiceBinding } from '../../types/api.js';
import { isByoipError } from '../../types/errors.js';
import type { ResultOf } from '../../types/operations.js';
import { parseCidr } from '../../wasm/core.js';
import { CommandError } from '../errors.js';
import { type Input, parseCidrArgument, quoted, readTable } from '../input.js';
import { safeText } from '../output.js';
import type { AccountPrefix } from './account-prefix.js';
import { blockLength, findPrefix, PrefixIndex } from './find-prefix.js';

/** The content of a file. */
export interface FileAccount {
  /** The file, for messages. */
  readonly name: string;
  /** False for a list. */
  readonly isSnapshot: boolean;
  /** False for a list that does not tell the prefixes of its bindings. */
  readonly hasPrefixes: boolean;
  /** Null in a list. */
  readonly accountId: string | null;
  /** Undefined in a list. */
  readonly services: readonly Service[] | undefined;
  /** All bindings; its memory is free once `bindings` has given those of every prefix. */
  readonly table: BindingTable;
  /** @throws CommandError `usage` for a list that does not tell its prefixes */
  prefixes(): readonly AccountPrefix[];
  /** In a list that does not tell its prefixes, a CIDR is the prefix. @throws CommandError `prefix-not-found` */
  find(text: string, source: string): AccountPrefix;
  bindings(prefix: AccountPrefix): readonly ServiceBinding[];
  /** The bindings of a prefix in the memory of the wasm; null for a list, and where a block repeats. */
  currentPart(prefix: AccountPrefix): CurrentPart | null;
  /** Undefined in a list, and in a snapshot without them. */
  bgpPrefixes(prefix: AccountPrefix): readonly BgpPrefix[] | undefined;
}

/**
 * Reads a file. O(bytes).
 *
 * @throws CommandError with the codes of `readTable` and of the parts of a snapshot
 */
export function readAccountFile(input: Input): FileAccount {
  const table = readTable(input);
  return snapshotAccount(input, table) ?? listAccount(input, table);
}

/** The account of a snapshot; null for a list. */
function snapshotAccount(input: Input, table: BindingTable): FileAccount | null {
  // The core has checked it.
  const head = table.head();
  if (head === undefined) return null;
  const snapshot: SnapshotFile = JSON.parse(head);
  const { account_id: account, services } = snapshot;
  const accountId = typeof account === 'string' ? account : null;
  let total = 0;
  let unread = snapshot.prefixes.length;
  const inWasm = once(() => new CurrentBindings(input.bytes));
  const parts = snapshot.prefixes.map(({ prefix, bindings, bgp_prefixes: bgp }, i) => {
    const count = Number(bindings);
    const first = total;
    total += count;
    const found = readResource('get-prefix', prefix, `/prefixes/${i}/prefix`, input);
    const own = { ...found, accountId: accountId ?? found.accountId ?? null };
    // Objects are made only of the bindings that a command needs.
    const readOwn = once(() => {
      const all = count === 0 ? [] : table.bindingsFrom(first, count);
      unread -= 1;
      if (unread === 0) table.dispose();
      return uniqueBindings(all);
    });
    return { prefix: own, bindings: readOwn, part: once(() => inWasm().part(first, count)), bgp, at: i };
  });
  const partOf = ({ cidr, id }: AccountPrefix) =>
    parts.find(({ prefix }) => prefix.cidr === cidr && (id === undefined || prefix.id === id));
  const prefixes = parts.map(({ prefix }) => prefix);
  return {
    name: input.name,
    isSnapshot: true,
    hasPrefixes: true,
    accountId,
    services:
      services === undefined ? undefined : readResource('list-services', services, '/services', input),
    prefixes: () => prefixes,
    find: (text, source) =>
      findPrefix(text, prefixes, { source, where: `the snapshot ${quoted(input.name)}` }),
    bindings: (prefix) => partOf(prefix)?.bindings() ?? [],
    currentPart: (prefix) => partOf(prefix)?.part() ?? null,
    table,
    bgpPrefixes(prefix) {
      const { bgp, at } = partOf(prefix) ?? {};
      if (bgp === undefined) return undefined;
      return readResource('list-bgp-prefixes', bgp, `/prefixes/${at}/bgp_prefixes`, input);
    },
  };
}

/** Calls a function once, and keeps its result. */
function once<T>(read: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => {
    kept ??= { value: read() };
    return kept.value;
  };
}

/** The account of a list of bindings. */
function listAccount({ name }: Input, table: BindingTable): FileAccount {
  const all = table.bindings();
  const groups = groupsOf(all);
  const readGuess = once(() => outermost(all));
  const prefixes = groups === null ? null : [...groups.values()].map(({ prefix }) => prefix);
  const known = (): readonly AccountPrefix[] => {
    if (prefixes !== null) return prefixes;
    const guess = readGuess();
    if (guess !== null) return [guess];
    throw new CommandError({
      code: 'usage',
      message:
        all.length === 0
          ? `${quoted(name)} has no bindings, so the prefix is unknown`
          : `${quoted(name)} does not tell the prefixes of its bindings, and no binding contains all others`,
      help: 'pass --prefix CIDR, or use a snapshot or the output of `byoip list --json`, which name the prefixes',
    });
  };
  return {
    name,
    isSnapshot: false,
    hasPrefixes: groups !== null,
    accountId: null,
    services: undefined,
    table,
    prefixes: known,
    find(text, source) {
      // A CIDR says what such a list leaves open.
      if (groups === null && text.includes('/')) return { cidr: parseCidrArgument(text, source).cidr };
      return findPrefix(text, known(), { source, where: quoted(name) });
    },
    bindings: ({ cidr }) => uniqueBindings(groups === null ? all : (groups.get(cidr)?.bindings ?? [])),
    currentPart: () => null,
    bgpPrefixes: () => undefined,
  };
}

interface Group {
  readonly prefix: AccountPrefix;
  readonly bindings: ServiceBinding[];
}

/** The bindings by prefix, as `byoip list --json` writes it with each of them; null for any other list. */
function groupsOf(all: readonly ServiceBinding[]): ReadonlyMap<string, Group> | null {
  const groups = new Map<string, Group>();
  for (const binding of all) {
    const { prefix: cidr, prefixId: id } = binding.extra;
    if (typeof cidr !== 'string') return null;
    const known = groups.get(cidr);
    if (known !== undefined) known.bindings.push(binding);
    else if (!isCidr(cidr)) return null;
    else groups.set(cidr, { prefix: { cidr, ...(typeof id === 'string' && { id }) }, bindings: [binding] });
  }
  return groups.size === 0 ? null : groups;
}

function isCidr(text: string): boolean {
  try {
    return parseCidr(text).cidr === text;
  } catch {
    return false;
  }
}

/** The binding that contains all others, which a list without prefixes is about; null where there is none. */
function outermost(all: readonly ServiceBinding[]): AccountPrefix | null {
  const [first, ...rest] = all.map(({ cidr }) => cidr);
  if (first === undefined) return null;
  const cidr = rest.reduce((one, other) => (blockLength(other) < blockLength(one) ? other : one), first);
  const index = new PrefixIndex([{ cidr }]);
  const isAround = index.findMany(all.map((binding) => binding.cidr)).every((found) => found !== null);
  return isAround ? { cidr } : null;
}

/** The resource of the snapshot, read like one of the API; errors have its position in the snapshot. */
function readResource<O extends 'get-prefix' | 'list-services' | 'list-bgp-prefixes'>(
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
