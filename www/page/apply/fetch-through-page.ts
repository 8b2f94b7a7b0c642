// `fetch` for the worker of runs: the page sends the requests, since it has the session and the emulator of the demo.

import { type RunPlan, runFingerprint } from '../../../src/js/entry/page.js';
import type { ForwardedResponse, MessageToPage } from './run-messages.js';

type Receive = (response: ForwardedResponse | null) => void;

const pending = new Map<number, Receive>();
let lastId = 0;

/** Gives a response of the page to the request that waits for it. */
export function receiveResponse(id: number, response: ForwardedResponse | null): void {
  pending.get(id)?.(response);
  pending.delete(id);
}

/**
 * A `fetch` for the requests below `baseURL`, and for the clock of an emulator. A write names the fingerprint of the plan that
 * the person has confirmed.
 */
export function fetchThroughPage(baseURL: string, plan: RunPlan, post: (message: MessageToPage) => void) {
  return async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { href, pathname } = new URL(String(url));
    const path = href.startsWith(`${baseURL}/`) ? href.slice(baseURL.length + 1) : pathname.slice(1);
    const { method = 'GET', signal } = init;
    const headers = new Headers(init.headers);
    const [, prefixId = ''] = /\/prefixes\/([^/]+)/.exec(path) ?? [];
    if (method !== 'GET') headers.set('x-byoip-confirm', await fingerprintFor(prefixId, plan));
    const body = typeof init.body === 'string' ? init.body : null;
    lastId += 1;
    const id = lastId;
    const response = await new Promise<ForwardedResponse | null>((resolve, reject) => {
      pending.set(id, resolve);
      signal?.addEventListener('abort', () => {
        pending.delete(id);
        post({ kind: 'cancel', id });
        reject(signal.reason);
      });
      post({ kind: 'request', id, request: { path, method, headers: [...headers], body } });
    });
    if (response === null) throw new TypeError('the connection failed before a response arrived');
    const { status } = response;
    const hasBody = ![204, 205, 304].includes(status);
    return new Response(hasBody ? response.body : null, {
      status,
      headers: response.headers.map(([name, value]) => [name, value]),
    });
  };
}

/** The fingerprint of the plan of a prefix; that of all plans where this one writes no binding. */
async function fingerprintFor(prefixId: string, plan: RunPlan): Promise<string> {
  const own = plan.prefixes.find((one) => one.prefixId === prefixId)?.fingerprint ?? '';
  if (own !== '') return own;
  return runFingerprint(plan);
}
