// A short scenario for the emulator in any host, with all requests and responses.

import type { Emulator } from 'byoip/emulator';

/** The emulator of the scenario; every host makes one with this seed. */
export const SEED = 3;

const BASE = 'https://api.cloudflare.com/client/v4/accounts/258def64c72dae45f3e4c8516e2111f2/addressing';
const PREFIX = '/prefixes/2af39739cc4e3b5910c918468bb89828';
const HEADERS = [
  'content-type',
  'cf-ray',
  'allow',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-should-retry',
];
const CDN = 'c0de0000000000000000000000000cd1';

/** One request of the scenario, and its answer. */
export interface Exchange {
  readonly asked: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly text: string;
}

/** What asks: the emulator's own fetch, or one that leads to it. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string },
) => ReturnType<Emulator['fetch']>;

/** Goes through all operations, some refusals and a fault. */
export async function transcript(fetch: Fetch): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  const say = async (method: string, path: string, body?: object, more: Record<string, string> = {}) => {
    const headers = { authorization: 'Bearer any', ...more };
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(BASE + path, { method, headers, ...payload });
    const text = await answer.text();
    exchanges.push({
      asked: `${method} ${path}`,
      status: answer.status,
      headers: Object.fromEntries(HEADERS.map((name) => [name, answer.headers.get(name)])),
      text,
    });
    return text;
  };
  await say('GET', '/services');
  await say('GET', '/prefixes');
  await say('GET', PREFIX);
  const made = await say('POST', `${PREFIX}/bindings`, { cidr: '192.0.2.16/29', service_id: CDN });
  const { result } = JSON.parse(made) as { result: { id: string } };
  await say('POST', `${PREFIX}/bindings`, { cidr: '192.0.2.16/29', service_id: CDN });
  await say('GET', `${PREFIX}/bindings`);
  await say('GET', `${PREFIX}/bindings/${result.id}`);
  await say('DELETE', `${PREFIX}/bindings/${result.id}`);
  await say('GET', `${PREFIX}/bindings/${result.id}`);
  await say('GET', `${PREFIX}/bgp/prefixes`);
  const bgp = `${PREFIX}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`;
  await say('PATCH', bgp, { on_demand: { advertised: false }, asn_prepend_count: 3 });
  await say('GET', bgp);
  await say('PUT', `${PREFIX}/bindings`, {});
  await say('GET', '/nothing');
  await say('GET', '/services', undefined, { 'x-emulator-fault': 'html-200' });
  await say('GET', '/services', undefined, { 'x-emulator-fault': 'truncated-json' });
  return exchanges;
}
