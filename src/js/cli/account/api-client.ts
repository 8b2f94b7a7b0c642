// The API for commands, with the credentials of the environment, which are redacted from everything it returns.

import { Byoip } from '../../client/client.js';
import { redact } from '../../text/sanitize.js';
import { isByoipError } from '../../types/errors.js';
import { CommandError } from '../errors.js';
import type { Io } from '../io.js';
import type { API_OPTIONS, OptionValues } from '../options.js';

/** The calls of the API that commands need. */
export type Api = ReturnType<typeof connect>;

type ApiValues = Partial<OptionValues<typeof API_OPTIONS>>;
type ApiIo = Pick<Io, 'env' | 'fetch'>;

/**
 * The API with the credentials of the environment; an empty variable counts as absent.
 *
 * @throws CommandError `setting-missing` and ByoipError `setting-invalid`
 */
export function connect(options: ApiValues, io: ApiIo) {
  const { client, accountId, secrets } = connectClient(options, io);
  const { addressing } = client;
  const redacted = async <T>(call: () => PromiseLike<T>): Promise<T> =>
    redact(await withinBudget(call), secrets);
  return {
    accountId,
    services: () => redacted(() => addressing.services.list()),
    prefixes: () => redacted(() => addressing.prefixes.list()),
    bindings: (id: string) => redacted(() => addressing.prefixes.serviceBindings.list(id)),
    bgpPrefixes: (id: string) => redacted(() => addressing.prefixes.bgpPrefixes.list(id)),
    delegations: (id: string) => redacted(() => addressing.prefixes.delegations.list(id)),
  };
}

/** The client with the credentials of the environment. @throws as `connect` */
export function connectClient(options: ApiValues, { env, fetch }: ApiIo) {
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
  const baseURL = options['base-url'] ?? set('CLOUDFLARE_BASE_URL');
  const retries = set('BYOIP_MAX_RETRIES');
  const maxRetries = retries === undefined ? undefined : Number(retries);
  const credentials = { apiToken, apiEmail, apiKey, accountId };
  const client = new Byoip({ ...credentials, baseURL, fetch, maxRetries, env: {} });
  return { client, accountId, secrets };
}

function settingMissing(message: string, help: string): CommandError {
  return new CommandError({ code: 'setting-missing', message, help });
}

/** Pause before a call that the request budget did not allow, ms. */
const BUDGET_PAUSE = 5000;

/** Calls again until the client's request budget allows it: a large account needs more than five minutes' requests. */
async function withinBudget<T>(call: () => PromiseLike<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isByoipError(error) || error.code !== 'budget-exhausted') throw error;
      await new Promise((resolve) => setTimeout(resolve, BUDGET_PAUSE));
    }
  }
}
