// Who owns addresses of the account: the prefix of each, then the owner in that prefix, by tables of lists that are read once a minute.

import { BindingTable, Byoip, type Resolution } from 'byoip';
import type { Env, OwnToken } from '../env.js';
import { TableCache, type TimedTable } from './table-cache.js';

interface FoundPrefix {
  readonly id: string;
  readonly cidr: string;
}

/** An address with its owner, and the list that says so. */
export interface Resolved extends Resolution {
  /** The prefix of the account in which the address was looked up; `null` where no prefix has it. */
  readonly prefix: FoundPrefix | null;
  /** When the list was read, RFC 3339, and how old that is in seconds. */
  readonly readAt: string;
  readonly age: number;
}

/** Most lists that one request may read: the platform and the API limit the requests behind it. */
export const MAX_LISTS = 40;

/** Lists that are read at the same time: the platform allows six connections. */
const AT_ONCE = 5;

/** The name of the list of prefixes among the tables; the others have ids of prefixes. */
const PREFIXES = 'prefixes';

/** More lists are needed than one request may read. */
export class TooManyLists extends Error {
  override readonly name = 'TooManyLists';
}

let cache = new TableCache();
/** A deployment has one account. A new one under the same isolate, as in a test, starts with an empty cache. */
let account = '';

/** The list of a prefix has changed: it is read again when it is needed next. */
export function forgetPrefix(id: string): void {
  cache.forget(id);
}

/**
 * Resolves addresses.
 *
 * @throws TooManyLists where their prefixes are more than a request may read
 * @throws ByoipError where a list cannot be read, and for a text that is not an address
 */
export async function resolveAddresses(
  addresses: readonly string[],
  env: Env,
  own: OwnToken,
): Promise<readonly Resolved[]> {
  const name = `${env.upstream} ${env.onlyAccount}`;
  if (name !== account) [cache, account] = [new TableCache(), name];
  const used: TimedTable[] = [];
  const table = async (id: string, read: () => Promise<BindingTable>): Promise<TimedTable> => {
    const found = cache.use(id) ?? cache.add(id, await read());
    used.push(found);
    return found;
  };
  try {
    const index = await table(PREFIXES, () => readPrefixes(env, own));
    const found = addresses.map((address) => prefixOf(address, index.table));
    const wanted = new Map(
      found.flatMap((prefix) => (prefix === null ? [] : [[prefix.id, prefix] as const])),
    );
    const tables = new Map<string, TimedTable>();
    let read = 0;
    await inParallel([...wanted.values()], async (prefix) => {
      const readTable = (): Promise<BindingTable> => {
        read += 1;
        if (read > MAX_LISTS) throw new TooManyLists();
        return readBindings(env, own, prefix);
      };
      tables.set(prefix.id, await table(prefix.id, readTable));
    });
    return addresses.map((address, at) => {
      const prefix = found[at] ?? null;
      const from = (prefix === null ? undefined : tables.get(prefix.id)) ?? index;
      return resolved(address, prefix, from);
    });
  } finally {
    for (const one of used) cache.release(one);
  }
}

function clientOf(env: Env, own: OwnToken): Byoip {
  return new Byoip({
    apiToken: own.token,
    accountId: env.onlyAccount ?? '',
    baseURL: env.upstream,
    timeout: env.upstreamTimeout,
    maxRetries: 1,
    maxWait: 0,
    env: {},
  });
}

/** The prefixes as a table in which each prefix owns its addresses. */
async function readPrefixes(env: Env, own: OwnToken): Promise<BindingTable> {
  const all = await clientOf(env, own).addressing.prefixes.list();
  const served = all.filter(({ id }) => own.prefixes?.has(id) ?? true);
  return BindingTable.fromBindings(
    served.map(({ id, cidr }) => ({
      id,
      cidr,
      serviceId: id,
      serviceName: null,
      state: 'active',
      extra: {},
    })),
  );
}

async function readBindings(env: Env, own: OwnToken, { id, cidr }: FoundPrefix): Promise<BindingTable> {
  const { serviceBindings } = clientOf(env, own).addressing.prefixes;
  return BindingTable.fromBindings(await serviceBindings.list(id), { prefix: cidr });
}

function prefixOf(address: string, index: BindingTable): FoundPrefix | null {
  const { owner } = index.resolve(address);
  return owner === null ? null : { id: owner.bindingId, cidr: owner.cidr };
}

function resolved(address: string, prefix: FoundPrefix | null, { table, readAt }: TimedTable): Resolved {
  const found = table.resolve(address);
  const resolution =
    prefix === null ? { ...found, message: `${found.address} is in no prefix of the account` } : found;
  return {
    ...resolution,
    prefix,
    readAt: new Date(readAt).toISOString(),
    age: Math.floor((Date.now() - readAt) / 1000),
  };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
