// URLs of the scripts that the page starts as workers. The Trusted Types policy allows no other.

/** The files of the web workers of the planner and of runs, relative to the scripts; the build sets them. */
declare const PLANNER_WORKER_URL: string;
declare const RUN_WORKER_URL: string;

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
declare const trustedTypes: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } | undefined;

let policy: ScriptPolicy | null = null;

/** The URL of the planner's web worker. */
export function plannerWorkerUrl(): string {
  return trusted(scriptUrls().plannerWorker);
}

/** The URL of the web worker of runs. */
export function runWorkerUrl(): string {
  return trusted(scriptUrls().runWorker);
}

/** The URL of the service worker. */
export function serviceWorkerUrl(): string {
  return trusted(scriptUrls().serviceWorker);
}

function scriptUrls() {
  const resolve = (name: string): string => new URL(name, import.meta.url).href;
  return {
    plannerWorker: resolve(PLANNER_WORKER_URL),
    runWorker: resolve(RUN_WORKER_URL),
    serviceWorker: resolve('./sw.js'),
  };
}

function trusted(url: string): string {
  if (typeof trustedTypes === 'undefined') return url;
  policy ??= trustedTypes.createPolicy('byoip-scripts', {
    createScriptURL(requested) {
      if (!Object.values(scriptUrls()).includes(requested)) {
        throw new TypeError('this page starts the planner, runs and the service worker only');
      }
      return requested;
    },
  });
  return policy.createScriptURL(url);
}
