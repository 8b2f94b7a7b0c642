// Who owns an address, from a file or from the API, which is asked only for the prefixes that contain the addresses.

import { BindingTable } from '../../lookup/core-table.js';
import type { Resolution } from '../../types/api.js';
import { parseAddress } from '../../wasm/core.js';
import { hasText, type Input, quoted, readInput, readTable } from '../input.js';
import type { Io } from '../io.js';
import { type AccountSource, type AccountValues, loadBindings, openAccount } from './account.js';
import { readAccountFile } from './account-file.js';
import type { AccountPrefix } from './account-prefix.js';
import { PrefixIndex } from './find-prefix.js';

/** The owner of an address, and where it was found. */
export interface FoundOwner {
  readonly found: Resolution;
  /** The most specific prefix that contains the address; null where none is known. */
  readonly prefix: AccountPrefix | null;
  /** The list in which the owner has its position; null where no prefix contains the address. */
  readonly table: BindingTable | null;
}

/** Answers for addresses. */
export interface OwnerLookup {
  /** False for a list of bindings, which does not tell its prefixes. */
  readonly hasPrefixes: boolean;
  /** Gets what the answers for these addresses need. @throws the errors of the API */
  prepare(addresses: readonly string[]): Promise<void>;
  /** The answer for a prepared address. @throws ByoipError with the codes of `parseAddress` */
  resolve(address: string): FoundOwner;
}

interface LookupValues extends AccountValues {
  readonly prefix?: string | undefined;
}

/** Looks in a file, or in the API without one. @throws CommandError with the codes of both; `prefix-not-found` */
export async function openLookup(values: LookupValues, io: Io): Promise<OwnerLookup> {
  if (values.from !== undefined) return fileLookup(await readInput(values.from, io), values.prefix);
  return liveLookup(await openAccount(values, io), values.prefix, io);
}

function fileLookup(input: Input, prefixText: string | undefined): OwnerLookup {
  const isNeeded = prefixText !== undefined || hasText(input.bytes, '"byoip_snapshot"');
  const account = isNeeded ? readAccountFile(input) : null;
  const prefix = prefixText === undefined ? undefined : account?.find(prefixText, '--prefix');
  const table = prefix === undefined && account !== null ? account.table : readTable(input, prefix?.cidr);
  const known = prefix === undefined ? (account?.isSnapshot ? account.prefixes() : undefined) : [prefix];
  const index = known === undefined ? null : new PrefixIndex(known);
  return {
    hasPrefixes: index !== null,
    prepare: async () => {},
    resolve(address) {
      const found = index?.findAddress(address) ?? null;
      if (found === null && index !== null && prefix === undefined) {
        return outside(address, `in no prefix of ${quoted(input.name)}`);
      }
      return { found: table.resolve(address), prefix: found, table };
    },
  };
}

async function liveLookup(
  account: AccountSource,
  prefixText: string | undefined,
  io: Io,
): Promise<OwnerLookup> {
  const given = prefixText === undefined ? undefined : await account.find(prefixText, '--prefix');
  const prefixes = given === undefined ? await account.prefixes() : [given];
  const index = new PrefixIndex(prefixes);
  // Prefixes inside another one answer together with it.
  const roots = new PrefixIndex(prefixes.filter(({ cidr }) => index.around(cidr).at(-1)?.cidr === cidr));
  const tables = new Map<string, BindingTable>();
  return {
    hasPrefixes: true,
    async prepare(addresses) {
      const found = roots.findAddresses(addresses).map((root) => root?.cidr);
      const missing = new Set(found.filter((cidr) => cidr !== undefined && !tables.has(cidr)));
      if (missing.size === 0) return;
      const rootOf = ({ cidr }: AccountPrefix) => roots.findMany([cidr])[0]?.cidr ?? '';
      const loaded = await loadBindings(
        account,
        io,
        prefixes.filter((prefix) => missing.has(rootOf(prefix))),
      );
      for (const cidr of missing) {
        if (cidr === undefined) continue;
        const own = loaded
          .filter(({ prefix }) => rootOf(prefix) === cidr)
          .flatMap(({ bindings }) => bindings);
        tables.set(cidr, BindingTable.fromBindings(own));
      }
    },
    resolve(address) {
      const table = tables.get(roots.findAddress(address)?.cidr ?? '');
      if (table !== undefined)
        return { found: table.resolve(address), prefix: index.findAddress(address), table };
      return outside(
        address,
        given === undefined ? 'in no prefix of the account' : `outside the prefix ${given.cidr}`,
      );
    },
  };
}

/** The answer for an address in none of the prefixes. */
function outside(address: string, where: string): FoundOwner {
  const canonical = parseAddress(address).address;
  const none = { owner: null, shadowed: [], regional: [], fallback: null, conflicts: [] };
  const message = `${canonical} is ${where}`;
  return {
    found: { ...none, address: canonical, reason: 'outside-prefix', message },
    prefix: null,
    table: null,
  };
}
