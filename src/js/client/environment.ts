// Reads settings from environment variables; never in a browser, where a page has no secrets of its own.

/** Names and values. Values that are not text are ignored, so that a Worker can pass its `env`, as `wrangler types` declares it. */
export type Environment = object;

/** The settings that an environment can contain, and their variables, as in Cloudflare's SDKs. */
export const VARIABLES = {
  apiToken: 'CLOUDFLARE_API_TOKEN',
  apiEmail: 'CLOUDFLARE_EMAIL',
  apiKey: 'CLOUDFLARE_API_KEY',
  accountId: 'CLOUDFLARE_ACCOUNT_ID',
  baseURL: 'CLOUDFLARE_BASE_URL',
} as const;

/** Settings by their names in the client's options. */
export type EnvironmentSettings = { readonly [Name in keyof typeof VARIABLES]?: string | undefined };

/** The environment of the process; empty in a browser and where there is no process. */
export function processEnvironment(): Readonly<Record<string, unknown>> {
  // Not `process.env.NAME`, which a bundler could replace by the value, so that a token gets into a page.
  const host: Readonly<Record<string, unknown>> = globalThis as never;
  if ('document' in host || 'importScripts' in host) return {};
  return recordOf(recordOf(host.process).env);
}

/** The settings in an environment; an empty variable counts as absent. */
export function readEnvironment(environment: Environment): EnvironmentSettings {
  const found = Object.entries(VARIABLES).flatMap(([setting, variable]) => {
    const value = recordOf(environment)[variable];
    return typeof value === 'string' && value !== '' ? [[setting, value] as const] : [];
  });
  return Object.fromEntries(found);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
