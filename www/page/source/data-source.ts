// A source of an account's data: the API, or an account in memory.

import { type BgpPrefix, BindingTable, type Prefix, type Service } from '../../../src/js/entry/page.js';
import { type BindingList, readBindings } from '../bindings/read-bindings.js';
import type { LoadResult } from '../errors/page-error.js';
import { Yielder } from '../lib/yielder.js';
import { fetchBindingTable, fetchList, type Session } from './api.js';
import type { LoadedAccount } from './loaded-account.js';

export interface DataSource {
  services(signal: AbortSignal): Promise<LoadResult<readonly Service[]>>;
  prefixes(signal: AbortSignal): Promise<LoadResult<readonly Prefix[]>>;
  /** The bindings of a prefix. The caller disposes of the table. */
  bindings(prefix: Prefix, signal: AbortSignal): Promise<LoadResult<BindingList>>;
  /** `null` where the source has no BGP data. */
  bgpPrefixes(prefix: Prefix, signal: AbortSignal): Promise<LoadResult<readonly BgpPrefix[] | null>>;
}

/** The API, which is asked again for each call. */
export function apiDataSource(session: Session): DataSource {
  return {
    services: (signal) => fetchList('list-services', session, signal),
    prefixes: (signal) => fetchList('list-prefixes', session, signal),
    async bindings(prefix, signal) {
      const answer = await fetchBindingTable(session, prefix, signal);
      if (answer.kind === 'error') return answer;
      const table = answer.value;
      try {
        const bindings = await readBindings(table, new Yielder(signal));
        return { kind: 'ready', value: { table, bindings } };
      } catch (error) {
        table.dispose();
        throw error;
      }
    },
    bgpPrefixes: ({ id }, signal) => fetchList('list-bgp-prefixes', session, signal, id),
  };
}

/** An account in memory. */
export function memoryDataSource({ services, prefixes }: LoadedAccount): DataSource {
  const ready = <T>(value: T): Promise<LoadResult<T>> => Promise.resolve({ kind: 'ready', value });
  const loadedPrefix = (prefix: Prefix) => prefixes.find((one) => one.prefix.id === prefix.id);
  return {
    services: () => ready(services),
    prefixes: () => ready(prefixes.map(({ prefix }) => prefix)),
    async bindings(prefix, signal) {
      await new Yielder(signal).yield();
      const bindings = loadedPrefix(prefix)?.bindings ?? [];
      return ready({ bindings, table: BindingTable.fromBindings(bindings, { prefix: prefix.cidr }) });
    },
    bgpPrefixes: (prefix) => ready(loadedPrefix(prefix)?.bgpPrefixes ?? null),
  };
}
