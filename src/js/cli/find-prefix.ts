// Finds a prefix of the account by its id or CIDR.

import type { Prefix } from '../types/api.js';
import { covers, parseCidrMasked } from '../wasm/core.js';
import type { Api } from './api-client.js';
import { CommandError } from './errors.js';
import { parseCidrArgument } from './input.js';

/** @throws CommandError `prefix-not-found` */
export async function findPrefix(api: Api, idOrCidr: string): Promise<Prefix> {
  if (!idOrCidr.includes('/')) return api.prefix(idOrCidr);
  const { cidr } = parseCidrArgument(idOrCidr, 'PREFIX');
  const prefixes = await api.prefixes();
  const found = prefixes.find((prefix) => prefix.cidr === cidr);
  if (found !== undefined) return found;
  const around = prefixes.find(
    (prefix) => parseCidrMasked(prefix.cidr).cidr === prefix.cidr && covers(prefix.cidr, cidr),
  );
  const names = prefixes.slice(0, 20).map((prefix) => prefix.cidr);
  const list = names.length === 0 ? 'the account has no prefixes' : `the account has ${names.join(', ')}`;
  throw new CommandError({
    code: 'prefix-not-found',
    message: `the account has no prefix ${cidr}`,
    help: around === undefined ? list : `it is inside the prefix ${around.cidr}: use that one`,
  });
}
