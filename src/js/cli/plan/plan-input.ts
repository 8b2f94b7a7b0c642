// Reads the input of `plan`, `diff`, `check --to` and `map --to`: current and desired bindings, and the account's services.

import type { ListTask } from '../../plan/binding-lists.js';
import type { Reading } from '../../plan/list-format.js';
import type { ColumnUse } from '../../plan/read-desired.js';
import type { Service } from '../../types/api.js';
import { type AccountSource, FROM_OPTION, loadBindings, openAccount } from '../account/account.js';
import type { AccountPrefix } from '../account/account-prefix.js';
import { rejectConflicts } from '../account/binding-conflict.js';
import { knownServices, serviceIdOf } from '../account/service-names.js';
import { usageError } from '../errors.js';
import { readInput, readServices, rejectSharedStdin } from '../input.js';
import type { Io } from '../io.js';
import { API_OPTIONS, flag, type Options, type OptionValues, text, texts } from '../options.js';
import { safeText } from '../output.js';
import { readChanges } from './binding-changes.js';
import { type DesiredContext, type DesiredEntries, readDesiredList } from './desired-input.js';
import type { SourceOf } from './finding-source.js';
import { objectLists, type PrefixLists, wasmLists } from './prefix-lists.js';

/** The option for one prefix in place of all. */
export const PREFIX_OPTION = {
  prefix: text('PREFIX', 'one prefix: its CIDR, its id, or an address or a block in it; default: all'),
} as const satisfies Options;

/** The options that say how desired bindings are read. */
export const DESIRED_OPTIONS = {
  default: text(
    'SERVICE',
    'the service of all addresses that --to does not name; the result has the fewest bindings',
  ),
  claims: flag('read --to as claims: of entries that overlap, the last one wins'),
} as const satisfies Options;

/** The services of an account. */
export const SERVICES_OPTION = {
  services: text('FILE', 'the services of the account: a response of the API, or a bare list'),
} as const satisfies Options;

/** The options for the input of a plan. */
export const TASK_OPTIONS = {
  to: text(
    'FILE',
    'the desired bindings: blocks, hosts and ranges with their services, as JSON or CSV, or a snapshot; - for standard input',
  ),
  add: texts('BLOCK=SERVICE', 'a binding to create or to change, in place of --to; can be repeated'),
  remove: texts('BLOCK', 'a binding to delete, in place of --to; can be repeated'),
  ...PREFIX_OPTION,
  ...FROM_OPTION,
  ...DESIRED_OPTIONS,
  'default-only': texts(
    'SERVICE',
    'a service that may only be the default; can be repeated; default: the one named Magic Transit',
  ),
  ...SERVICES_OPTION,
  ...API_OPTIONS,
} as const satisfies Options;

/** The values of these options. */
export type TaskValues = Partial<OptionValues<typeof TASK_OPTIONS>>;

/** The task of a prefix, and how its desired bindings were read. */
export interface PlanInput {
  readonly task: ListTask & { readonly prefix: AccountPrefix };
  readonly lists: PrefixLists;
  readonly readAs: Reading;
  /** Where the list has the entry for a block. */
  readonly sourceOf: SourceOf;
  /** The columns of a CSV file, where its first row names them. */
  readonly columns: ColumnUse | null;
}

/** The tasks of all prefixes that the desired bindings are about. */
export interface AccountInput {
  readonly account: AccountSource;
  /** In the order of the account; at least one. */
  readonly inputs: readonly PlanInput[];
  /** The prefixes that the desired bindings are not about: nothing changes there. */
  readonly untouched: readonly AccountPrefix[];
  /** What was read: `--to`, or undefined for additions and removals. */
  readonly list: '--to' | undefined;
}

/**
 * Reads the input of plans; the account is the given one, or that of the options.
 *
 * @throws CommandError `usage`, and the codes of files and of the API
 */
export async function readAccountInput(
  values: TaskValues,
  io: Io,
  opened?: AccountSource,
): Promise<AccountInput> {
  const { from, to, add = [], remove = [] } = values;
  const hasChanges = add.length + remove.length > 0;
  if (to === undefined && !hasChanges) {
    throw usageError(
      'no desired bindings are given',
      'pass --to FILE (- for standard input), --add BLOCK=SERVICE or --remove BLOCK',
    );
  }
  const listOnly = (['default', 'claims', 'default-only'] as const).find((name) => values[name]);
  if (hasChanges && (to !== undefined || listOnly === 'default' || listOnly === 'claims')) {
    const other = to === undefined ? listOnly : 'to';
    throw usageError(
      `\`--${other}\` does not go with \`--add\` and \`--remove\``,
      'write the whole list, or only the change',
    );
  }
  rejectSharedStdin(from, to, values.services);
  const account = opened ?? (await openAccount(values, io));
  const given = values.prefix === undefined ? undefined : await account.find(values.prefix, '--prefix');
  const prefixes = given !== undefined && !account.hasPrefixes ? [given] : await account.prefixes();
  const known = given === undefined ? undefined : (prefixes.find(({ cidr }) => cidr === given.cidr) ?? given);
  const listed = (await readServices(values.services, io)) ?? (await account.services());
  // A file names services in its bindings; the API lists them.
  const own = listed !== undefined ? [] : await loadBindings(account, io, prefixes);
  const services = knownServices(listed, own);
  const defaultOnly = values['default-only']?.map((one) => serviceIdOf(one, services, '--default-only'));
  const context: DesiredContext = {
    where: account.name,
    prefixes,
    given: known,
    services,
    default: values.default === undefined ? undefined : serviceIdOf(values.default, services, '--default'),
    defaultOnly,
    claims: values.claims === true,
  };
  const wanted =
    to === undefined
      ? readChanges(add, remove, { ...context, prefixes: known === undefined ? prefixes : [known] })
      : readDesiredList(await readInput(to, io), context);
  return {
    account,
    inputs: await tasksOf(wanted, account, { listed, defaultOnly, io }),
    untouched: untouchedOf(prefixes, wanted, known),
    list: to === undefined ? undefined : '--to',
  };
}

function untouchedOf(
  prefixes: readonly AccountPrefix[],
  wanted: readonly DesiredEntries[],
  given: AccountPrefix | undefined,
): readonly AccountPrefix[] {
  if (given !== undefined) return [];
  const touched = new Set(wanted.map(({ prefix }) => prefix));
  return prefixes.filter((prefix) => !touched.has(prefix));
}

interface TaskContext {
  readonly listed: readonly Service[] | undefined;
  readonly defaultOnly: readonly string[] | undefined;
  readonly io: Io;
}

async function tasksOf(
  wanted: readonly DesiredEntries[],
  account: AccountSource,
  { listed, defaultOnly, io }: TaskContext,
): Promise<readonly PlanInput[]> {
  // Without the services of the account, their names are in the bindings.
  const parts = wanted.map(({ prefix, place }) =>
    place === null || listed === undefined ? null : account.currentPart(prefix),
  );
  const others = wanted.filter((_, i) => parts[i] === null).map(({ prefix }) => prefix);
  const loaded = await loadBindings(account, io, others);
  const current = new Map(loaded.map((bound) => [bound.prefix, bound]));
  return wanted.map(({ sourceOf, columns, prefix, place, readAs, bindingsFrom }, i) => {
    const task = { prefix, services: listed, defaultOnly };
    const part = parts[i] ?? null;
    if (part !== null && place !== null) {
      const lists = wasmLists(part, place, () => account.fileBindings(prefix));
      return { readAs, sourceOf, columns, task, lists };
    }
    const bound = current.get(prefix) ?? { prefix, bindings: [] };
    rejectConflicts(bound.bindings, account.name);
    const desired = bindingsFrom(bound);
    const lists = objectLists(bound.bindings, desired.bindings);
    return { readAs: desired.readAs, sourceOf, columns, task, lists };
  });
}

/** How a list was read, as a sentence: its meaning, and which columns were taken for what. */
export function readingNotice(what: string, readAs: Reading, columns: ColumnUse | null = null): string {
  const meaning =
    readAs === 'claims'
      ? `${what} was read as claims: the last entry on an address wins`
      : `${what} was read as bindings: the most specific entry wins, in any order`;
  if (columns === null || columns.ignored.length === 0) return meaning;
  const list = (names: readonly string[]) => names.map((name) => `\`${safeText(name, 60)}\``).join(', ');
  const { addresses, service, ignored } = columns;
  const more = ignored.length > MAX_NAMED ? ` and ${ignored.length - MAX_NAMED} more` : '';
  return `${meaning}; addresses from ${list(addresses)}, service from ${list(service)}, ignored ${list(ignored.slice(0, MAX_NAMED))}${more}`;
}

/** Ignored columns that are named one by one. */
const MAX_NAMED = 20;
