// The API for commands, with the credentials of the environment, which are redacted from everything it returns.

import { Byoip } from '../client/client.js';
import { redact } from '../text/sanitize.js';
import type { BgpPrefix, Prefix, Service, ServiceBinding } from '../types/api.js';
import { CommandError } from './errors.js';
import type { Io } from './io.js';

/** The options of commands that call the API. */
export interface ApiOptions {
  readonly account?: string | undefined;
  readonly 'base-url'?: string | undefined;
}

/** The calls of the API that commands need. */
export interface Api {
  readonly accountId: string;
  services(): Promise<readonly Service[]>;
  prefixes(): Promise<readonly Prefix[]>;
  prefix(id: string): Promise<Prefix>;
  bindings(prefixId: string): Promise<readonly ServiceBinding[]>;
  bgpPrefixes(prefixId: string): Promise<readonly BgpPrefix[]>;
}

/**
 * The API with the credentials of the environment; an empty variable counts as absent.
 *
 * @throws CommandError `setting-missing` and ByoipError `setting-invalid`
 */
export function connect(options: ApiOptions, { env, fetch }: Pick<Io, 'env' | 'fetch'>): Api {
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
  const { addressing } = new Byoip({
    apiToken,
    apiEmail,
    apiKey,
    accountId,
    baseURL,
    fetch,
    maxRetries,
    env: {},
  });
  return {
    accountId,
    services: () => redacted(addressing.services.list()),
    prefixes: () => redacted(addressing.prefixes.list()),
    prefix: (id) => redacted(addressing.prefixes.get(id)),
    bindings: (id) => redacted(addressing.prefixes.serviceBindings.list(id)),
    bgpPrefixes: (id) => redacted(addressing.prefixes.bgpPrefixes.list(id)),
  };
}

function settingMissing(message: string, help: string): CommandError {
  return new CommandError({ code: 'setting-missing', message, help });
}
