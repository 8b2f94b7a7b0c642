// URLs of the two scripts that the page starts as workers. The Trusted Types policy allows no other.

/** The file of the planner's web worker, relative to the scripts; the build sets it. */
declare const PLANNER_WORKER_URL: string;

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
declare const trustedTypes: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } | undefined;

let policy: ScriptPolicy | null = null;

/** The URL of the planner's web worker. */
export function plannerWorkerUrl(): string {
  return trusted(scriptUrls().plannerWorker);
}

/** The URL of the service worker. */
export function serviceWorkerUrl(): string {
  return trusted(scriptUrls().serviceWorker);
}

function scriptUrls(): { readonly plannerWorker: string; readonly serviceWorker: string } {
  const resolve = (name: string): string => new URL(name, import.meta.url).href;
  return { plannerWorker: resolve(PLANNER_WORKER_URL), serviceWorker: resolve('./sw.js') };
}

function trusted(url: string): string {
  if (typeof trustedTypes === 'undefined') return url;
  policy ??= trustedTypes.createPolicy('byoip-scripts', {
    createScriptURL(requested) {
      if (!Object.values(scriptUrls()).includes(requested)) {
        throw new TypeError('this page starts the planner and the service worker only');
      }
      return requested;
    },
  });
  return policy.createScriptURL(url);
}
