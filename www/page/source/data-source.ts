// Whoever holds an account's data: a server that is asked, or contents in memory.

import { type BgpPrefix, BindingTable, type Prefix, type Service } from '../../../src/js/entry/page.js';
import { type BindingList, readBindings } from '../bindings/read-bindings.js';
import type { LoadResult } from '../errors/loadable.js';
import { Yielder } from '../lib/yielder.js';
import { fetchBindingTable, listBgpPrefixes, listPrefixes, listServices, type Session } from './api.js';
import type { LoadedAccount } from './loaded-account.js';

export interface DataSource {
  services(signal: AbortSignal): Promise<LoadResult<readonly Service[]>>;
  prefixes(signal: AbortSignal): Promise<LoadResult<readonly Prefix[]>>;
  /** The bindings of a prefix; whoever gets them disposes of the table. */
  bindings(prefix: Prefix, signal: AbortSignal): Promise<LoadResult<BindingList>>;
  /** `null` where the holder knows nothing of BGP. */
  bgpPrefixes(prefix: Prefix, signal: AbortSignal): Promise<LoadResult<readonly BgpPrefix[] | null>>;
}

/** A server, asked anew each time. */
export function apiDataSource(session: Session): DataSource {
  return {
    services: (signal) => listServices(session, signal),
    prefixes: (signal) => listPrefixes(session, signal),
    async bindings(prefix, signal) {
      const answer = await fetchBindingTable(session, prefix, signal);
      if (answer.kind === 'error') return answer;
      const { table, bytes } = answer.value;
      try {
        const bindings = await readBindings(table, bytes, new Yielder(signal));
        return { kind: 'ready', value: { table, bindings } };
      } catch (error) {
        table.dispose();
        throw error;
      }
    },
    bgpPrefixes: (prefix, signal) => listBgpPrefixes(session, prefix.id, signal),
  };
}

/** Contents in memory. */
export function memoryDataSource({ services, prefixes }: LoadedAccount): DataSource {
  const here = <T>(value: T): Promise<LoadResult<T>> => Promise.resolve({ kind: 'ready', value });
  const held = (prefix: Prefix) => prefixes.find((one) => one.prefix.id === prefix.id);
  return {
    services: () => here(services),
    prefixes: () => here(prefixes.map(({ prefix }) => prefix)),
    async bindings(prefix, signal) {
      await new Yielder(signal).yield();
      const bindings = held(prefix)?.bindings ?? [];
      return here({ bindings, table: BindingTable.fromBindings(bindings, { prefix: prefix.cidr }) });
    },
    bgpPrefixes: (prefix) => here(held(prefix)?.bgpPrefixes ?? null),
  };
}
