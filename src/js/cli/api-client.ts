// The API for commands, with the credentials of the environment, which are redacted from everything it returns; prefixes found in it.

import { Byoip } from '../client/client.js';
import { redact } from '../text/sanitize.js';
import type { Prefix } from '../types/api.js';
import { covers, parseCidrMasked } from '../wasm/core.js';
import { CommandError } from './errors.js';
import { parseCidrArgument } from './input.js';
import type { Io } from './io.js';
import type { API_OPTIONS, OptionValues } from './options.js';

/** The calls of the API that commands need. */
export type Api = ReturnType<typeof connect>;

/**
 * The API with the credentials of the environment; an empty variable counts as absent.
 *
 * @throws CommandError `setting-missing` and ByoipError `setting-invalid`
 */
export function connect(
  options: Partial<OptionValues<typeof API_OPTIONS>>,
  { env, fetch }: Pick<Io, 'env' | 'fetch'>,
) {
  const set = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const apiToken = set('CLOUDFLARE_API_TOKEN');
  const apiEmail = set('CLOUDFLARE_EMAIL');
  const apiKey = set('CLOUDFLARE_API_KEY');
  const accountId = options.account ?? set('CLOUDFLARE_ACCOUNT_ID');
  if (apiToken === undefined && (apiEmail === undefined || apiKey === undefined)) {
    throw settingMissing(
      'there are no credentials in the environment',
      'set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL together with CLOUDFLARE_API_KEY',
    );
  }
  if (accountId === undefined) {
    throw settingMissing('no account is given', 'set CLOUDFLARE_ACCOUNT_ID, or pass --account ID');
  }
  const secrets = [apiToken, apiKey].filter((secret) => secret !== undefined);
  const redacted = async <T>(call: PromiseLike<T>): Promise<T> => redact(await call, secrets);
  const baseURL = options['base-url'] ?? set('CLOUDFLARE_BASE_URL');
  const retries = set('BYOIP_MAX_RETRIES');
  const maxRetries = retries === undefined ? undefined : Number(retries);
  const credentials = { apiToken, apiEmail, apiKey, accountId };
  const { addressing } = new Byoip({ ...credentials, baseURL, fetch, maxRetries, env: {} });
  return {
    accountId,
    services: () => redacted(addressing.services.list()),
    prefixes: () => redacted(addressing.prefixes.list()),
    prefix: (id: string) => redacted(addressing.prefixes.get(id)),
    bindings: (id: string) => redacted(addressing.prefixes.serviceBindings.list(id)),
    bgpPrefixes: (id: string) => redacted(addressing.prefixes.bgpPrefixes.list(id)),
    delegations: (id: string) => redacted(addressing.prefixes.delegations.list(id)),
  };
}

function settingMissing(message: string, help: string): CommandError {
  return new CommandError({ code: 'setting-missing', message, help });
}

/** The prefix of the account with an id or a CIDR. @throws CommandError `prefix-not-found` */
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
