// The environment's variables, where there is one: never in a browser, whose pages have no secrets of their own.

/** Names and values. What is no text counts as not there, so that a Worker's `env` can be passed as it is. */
export type Environment = Readonly<Record<string, unknown>>;

/** The settings that the environment can give, and their names there: those of Cloudflare's own SDKs. */
export const VARIABLES = {
  apiToken: 'CLOUDFLARE_API_TOKEN',
  apiEmail: 'CLOUDFLARE_EMAIL',
  apiKey: 'CLOUDFLARE_API_KEY',
  accountId: 'CLOUDFLARE_ACCOUNT_ID',
  baseURL: 'CLOUDFLARE_BASE_URL',
} as const;

/** Settings by the names that they have here. */
export type EnvironmentSettings = { readonly [Name in keyof typeof VARIABLES]?: string | undefined };

/** The environment of the process: empty in a browser, and where there is no process. */
export function processEnvironment(): Environment {
  // Through a variable, so that no bundler takes it for `process.env.NAME` and writes a token into a page.
  const host: Readonly<Record<string, unknown>> = globalThis as never;
  if ('document' in host || 'importScripts' in host) return {};
  return recordOf(recordOf(host.process).env);
}

/** The settings in an environment; an empty variable counts as none. */
export function readEnvironment(environment: Environment): EnvironmentSettings {
  const found = Object.entries(VARIABLES).flatMap(([setting, variable]) => {
    const value = environment[variable];
    return typeof value === 'string' && value !== '' ? [[setting, value] as const] : [];
  });
  return Object.fromEntries(found);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
