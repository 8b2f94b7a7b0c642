// A client of the API from the environment; whatever it reads goes out without the credentials in it.

import { APIError, withChanges } from '../client/api-error.js';
import { Byoip } from '../client/client.js';
import { redact } from '../text/sanitize.js';
import type { BgpPrefix, Prefix, Service, ServiceBinding } from '../types/api.js';
import { ByoipError, isByoipError } from '../types/errors.js';
import { CommandError } from './errors.js';
import type { Io } from './io.js';

/** Where to ask. */
export interface ApiOptions {
  readonly account?: string | undefined;
  readonly 'base-url'?: string | undefined;
}

/** The API, as far as the commands need it. */
export interface Api {
  readonly accountId: string;
  services(): Promise<readonly Service[]>;
  prefixes(): Promise<readonly Prefix[]>;
  prefix(id: string): Promise<Prefix>;
  bindings(prefixId: string): Promise<readonly ServiceBinding[]>;
  bgpPrefixes(prefixId: string): Promise<readonly BgpPrefix[]>;
}

/** Settings of the client by the name under which a person set them. */
const SETTINGS = {
  '`apiToken`': '`CLOUDFLARE_API_TOKEN`',
  '`apiEmail`': '`CLOUDFLARE_EMAIL`',
  '`apiKey`': '`CLOUDFLARE_API_KEY`',
  '`accountId`': '`CLOUDFLARE_ACCOUNT_ID`',
  '`baseURL`': '`CLOUDFLARE_BASE_URL`',
  '`maxRetries`': '`BYOIP_MAX_RETRIES`',
} as const;

/**
 * The API with the credentials of the environment; an empty variable counts as none.
 *
 * @throws CommandError `setting-missing` or `setting-invalid` that names the variable
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
    throw settingMissing('no account is named', 'set CLOUDFLARE_ACCOUNT_ID, or pass --account ID');
  }
  const secrets = [apiToken, apiKey].filter((secret) => secret !== undefined);
  const callRedacted = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return redact(await call(), secrets);
    } catch (error) {
      throw withCliNames(error);
    }
  };
  const baseURL = options['base-url'] ?? set('CLOUDFLARE_BASE_URL');
  const retries = set('BYOIP_MAX_RETRIES');
  const maxRetries = retries === undefined ? undefined : Number(retries);
  const { addressing } = createClient({
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
    services: () => callRedacted(() => addressing.services.list()),
    prefixes: () => callRedacted(() => addressing.prefixes.list()),
    prefix: (id) => callRedacted(() => addressing.prefixes.get(id)),
    bindings: (id) => callRedacted(() => addressing.prefixes.serviceBindings.list(id)),
    bgpPrefixes: (id) => callRedacted(() => addressing.prefixes.bgpPrefixes.list(id)),
  };
}

function createClient(options: ConstructorParameters<typeof Byoip>[0]): Byoip {
  try {
    return new Byoip(options);
  } catch (error) {
    throw withCliNames(error);
  }
}

function settingMissing(message: string, help: string): CommandError {
  return new CommandError({ code: 'setting-missing', message, help });
}

/** An error about a setting, with the names that the person knows, and without settings that a command does not have. */
function withCliNames(error: unknown): unknown {
  if (!isByoipError(error)) return error;
  const rename = (text: string) =>
    Object.entries(SETTINGS)
      .reduce((all, [ours, theirs]) => all.replaceAll(ours, theirs), text)
      .replace(/, or pass a larger `\w+`/, '')
      .replace(/; a larger `requestBudget`[^:]*/, '');
  const { code, at, pointer } = error;
  const [message, help] = [rename(error.message), rename(error.help)];
  if (error instanceof APIError) return withChanges(error, { message, help });
  return new ByoipError({
    code,
    message,
    help,
    ...(at === undefined ? {} : { at }),
    ...(pointer === undefined ? {} : { pointer }),
  });
}
