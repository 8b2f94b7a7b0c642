// Whoever holds an account's data: a server that is asked, or contents in memory.

import { type BgpPrefix, BindingTable, type Prefix, type Service } from '../../../src/js/entry/page.js';
import { Breath } from '../lib/yielder.js';
import {
  listBgpPrefixes,
  listPrefixes,
  listServices,
  type Outcome,
  type Session,
  tableOfBindings,
} from './api.js';
import type { Contents } from './loaded-account.js';
import { bindingsIn, type Listed } from './read-bindings.js';

export interface Holder {
  services(signal: AbortSignal): Promise<Outcome<readonly Service[]>>;
  prefixes(signal: AbortSignal): Promise<Outcome<readonly Prefix[]>>;
  /** The bindings of a prefix; whoever gets them disposes of the table. */
  bindings(prefix: Prefix, signal: AbortSignal): Promise<Outcome<Listed>>;
  /** `null` where the holder knows nothing of BGP. */
  bgpPrefixes(prefix: Prefix, signal: AbortSignal): Promise<Outcome<readonly BgpPrefix[] | null>>;
}

/** A server, asked anew each time. */
export function remoteHolder(session: Session): Holder {
  return {
    services: (signal) => listServices(session, signal),
    prefixes: (signal) => listPrefixes(session, signal),
    async bindings(prefix, signal) {
      const answer = await tableOfBindings(session, prefix, signal);
      if (answer.kind === 'problem') return answer;
      const { table, bytes } = answer.value;
      try {
        const bindings = await bindingsIn(table, bytes, new Breath(signal));
        return { kind: 'here', value: { table, bindings } };
      } catch (error) {
        table.dispose();
        throw error;
      }
    },
    bgpPrefixes: (prefix, signal) => listBgpPrefixes(session, prefix.id, signal),
  };
}

/** Contents in memory. */
export function memoryHolder({ services, prefixes }: Contents): Holder {
  const here = <T>(value: T): Promise<Outcome<T>> => Promise.resolve({ kind: 'here', value });
  const held = (prefix: Prefix) => prefixes.find((one) => one.prefix.id === prefix.id);
  return {
    services: () => here(services),
    prefixes: () => here(prefixes.map(({ prefix }) => prefix)),
    async bindings(prefix, signal) {
      await new Breath(signal).take();
      const bindings = held(prefix)?.bindings ?? [];
      return here({ bindings, table: BindingTable.fromBindings(bindings, { prefix: prefix.cidr }) });
    },
    bgpPrefixes: (prefix) => here(held(prefix)?.bgpPrefixes ?? null),
  };
}
