// The proxy variables of the environment: whether Node uses them, and for which hosts.

import { processEnvironment } from './environment.js';

/** True if Node is configured to use the proxies of the environment. */
function usesEnvironmentProxy(): boolean {
  const { process } = globalThis as { readonly process?: { readonly execArgv?: unknown } };
  const { NODE_USE_ENV_PROXY, NODE_OPTIONS } = processEnvironment();
  const args = Array.isArray(process?.execArgv) ? process.execArgv : [];
  const options = [...args, ...String(NODE_OPTIONS ?? '').split(/\s+/)];
  return NODE_USE_ENV_PROXY === '1' || options.includes('--use-env-proxy');
}

/** The variable in lower case, or else in upper case, which is the order of Node. */
function variable(name: string): string {
  const environment = processEnvironment();
  const value = environment[name.toLowerCase()] ?? environment[name.toUpperCase()];
  return typeof value === 'string' ? value : '';
}

/** A hint for an error where the environment names a proxy that `fetch` does not use; empty otherwise. */
export function unusedProxyHint(): string {
  if (variable('https_proxy') === '' || usesEnvironmentProxy()) return '';
  return '; HTTPS_PROXY is set and not used: Node 24 uses it with NODE_USE_ENV_PROXY=1 or --use-env-proxy';
}

/** True where Node would send requests for `host` on this machine to a proxy, so that credentials leave the machine. */
export function proxiesLoopback(host: string): boolean {
  if (variable('http_proxy') === '' || !usesEnvironmentProxy()) return false;
  const exempt = variable('no_proxy').split(/[\s,]+/);
  const name = host.replace(/^\[|\]$/g, '');
  return !exempt.some((entry) => entry === '*' || entry.replace(/^\[|\]$/g, '') === name);
}

/** Exempts this machine from the proxies, in both spellings of the variable. */
export function exemptLoopback(environment: Record<string, string | undefined>): void {
  const exempt = [variable('no_proxy'), 'localhost', '127.0.0.1', '::1', '[::1]'].filter(
    (entry) => entry !== '',
  );
  environment.no_proxy = exempt.join(',');
  environment.NO_PROXY = exempt.join(',');
}
