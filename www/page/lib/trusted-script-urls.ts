// The scripts that the page starts by their address: the policy of Trusted Types lets these two through, and nothing else.

/** The file of the planner's worker, relative to the scripts; the build fills it in. */
declare const PLANNING_URL: string;

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
declare const trustedTypes: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy } | undefined;

let policy: ScriptPolicy | null = null;

/** The address of the planner's worker. */
export function planningScript(): string {
  return trusted(addresses().planning);
}

/** The address of the service worker. */
export function keepingScript(): string {
  return trusted(addresses().keeping);
}

function addresses(): { readonly planning: string; readonly keeping: string } {
  const address = (name: string): string => new URL(name, import.meta.url).href;
  return { planning: address(PLANNING_URL), keeping: address('./sw.js') };
}

function trusted(url: string): string {
  if (typeof trustedTypes === 'undefined') return url;
  policy ??= trustedTypes.createPolicy('byoip-scripts', {
    createScriptURL(asked) {
      if (!Object.values(addresses()).includes(asked)) {
        throw new TypeError('only the planner and the service worker are scripts of this page');
      }
      return asked;
    },
  });
  return policy.createScriptURL(url);
}
