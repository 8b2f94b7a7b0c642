// An account, live or from a file: its prefixes, and the bindings of those that a command needs.

import { uniqueBindings } from '../../bindings/duplicates.js';
import type { CurrentPart } from '../../plan/binding-lists.js';
import type { BgpPrefix, Service, ServiceBinding } from '../../types/api.js';
import { CommandError, errorReport, isCommandError } from '../errors.js';
import { quoted, readInput } from '../input.js';
import type { Io } from '../io.js';
import { type API_OPTIONS, type Options, type OptionValues, text } from '../options.js';
import { pluralize } from '../output.js';
import { type FileAccount, readAccountFile } from './account-file.js';
import type { AccountPrefix, BoundPrefix } from './account-prefix.js';
import { type Api, connect } from './api-client.js';
import { findPrefix } from './find-prefix.js';

/** An account. Each of its lists is requested when it is needed, and only once. */
export interface AccountSource {
  /** `the account`, or the quoted name of the file, for messages. */
  readonly name: string;
  /** False for a file. */
  readonly isLive: boolean;
  /** False for a list of bindings that does not tell its prefixes: then one binding that contains all others is the prefix. */
  readonly hasPrefixes: boolean;
  /** Null where the file does not tell. */
  readonly accountId: string | null;
  /** Sorted as the API or the file has them. @throws CommandError where a file does not tell the prefixes of its bindings */
  prefixes(): Promise<readonly AccountPrefix[]>;
  /** The prefix that a text names. @throws CommandError `prefix-not-found` */
  find(text: string, source: string): Promise<AccountPrefix>;
  /** Undefined where the file does not list them. */
  services(): Promise<readonly Service[] | undefined>;
  /** Without equal entries. @throws the error of the API, with the prefix in its message */
  bindings(prefix: AccountPrefix): Promise<readonly ServiceBinding[]>;
  /** The bindings of a prefix of a snapshot in the memory of the wasm; null for other accounts, and where a block repeats. */
  currentPart(prefix: AccountPrefix): CurrentPart | null;
  /** The bindings of a prefix of a file. */
  fileBindings(prefix: AccountPrefix): readonly ServiceBinding[];
  /** Undefined where the file does not list them. */
  bgpPrefixes(prefix: AccountPrefix): Promise<readonly BgpPrefix[] | undefined>;
}

/** The options that say where an account is. */
export interface AccountValues extends Partial<OptionValues<typeof API_OPTIONS>> {
  readonly from?: string | undefined;
}

/** The option for a file in place of the API. */
export const FROM_OPTION = {
  from: text(
    'FILE',
    'a file in place of the API: a snapshot, a response of the API, or a list of bindings; - for standard input',
  ),
} as const satisfies Options;

/**
 * The account of a file, or of the API without one. Nothing is requested yet.
 *
 * @throws CommandError with the codes of files and of `connect`
 */
export async function openAccount(values: AccountValues, io: Io): Promise<AccountSource> {
  if (values.from !== undefined) return fileAccount(readAccountFile(await readInput(values.from, io)));
  try {
    return liveAccount(connect(values, io));
  } catch (error) {
    if (!isCommandError(error) || error.report.code !== 'setting-missing') throw error;
    throw new CommandError({ ...error.report, help: `${error.report.help}; or pass --from FILE` });
  }
}

function liveAccount(api: Api): AccountSource {
  const once = cache();
  const prefixes = () => once('prefixes', () => api.prefixes());
  /** The id is there: the API sent it. */
  const of = <T>(what: string, { id = '', cidr }: AccountPrefix, get: (id: string) => Promise<T>) =>
    once(`${what} ${id}`, () => naming(`the ${what} of ${cidr}`, get(id)));
  return {
    name: 'the account',
    isLive: true,
    hasPrefixes: true,
    accountId: api.accountId,
    prefixes,
    find: async (given, source) => findPrefix(given, await prefixes(), { source, where: 'the account' }),
    services: () => once('services', () => api.services()),
    bindings: (prefix) => of('bindings', prefix, async (id) => uniqueBindings(await api.bindings(id))),
    currentPart: () => null,
    fileBindings: () => [],
    bgpPrefixes: (prefix) => of('BGP prefixes', prefix, api.bgpPrefixes),
  };
}

function fileAccount(file: FileAccount): AccountSource {
  const { name, accountId, services } = file;
  return {
    name: quoted(name),
    isLive: false,
    hasPrefixes: file.hasPrefixes,
    accountId,
    prefixes: async () => file.prefixes(),
    find: async (given, source) => file.find(given, source),
    services: async () => services,
    bindings: async (prefix) => file.bindings(prefix),
    currentPart: (prefix) => file.currentPart(prefix),
    fileBindings: (prefix) => file.bindings(prefix),
    bgpPrefixes: async (prefix) => file.bgpPrefixes(prefix),
  };
}

/** Calls each function once, and keeps its result under a key. */
function cache(): <T>(key: string, get: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<unknown>>();
  return <T>(key: string, get: () => Promise<T>) => {
    const known = kept.get(key) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const asked = get();
    kept.set(key, asked);
    return asked;
  };
}

/** An error of `work` with what could not be read in its message. */
async function naming<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const report = errorReport(error);
    throw new CommandError(
      { ...report, message: `${what} cannot be read: ${report.message}` },
      { cause: error },
    );
  }
}

/** Lists to request at the same time. */
const AT_ONCE = 4;

/**
 * The results of `get` for all prefixes, in their order, a few at a time. One failure fails all: what could not be read is never
 * taken for "nothing bound".
 */
export async function forEachPrefix<P extends AccountPrefix, T>(
  prefixes: readonly P[],
  get: (prefix: P) => Promise<T>,
  { io, what = 'bindings' }: { readonly io: Io; readonly what?: string },
): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < prefixes.length) {
      const at = next++;
      results[at] = await get(prefixes[at] as P);
      done += 1;
      io.progress.say(`${what} of ${done} of ${pluralize(prefixes.length, 'prefix', 'prefixes')} …`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } catch (error) {
    next = prefixes.length;
    throw error;
  }
  return results;
}

/** The bindings of prefixes, by default of all of the account. */
export async function loadBindings(
  account: AccountSource,
  io: Io,
  prefixes?: readonly AccountPrefix[],
): Promise<readonly BoundPrefix[]> {
  const all = prefixes ?? (await account.prefixes());
  return forEachPrefix(all, async (prefix) => ({ prefix, bindings: await account.bindings(prefix) }), { io });
}
