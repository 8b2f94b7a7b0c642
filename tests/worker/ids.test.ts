// Attacks on the path, over raw sockets, with an upstream that counts: only paths of the route table are forwarded.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { reply, type ScriptedServer, scriptedServer, success } from '../ring/setup/scripted-server.js';
import { API, BINDINGS, BRING, type Deployment, deploy, statusOf, wire } from './deployment.js';

const BINDING = '0429b49b6a5155297b78e75a44b09e14';
const BGP_PREFIX = '7009ba364c7a5760798ceb430e603b74';
const ID = SEED_PREFIXES.v4.id;

let upstream: ScriptedServer;
let worker: Deployment;

before(async () => {
  upstream = await scriptedServer(reply(200, success([])));
  worker = await deploy({ ...BRING, UPSTREAM: upstream.url, READ_ONLY: 'true' });
});
after(async () => {
  await worker.close();
  await upstream.close();
});

/** Every slot of every route that takes an id. */
const SLOTS: readonly ((id: string) => string)[] = [
  (id) => `/api/accounts/${id}/addressing/services`,
  (id) => `/api/accounts/${id}/addressing/prefixes`,
  (id) => `${API}/prefixes/${id}`,
  (id) => `${API}/prefixes/${id}/bindings`,
  (id) => `${API}/prefixes/${ID}/bindings/${id}`,
  (id) => `${API}/prefixes/${id}/bindings/${BINDING}`,
  (id) => `${API}/prefixes/${id}/bgp/prefixes`,
  (id) => `${API}/prefixes/${ID}/bgp/prefixes/${id}`,
];

const BAD_IDS: readonly string[] = [
  '..',
  '.',
  '...',
  '%2e%2e',
  '%2E.',
  '..%2f..',
  '..%5c..',
  '..\\..',
  '%252e%252e',
  '%c0%ae%c0%ae',
  `${ID}%00`,
  `${ID}%0d%0aX-Evil:%20yes`,
  `${ID}%2f..`,
  `${ID}/..`,
  `${ID}/`,
  `${ID}//`,
  `%32${ID.slice(1)}`,
  ID.slice(0, 31),
  `${ID}0`,
  ID.toUpperCase(),
  `${ID.slice(0, 31)}g`,
  `${ID.slice(0, 31)}\u0661`,
  `${ID.slice(0, 31)}\uff11`,
  `${ID}?x=`,
  `${ID}?`,
  `${ID}?pending_delete`,
  `${ID};`,
  `${ID};a=b`,
  `${ID}&a=b`,
  `${ID},${ID}`,
  `@${ID}`,
  `${ID}@`,
  ` ${ID}`,
  `${ID}\u0000`,
  `${ID}\r\nX-Evil: yes`,
  '0'.repeat(10_000),
  '*',
  '{prefix_id}',
  'undefined',
  '__proto__',
];

test('valid ids are forwarded, so the attacks below fail because of their ids', async () => {
  const good = [...SLOTS.map((slot) => slot(ID)), `${BINDINGS}/5f3c1a7e-8b2d-4c60-9e14-7a6b5c4d3e2f`];
  for (const target of good) assert.equal(statusOf(await worker.raw(wire('GET', target))), 200, target);
  assert.deepEqual(
    upstream.seen.splice(0).map(({ method, url }) => `${method} ${url}`),
    good.map((target) => `GET /client/v4${target.slice('/api'.length)}`),
  );
});

test('an invalid id in any position is never forwarded', async () => {
  const attacks = SLOTS.flatMap((slot) => BAD_IDS.map(slot));
  const answers = await inTurns(attacks, (target) => worker.raw(wire('GET', target)));
  for (const [target, answer] of answers) {
    const status = statusOf(answer);
    // The runtime itself refuses some of them, with a status of its own or by closing the connection.
    assert.ok(status === 0 || status >= 400, `${status} ${JSON.stringify(target.slice(0, 200))}`);
  }
  assert.deepEqual(leaked(), []);
});

test('an empty id leads to the list above it or to no route, never to another operation', async () => {
  for (const slot of SLOTS) {
    const target = slot('');
    assert.ok(statusOf(await worker.raw(wire('GET', target))) >= 400, target);
  }
  assert.deepEqual(leaked(), []);
});

test('characters that the runtime removes from a path never reach the upstream', async () => {
  const cut = [
    `${ID}#/../../evil`,
    `${ID}#`,
    `${ID}/.`,
    `${ID}/%2e`,
    `${ID}/x/..`,
    `x/../${ID}`,
    `${ID}\t`,
    `${ID}/x/%2E%2e`,
  ];
  for (const target of SLOTS.flatMap((slot) => cut.map(slot))) {
    await worker.raw(wire('GET', target));
    // White space ends the target of a request line; the rest is the URL standard's doing.
    const { pathname } = new URL(target.split('\t')[0] ?? '', worker.url);
    for (const request of leaked()) assert.equal(request, `GET /client/v4${pathname.slice('/api'.length)}`);
  }
});

test('with READ_ONLY only GET and HEAD are forwarded, with valid and invalid ids', async () => {
  const methods = ['POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'get', 'X'];
  const targets = [...SLOTS.map((slot) => slot(ID)), `${BINDINGS}/..`, `${BINDINGS}/`, `${API}/prefixes/..`];
  const attacks = methods.flatMap((method) => targets.map((target) => wire(method, target)));
  for (const [attack, answer] of await inTurns(attacks, (bytes) => worker.raw(bytes))) {
    assert.ok(statusOf(answer) >= 400, attack.slice(0, 200));
  }
  assert.deepEqual(leaked(), []);
});

test('methods that the Worker does not know are 405, on the page and on the API', async () => {
  for (const method of ['PUT', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    for (const target of ['/', '/api/about', BINDINGS]) {
      assert.equal(statusOf(await worker.raw(wire(method, target))), 405, `${method} ${target}`);
    }
  }
  for (const method of ['POST', 'PATCH', 'DELETE']) {
    const answer = await worker.raw(wire(method, BINDINGS));
    assert.equal(statusOf(answer), 405);
    assert.match(answer, /\r\nallow: GET, HEAD\r\n/i);
  }
});

test('HEAD is answered as GET is, without a body, and asks the upstream by GET', async () => {
  const answer = await worker.raw(wire('HEAD', BINDINGS));
  assert.equal(statusOf(answer), 200);
  assert.ok(answer.endsWith('\r\n\r\n'));
  assert.deepEqual(
    upstream.seen.splice(0).map(({ method }) => method),
    ['GET'],
  );
});

test('the host of a request does not matter: the Worker calls only its own upstream', async () => {
  const elsewhere = await scriptedServer(reply(200, success([])));
  const host = `127.0.0.1:${elsewhere.port}`;
  const path = `/accounts/${SEED_ACCOUNT_ID}/addressing/services`;
  const attacks = [
    wire('GET', `//${host}${path}`),
    wire('GET', `http://${host}${path}`),
    wire('GET', `http://${host}/api${path}`),
    wire('GET', `http://user:pass@${host}/api${path}`),
    wire('GET', `/api//${host}${path}`),
    wire('GET', `/api/http://${host}${path}`),
    wire('GET', `/api@${host}${path}`),
    wire('GET', `/api${path}`, { host }),
    wire('GET', `/api${path}`, { host: 'evil.example', 'x-forwarded-host': host, forwarded: `host=${host}` }),
  ];
  for (const attack of attacks) await worker.raw(attack);
  assert.deepEqual(elsewhere.seen, []);
  for (const { url, headers } of upstream.seen.splice(0)) {
    assert.equal(url, `/client/v4${path}`);
    assert.equal(headers.host, `127.0.0.1:${upstream.port}`);
  }
  await elsewhere.close();
});

test('a path shorter or longer than those of the API is not found', async () => {
  const targets = [
    '/api',
    '/api/',
    '/api/x',
    '/api/about/',
    '/api/about/x',
    '/apix',
    `/api/accounts/${SEED_ACCOUNT_ID}`,
    `${API}`,
    `${API}/`,
    `${API}/address_maps`,
    `${BINDINGS}/${BINDING}/x`,
    `${API}/prefixes/${ID}/bgp/status`,
    `${API}/prefixes/${ID}/bgp/prefixes/${BGP_PREFIX}/x`,
    `/client/v4/accounts/${SEED_ACCOUNT_ID}/addressing/services`,
  ];
  for (const target of targets) assert.equal(statusOf(await worker.raw(wire('GET', target))), 404, target);
  assert.deepEqual(leaked(), []);
});

/** What has reached the upstream since the last look. */
function leaked(): readonly string[] {
  return upstream.seen.splice(0).map(({ method, url }) => `${method} ${url}`);
}

/** Sixteen at a time, so that the machine's sockets are not what is tested. */
async function inTurns(
  items: readonly string[],
  run: (item: string) => Promise<string>,
): Promise<(readonly [string, string])[]> {
  const done: (readonly [string, string])[] = [];
  for (let i = 0; i < items.length; i += 16) {
    const turn = items.slice(i, i + 16);
    done.push(...(await Promise.all(turn.map(async (item) => [item, await run(item)] as const))));
  }
  return done;
}
