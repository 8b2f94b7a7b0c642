// Finds the prefix that a text names: by its id or its CIDR, or by an address or a block inside it.

import { BindingTable } from '../../lookup/core-table.js';
import { covers, parseAddress, parseCidr } from '../../wasm/core.js';
import { CommandError, errorInText } from '../errors.js';
import { safeText } from '../output.js';
import type { AccountPrefix } from './account-prefix.js';

/** Where a text and the prefixes come from, for messages. */
export interface PrefixSearch {
  /** The option or argument. */
  readonly source: string;
  /** `the account`, or a file. */
  readonly where: string;
}

/** Prefixes that an error names. */
const NAMED = 20;

const ID = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * The prefix with this id or CIDR, or else the most specific one that contains the address or block. O(prefixes).
 *
 * @throws CommandError `prefix-not-found` with the near prefixes, `prefix-ambiguous`, and the codes of `parseCidr` and `parseAddress` with the position
 */
export function findPrefix<P extends AccountPrefix>(
  text: string,
  prefixes: readonly P[],
  { source, where }: PrefixSearch,
): P {
  const id = plainId(text);
  const named = prefixes.find((prefix) => prefix.id !== undefined && plainId(prefix.id) === id);
  if (named !== undefined) return named;
  if (ID.test(text))
    throw notFound(`${where} has no prefix with the id ${text}`, helpNear(null, prefixes, where));
  const block = blockOf(text, source);
  const [found] = new PrefixIndex(prefixes).findMany([block]);
  if (!found) throw prefixNotFound(text, block, prefixes, where);
  const equal = prefixes.filter(({ cidr }) => cidr === found.cidr);
  if (equal.length === 1) return found;
  throw new CommandError({
    code: 'prefix-ambiguous',
    message: `${where} has ${equal.length} prefixes ${found.cidr}`,
    help: `name one by its id: ${equal.map(({ id }) => safeText(id ?? '-')).join(', ')}`,
  });
}

/** The error of a block in none of the prefixes. */
export function prefixNotFound(
  text: string,
  block: string,
  prefixes: readonly AccountPrefix[],
  where: string,
): CommandError {
  return notFound(`${where} has no prefix that contains ${text}`, helpNear(block, prefixes, where));
}

/** Finds the prefixes of many blocks. */
export class PrefixIndex<P extends AccountPrefix> {
  readonly #prefixes: readonly P[];
  readonly #table: BindingTable;

  constructor(prefixes: readonly P[]) {
    this.#prefixes = prefixes;
    this.#table = BindingTable.fromEnvelope(
      JSON.stringify(prefixes.map(({ cidr }) => ({ cidr, serviceId: 'prefix' }))),
    );
  }

  /** The most specific prefix that contains each block; null where there is none. O(n log prefixes). */
  findMany(blocks: readonly string[]): readonly (P | null)[] {
    const found = this.#table.findMany(blocks.map((block) => block.slice(0, block.indexOf('/'))));
    return blocks.map((block, i) => {
      const prefix = this.#prefixes[found[i] ?? -1];
      if (prefix === undefined) return null;
      // A prefix inside the block is not around it; a less specific one may be.
      return blockLength(prefix.cidr) <= blockLength(block) ? prefix : (this.around(block)[0] ?? null);
    });
  }

  /** The most specific prefix that contains each address; null where there is none, and for what is not an address. */
  findAddresses(addresses: readonly string[]): readonly (P | null)[] {
    return Array.from(this.#table.findMany(addresses), (found) => this.#prefixes[found] ?? null);
  }

  /** The most specific prefix that contains an address; null where there is none. @throws ByoipError for what is not an address */
  findAddress(address: string): P | null {
    return this.#prefixes[this.#table.find(address)] ?? null;
  }

  /** All prefixes that contain a block, most specific first. O(prefixes). */
  around(block: string): readonly P[] {
    return this.#prefixes
      .filter(({ cidr }) => covers(cidr, block))
      .sort((one, other) => blockLength(other.cidr) - blockLength(one.cidr));
  }
}

/** The block that a text names; an address is a block of one address. @throws CommandError with the position */
export function blockOf(text: string, source: string): string {
  try {
    // Of all other texts, such as a range, the error of a block says more.
    if (!/^[0-9a-f.:]+$/i.test(text)) return parseCidr(text).cidr;
    const { address, family } = parseAddress(text);
    return `${address}/${family === 4 ? 32 : 128}`;
  } catch (error) {
    throw errorInText(error, text, source);
  }
}

/** The prefix length of a block. */
export const blockLength = (cidr: string): number => Number(cidr.slice(cidr.indexOf('/') + 1));

const plainId = (id: string): string => id.replaceAll('-', '').toLowerCase();

/** The prefixes inside the block, or those of the account. */
function helpNear(block: string | null, prefixes: readonly AccountPrefix[], where: string): string {
  const all = prefixes.map(({ cidr }) => cidr);
  if (all.length === 0) return `${where} has no prefixes`;
  const inside = block === null ? [] : all.filter((cidr) => covers(block, cidr));
  const [listed, verb] = inside.length > 0 ? [inside, 'the block contains'] : [all, `${where} has`];
  const names = listed.slice(0, NAMED).map((cidr) => safeText(cidr));
  return `${verb} ${names.join(', ')}${listed.length > NAMED ? ` and ${listed.length - NAMED} more` : ''}`;
}

function notFound(message: string, help: string): CommandError {
  return new CommandError({ code: 'prefix-not-found', message, help });
}
