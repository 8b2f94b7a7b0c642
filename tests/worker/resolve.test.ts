// `/api/resolve`: the owner of an address over all prefixes of the account, from lists that are at most a minute old.

import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { reply, type ScriptedServer, scriptedServer, success } from '../ring/setup/scripted-server.js';
import { API, BRING, type Deployment, deploy, statusOf, TOKEN, wire } from './deployment.js';
import { deployBehind, openTeam, type Team } from './sign-in.js';

const CDN = 'c0de0000000000000000000000000cd1';
const SPECTRUM = 'c0de00000000000000000000000005ec';
const id = (number: number): string => number.toString(16).padStart(32, '0');

interface FakeBinding {
  readonly cidr: string;
  readonly service_id: string;
}

interface FakePrefix {
  readonly cidr: string;
  readonly bindings: readonly FakeBinding[];
}

/** An account with one prefix inside another, one of IPv6, and 60 more. */
const PREFIXES: ReadonlyMap<string, FakePrefix> = new Map<string, FakePrefix>([
  [id(1), { cidr: '10.0.0.0/16', bindings: [{ cidr: '10.0.0.0/16', service_id: CDN }] }],
  [id(2), { cidr: '10.0.7.0/24', bindings: [{ cidr: '10.0.7.8/29', service_id: SPECTRUM }] }],
  [
    id(3),
    {
      cidr: '2001:db8::/32',
      bindings: [
        { cidr: '2001:db8::/32', service_id: CDN },
        { cidr: '2001:db8:1::/48', service_id: SPECTRUM },
      ],
    },
  ],
  ...Array.from({ length: 60 }, (_, at) => {
    const cidr = `172.16.${at}.0/24`;
    return [id(100 + at), { cidr, bindings: [{ cidr, service_id: at % 2 === 0 ? CDN : SPECTRUM }] }] as const;
  }),
]);

interface Answer {
  readonly address: string;
  readonly owner: { readonly serviceId: string; readonly cidr: string } | null;
  readonly prefix: { readonly id: string; readonly cidr: string } | null;
  readonly readAt: string;
  readonly age: number;
  readonly message: string;
}

let team: Team;
let upstream: ScriptedServer;
let worker: Deployment;
let ann: Record<string, string>;
let answer: (response: ServerResponse, request: IncomingMessage) => void;

const account: typeof answer = (response, { url = '' }) => {
  const [, prefixId] = /\/prefixes\/(\w+)\/bindings$/.exec(url) ?? [];
  const list =
    prefixId === undefined
      ? [...PREFIXES].map(([one, { cidr }]) => ({ id: one, account_id: SEED_ACCOUNT_ID, cidr }))
      : (PREFIXES.get(prefixId)?.bindings ?? []).map((binding, at) => ({
          id: id(at),
          ...binding,
          service_name: binding.service_id === CDN ? 'CDN' : 'Spectrum',
          provisioning: { state: 'active' },
        }));
  reply(200, success(list))(response);
};

before(async () => {
  team = await openTeam();
  upstream = await scriptedServer((response, request) => answer(response, request));
  ann = await team.signedIn();
});
after(async () => {
  await upstream.close();
  await team.close();
});
beforeEach(async () => {
  answer = account;
  worker = await deployBehind(team, upstream, SEED_ACCOUNT_ID);
  upstream.seen.length = 0;
});
afterEach(() => worker.close());

async function one(address: string): Promise<Answer> {
  const response = await worker.get(`/api/resolve?ip=${address}`, ann);
  assert.equal(response.status, 200, address);
  return (await response.json()) as Answer;
}

function many(lines: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL('/api/resolve', worker.url), {
    method: 'POST',
    body: lines,
    headers: { ...ann, connection: 'close', 'content-type': 'text/plain', ...headers },
  });
}

async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { code: string } };
  return `${response.status} ${error.code}`;
}

test('an address is looked up in the longest prefix of the account that has it, and the answer says which, and how old it is', async () => {
  const cases: readonly (readonly [string, string | null, string | null])[] = [
    ['10.0.0.1', id(1), CDN],
    ['10.0.7.9', id(2), SPECTRUM],
    ['10.0.7.1', id(2), null],
    ['2001:db8::1', id(3), CDN],
    ['2001:DB8:1:0::', id(3), SPECTRUM],
    ['2001%3Adb8%3A1%3A%3A1', id(3), SPECTRUM],
    ['192.0.2.1', null, null],
    ['::1', null, null],
  ];
  for (const [address, prefix, service] of cases) {
    const found = await one(address);
    assert.equal(found.prefix?.id ?? null, prefix, address);
    assert.equal(found.owner?.serviceId ?? null, service, address);
    assert.ok(found.age >= 0 && found.age < 30 && Math.abs(Date.parse(found.readAt) - Date.now()) < 30_000);
    if (prefix === null) assert.match(found.message, /is in no prefix of the account$/);
  }
  const head = await fetch(new URL('/api/resolve?ip=10.0.0.1', worker.url), {
    method: 'HEAD',
    headers: ann,
  });
  assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('lists are read when they are needed, and once: the prefixes, and the bindings of the prefix that has the address', async () => {
  const read = () => upstream.seen.splice(0).map(({ url }) => url.replace(/.*\/addressing/, ''));
  await one('10.0.0.1');
  assert.deepEqual(read(), ['/prefixes', `/prefixes/${id(1)}/bindings`]);
  await one('10.0.9.9');
  await one('192.0.2.1');
  assert.deepEqual(read(), []);
  await one('10.0.7.9');
  assert.deepEqual(read(), [`/prefixes/${id(2)}/bindings`]);
  const path = `${API}/prefixes/${id(1)}/bindings/${id(0)}`;
  const headers = { ...ann, 'x-byoip-confirm': `sha256:${'0'.repeat(64)}` };
  assert.equal((await fetch(new URL(path, worker.url), { method: 'DELETE', headers })).status, 200);
  await one('10.0.0.1');
  assert.deepEqual(
    read(),
    [`/prefixes/${id(1)}/bindings/${id(0)}`, `/prefixes/${id(1)}/bindings`],
    'a write through the Worker',
  );
});

test('many addresses are answered line by line, and a line that is not an address by its error', async () => {
  const response = await many('10.0.0.1\r\n\n  2001:db8:1::1 \n10.0.0.256\n192.0.2.1\n10.0.0.0/24');
  assert.equal(response.status, 200);
  const { answers } = (await response.json()) as {
    answers: (Answer & { line: number; error?: { code: string } })[];
  };
  assert.deepEqual(
    answers.map(({ line, owner, error }) => [line, owner?.serviceId ?? error?.code ?? null]),
    [
      [1, CDN],
      [3, SPECTRUM],
      [4, 'octet-too-large'],
      [5, null],
      [6, 'unexpected-character'],
    ],
  );
  assert.equal(((await (await many('')).json()) as { answers: object[] }).answers.length, 0);
});

test('many addresses in many prefixes read at most 40 lists for one request, and the next request goes on from there', async () => {
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `172.16.${at}.7`).join('\n');
  assert.equal(await codeOf(await many(lines(60))), '400 too-many-prefixes');
  assert.ok(upstream.seen.length <= 41, `${upstream.seen.length}`);
  const response = await many(lines(60));
  const { answers } = (await response.json()) as { answers: Answer[] };
  assert.deepEqual(
    answers.map(({ owner }) => owner?.serviceId),
    Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? CDN : SPECTRUM)),
  );
});

test('the body has a limit and a type, and is UTF-8', async () => {
  assert.equal(await codeOf(await many('1'.repeat(17_000))), '413 body-too-large');
  assert.equal(
    await codeOf(await many('10.0.0.1', { 'content-type': 'application/json' })),
    '415 content-type',
  );
  assert.deepEqual(upstream.seen, []);
  const lines = Array.from({ length: 1500 }, (_, at) => `10.0.0.${at % 256}`).join('\n');
  const { answers } = (await (await many(lines)).json()) as { answers: Answer[] };
  assert.equal(answers.length, 1500);
  assert.ok(answers.every(({ owner }) => owner?.serviceId === CDN));
});

test('a list that cannot be read is an error, never an address without an owner', async () => {
  const failures: readonly (typeof answer)[] = [
    reply(500, success(null)),
    reply(
      403,
      JSON.stringify({
        success: false,
        errors: [{ code: 10000, message: 'Authentication error' }],
        messages: [],
        result: null,
      }),
    ),
    reply(200, '{"success":true,"errors":[],"messages":[]}'),
    reply(200, '<html>'),
    (response) => response.socket?.destroy(),
  ];
  for (const failure of failures) {
    answer = failure;
    assert.equal(await codeOf(await worker.get('/api/resolve?ip=10.0.0.1', ann)), '502 upstream-refused');
  }
  answer = (response, request) =>
    request.url?.endsWith('/bindings') === true
      ? reply(500, success(null))(response)
      : account(response, request);
  assert.equal(await codeOf(await worker.get('/api/resolve?ip=10.0.0.1', ann)), '502 upstream-refused');
  answer = account;
  assert.equal((await one('10.0.0.1')).owner?.serviceId, CDN);
});

test('hostile lists are an error or a list, within bounded time, and the look-up after them works', async () => {
  const binding = {
    id: id(1),
    cidr: '10.0.0.0/16',
    service_id: CDN,
    service_name: 'CDN',
    provisioning: { state: 'active' },
  };
  const list = (text: string) => `{"success":true,"errors":[],"messages":[],"result":${text}}`;
  const one = JSON.stringify(binding);
  const bodies: Readonly<Record<string, string>> = {
    deep: list('['.repeat(100_000) + ']'.repeat(100_000)),
    'a million numbers': list(`[${'0,'.repeat(999_999)}0]`),
    'a million empty objects': list(`[${'{},'.repeat(999_999)}{}]`),
    'a duplicate key': list(`[${one.replace('{', '{"cidr":"0.0.0.0/0",')}]`),
    __proto__: list(`[{"__proto__":${one}}]`),
    'a lone surrogate': list(`[${one.replace('CDN', '\\ud800')}]`),
    'a huge number': list(`[${one.replace('"active"', '1e308')}]`),
    'trailing garbage': `${list(`[${one}]`)}x`,
    'a bidirectional name': list(`[${one.replace('CDN', '\\u202eNDC')}]`),
    'a block outside the prefix': list(`[${one.replace('10.0.0.0/16', '192.0.2.0/24')}]`),
  };
  for (const [name, body] of Object.entries(bodies)) {
    const own = await deployBehind(team, upstream, SEED_ACCOUNT_ID);
    answer = (response, request) =>
      request.url?.endsWith('/bindings') === true ? reply(200, body)(response) : account(response, request);
    const began = Date.now();
    const response = await own.get('/api/resolve?ip=10.0.0.1', ann);
    assert.ok(response.status === 200 || response.status === 502, `${name}: ${response.status}`);
    assert.ok(Date.now() - began < 25_000, name);
    const text = await response.text();
    assert.ok(text.length < 10_000, `${name}: ${text.length}`);
    answer = account;
    const next = await own.get('/api/resolve?ip=10.0.7.9', ann);
    assert.equal(((await next.json()) as Answer).owner?.serviceId, SPECTRUM, name);
    await own.close();
  }
});

test('a prefix with 100,000 bindings is looked up, and other prefixes beside it', async () => {
  const bindings = Array.from({ length: 100_000 }, (_, at) => ({
    id: id(at),
    cidr: `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}/32`,
    service_id: at % 2 === 0 ? CDN : SPECTRUM,
    provisioning: { state: 'active' },
  }));
  answer = (response, request) => {
    if (request.url?.endsWith(`${id(1)}/bindings`) === true) return reply(200, success(bindings))(response);
    if (request.url?.endsWith('/prefixes') !== true) return account(response, request);
    const prefixes = [...PREFIXES].map(([one, { cidr }]) => ({
      id: one,
      cidr: one === id(1) ? '10.0.0.0/15' : cidr,
    }));
    return reply(200, success(prefixes))(response);
  };
  for (let again = 0; again < 3; again += 1) {
    assert.equal((await one('10.0.1.1')).owner?.serviceId, SPECTRUM);
    assert.equal((await one('10.1.0.2')).owner?.serviceId, CDN);
    assert.equal((await one('10.1.255.2')).owner, null);
    assert.equal((await one('2001:db8::1')).owner?.serviceId, CDN);
  }
  assert.ok(upstream.seen.length <= 2 + 2 * 3, `${upstream.seen.length} lists were read`);
});

test('any query but one address is refused, and nothing is read', async () => {
  const bad = [
    '',
    '?',
    '?ip',
    '?ip=',
    '?ip=x',
    '?ip=10.0.0.1&ip=10.0.0.2',
    '?ip=10.0.0.1&x=1',
    '?IP=10.0.0.1',
    '?x=1&ip=10.0.0.1',
  ].concat(
    [
      '?ip=10.0.0.1%00',
      '?ip=10.0.0.1%0d%0a',
      '?ip=10.0.0.1/24',
      '?ip=0x7f.1',
      '?ip=10.0.0.256',
      '?ip=1',
      `?ip=${'1'.repeat(400)}`,
    ],
    [
      '?ip=%2e%2e%2f',
      '?ip=10.0.0.1;x',
      '?ip=fe80::1%25eth0',
      '?ip=\u0661.1.1.1',
      '?__proto__=1',
      '?ip[]=10.0.0.1',
    ],
  );
  for (const query of bad) {
    const status = statusOf(
      await worker.raw(wire('GET', `/api/resolve${query}`, { ...ann, host: worker.url.host })),
    );
    assert.equal(status, 400, query);
  }
  for (const path of ['/api/resolve/?ip=10.0.0.1', '/api/resolve/10.0.0.1', '/api/about?ip=10.0.0.1']) {
    assert.equal(statusOf(await worker.raw(wire('GET', path, { ...ann, host: worker.url.host }))), 404, path);
  }
  assert.deepEqual(upstream.seen, []);
});

test('prefixes that the deployment does not serve are not looked in, and in the mode without a token there is no such route', async () => {
  const some = await deployBehind(team, upstream, SEED_ACCOUNT_ID, { PREFIXES: `${id(1)},${id(3)}` });
  const found = (await (await some.get('/api/resolve?ip=10.0.7.9', ann)).json()) as Answer;
  assert.deepEqual([found.prefix?.id, found.owner?.serviceId], [id(1), CDN]);
  await some.close();
  const bring = await deploy({ ...BRING, UPSTREAM: upstream.url, ACCOUNT_ID: SEED_ACCOUNT_ID });
  assert.equal((await bring.get('/api/resolve?ip=10.0.7.9', TOKEN)).status, 404);
  await bring.close();
});
