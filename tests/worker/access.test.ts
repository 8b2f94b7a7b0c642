// Access to the Worker: settings, origins, tokens, accounts, response headers, the log.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { type EmulatorServer, serveEmulator } from '../ring/setup/emulator-server.js';
import { reply, scriptedServer, success } from '../ring/setup/scripted-server.js';
import { API, BINDINGS, BRING, type Deployment, deploy, statusOf, TOKEN, wire } from './deployment.js';

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types byoip-scripts",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
};

let emulator: EmulatorServer;
let worker: Deployment;

before(async () => {
  emulator = await serveEmulator();
  worker = await deploy({ ...BRING, UPSTREAM: emulator.url });
});
after(async () => {
  await worker.close();
  await emulator.close();
});

async function problemOf(
  response: Response,
): Promise<{ code: string; message: string; help: string; id: string }> {
  const { error } = (await response.json()) as {
    error: { code: string; message: string; help: string; id: string };
  };
  assert.deepEqual(Object.keys(error), ['code', 'message', 'help', 'id']);
  assert.match(error.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  return error;
}

test('the list of bindings comes through the Worker as the emulator gave it', async () => {
  const through = await worker.get(BINDINGS, TOKEN);
  assert.equal(through.status, 200);
  const direct = await fetch(`${emulator.url}${BINDINGS.slice('/api'.length)}`, { headers: TOKEN });
  assert.deepEqual(await through.json(), await direct.json());
});

test('`/api/about` tells the page its upstream', async () => {
  const response = await worker.get('/api/about');
  assert.deepEqual(await response.json(), {
    upstream: 'emulator',
    mode: 'bring-your-own-token',
    writes: true,
    accountId: SEED_ACCOUNT_ID,
  });
});

test('every answer carries the security headers: page, asset, API, and each kind of problem', async () => {
  const cases: readonly (readonly [string, Record<string, string>, number])[] = [
    ['/', {}, 200],
    ['/style.css', {}, 200],
    ['/nothing', {}, 404],
    ['/a%2fb', {}, 404],
    ['/api/about', {}, 200],
    ['/api/nothing', {}, 404],
    [BINDINGS, {}, 401],
    [BINDINGS, TOKEN, 200],
    [BINDINGS, { ...TOKEN, origin: 'https://evil.example' }, 403],
  ];
  for (const [path, headers, status] of cases) {
    const response = await worker.get(path, headers);
    assert.equal(response.status, status, path);
    for (const [name, value] of Object.entries(HEADERS))
      assert.equal(response.headers.get(name), value, `${path} ${name}`);
    const cors = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
    assert.deepEqual(cors, [], path);
    if (path.startsWith('/api')) assert.equal(response.headers.get('cache-control'), 'no-store', path);
  }
  const refused = await worker.raw(wire('TRACE', '/'));
  for (const [name, value] of Object.entries(HEADERS))
    assert.ok(refused.toLowerCase().includes(`${name}: ${value}`.toLowerCase()), name);
});

test('the page and its assets keep their own content type and are read by GET and HEAD only', async () => {
  assert.match((await worker.get('/')).headers.get('content-type') ?? '', /^text\/html/);
  assert.match((await worker.get('/style.css')).headers.get('content-type') ?? '', /^text\/css/);
  assert.equal(statusOf(await worker.raw(wire('HEAD', '/'))), 200);
  assert.equal(statusOf(await worker.raw(wire('POST', '/', { 'content-length': '0' }))), 405);
});

test('files with a content hash in their names are cached for good, the page and its service worker never', async () => {
  const caching = async (path: string): Promise<string | null> =>
    (await worker.get(path)).headers.get('cache-control');
  assert.equal(await caching('/main-ABCD1234.js'), 'max-age=31536000, immutable');
  for (const path of ['/', '/style.css', '/sw.js']) assert.equal(await caching(path), 'no-cache', path);
  for (const path of ['/gone-ABCD1234.js', '/api/about']) assert.equal(await caching(path), 'no-store', path);
});

test('an encoded, doubled or too long path is not found, even where it would lead to an asset', async () => {
  for (const path of [
    '/%73tyle.css',
    '//style.css',
    '/%2e/style.css',
    `/style.css${'/'.repeat(600)}`,
    `/${'a'.repeat(600)}`,
  ]) {
    const answer = await worker.raw(wire('GET', path));
    const plain = new URL(path, 'http://localhost').pathname === '/style.css';
    assert.equal(statusOf(answer), plain ? 200 : 404, path.slice(0, 40));
  }
});

test('a read from another site is refused, on the API and not on the page', async () => {
  const own = worker.url.origin;
  const cases: readonly (readonly [Record<string, string>, number])[] = [
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'same-origin', origin: own }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{}, 200],
    [{ origin: own }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'cross-site', origin: own }, 403],
    [{ 'sec-fetch-site': 'same-origin, cross-site' }, 403],
    [{ 'sec-fetch-site': 'SAME-ORIGIN' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: own.replace('http:', 'https:') }, 403],
    [{ origin: `${own}.evil.example` }, 403],
  ];
  for (const [headers, status] of cases) {
    const sent = Object.entries(headers);
    for (const path of ['/api/about', `${API}/services`]) {
      const host = worker.url.host;
      const answer = await worker.raw(wire('GET', path, { host, ...Object.fromEntries(sent) }));
      assert.equal(statusOf(answer), status, `${path} ${JSON.stringify(headers)}`);
    }
    assert.equal(statusOf(await worker.raw(wire('GET', '/', headers))), 200);
  }
});

test('a request without a usable token is 401 and never forwarded', async () => {
  const upstream = await scriptedServer(reply(200, success([])));
  const own = await deploy({ ...BRING, UPSTREAM: upstream.url });
  const bad = [
    '',
    'Bearer',
    'Bearer ',
    'Bearer two words',
    'Basic eDp5',
    'bearer x',
    `Bearer ${'x'.repeat(513)}`,
    'Bearer t\u00f6k',
  ];
  for (const authorization of bad) {
    const response = await own.get(BINDINGS, { authorization });
    assert.equal(response.status, 401, authorization);
    assert.equal((await problemOf(response)).code, 'token-missing');
  }
  const keyed = await own.get(BINDINGS, { 'x-auth-email': 'a@example.com', 'x-auth-key': 'k' });
  assert.equal(keyed.status, 401);
  assert.deepEqual(upstream.seen, []);
  await own.close();
  await upstream.close();
});

test('a deployment for one account serves no other', async () => {
  const upstream = await scriptedServer(reply(200, success([])));
  const own = await deploy({ ...BRING, UPSTREAM: upstream.url, ACCOUNT_ID: 'a'.repeat(32) });
  const other = await own.get(`${API}/services`, TOKEN);
  assert.equal(other.status, 403);
  assert.equal((await problemOf(other)).code, 'account-not-served');
  assert.deepEqual(upstream.seen, []);
  assert.equal((await own.get(`/api/accounts/${'a'.repeat(32)}/addressing/services`, TOKEN)).status, 200);
  const about = (await (await own.get('/api/about')).json()) as { accountId: string };
  assert.equal(about.accountId, 'a'.repeat(32));
  await own.close();
  await upstream.close();
});

test('with a missing or unusable setting every route returns 500 and names it', async () => {
  const good = 'https://api.cloudflare.com/client/v4';
  const cases: readonly (readonly [Record<string, string>, string, string])[] = [
    [{}, 'setting-missing', 'UPSTREAM'],
    [{ UPSTREAM: '' }, 'setting-missing', 'UPSTREAM'],
    [{ UPSTREAM: 'api.cloudflare.com' }, 'setting-invalid', 'UPSTREAM'],
    [{ UPSTREAM: 'http://api.cloudflare.com' }, 'setting-invalid', 'UPSTREAM'],
    [{ UPSTREAM: 'https://user:pass@api.cloudflare.com' }, 'setting-invalid', 'UPSTREAM'],
    [{ UPSTREAM: `${good}?a` }, 'setting-invalid', 'UPSTREAM'],
    [{ UPSTREAM: good, ACCOUNT_ID: '' }, 'setting-invalid', 'ACCOUNT_ID'],
    [{ UPSTREAM: good, ACCOUNT_ID: 'A'.repeat(32) }, 'setting-invalid', 'ACCOUNT_ID'],
    [{ UPSTREAM: good, UPSTREAM_TIMEOUT_MS: '0' }, 'setting-invalid', 'UPSTREAM_TIMEOUT_MS'],
    [{ UPSTREAM: good, UPSTREAM_TIMEOUT_MS: '30001' }, 'setting-invalid', 'UPSTREAM_TIMEOUT_MS'],
  ];
  for (const [settings, code, name] of cases) {
    const broken = await deploy({ ...BRING, ...settings });
    for (const path of ['/', '/style.css', '/nothing', '/api/about', BINDINGS]) {
      const response = await broken.get(path, TOKEN);
      assert.equal(response.status, 500, `${JSON.stringify(settings)} ${path}`);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      const problem = await problemOf(response);
      assert.equal(problem.code, code);
      assert.ok(problem.message.includes(`\`${name}\``), problem.message);
      assert.ok(!JSON.stringify(problem).includes('pass@'), 'the value is not shown');
    }
    await broken.close();
  }
});

test('without an emulator no account is suggested', async () => {
  const real = await deploy({ ...BRING, UPSTREAM: 'https://api.cloudflare.com/client/v4' });
  assert.deepEqual(await (await real.get('/api/about')).json(), {
    upstream: 'cloudflare',
    mode: 'bring-your-own-token',
    writes: true,
  });
  await real.close();
});

test('the log names route, method and status of every request, and no token, path, query or header', async () => {
  const canary = 'canary-93d1e7';
  const own = await deploy({ ...BRING, UPSTREAM: emulator.url });
  const telling = {
    authorization: `Bearer ${canary}`,
    cookie: canary,
    'user-agent': canary,
    'x-auth-key': canary,
  };
  const paths = [
    BINDINGS,
    `${BINDINGS}?${canary}`,
    `/${canary}`,
    `/api/${canary}`,
    `${API}/prefixes/${canary}`,
    '/',
  ];
  for (const path of paths) await own.get(path, telling);
  await own.raw(wire(canary.toUpperCase(), '/', telling));
  const problem = await problemOf(await own.get(BINDINGS));
  for (let waited = 0; !own.log().includes(problem.id) && waited < 100; waited += 1)
    await new Promise((ok) => setTimeout(ok, 20));
  const lines = own
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  assert.ok(lines.length >= paths.length + 1, `${lines.length} lines`);
  for (const line of lines) {
    assert.deepEqual(Object.keys(JSON.parse(line)), [
      'id',
      'route',
      'method',
      'status',
      'code',
      'ms',
      'actor',
      'plan',
    ]);
  }
  assert.deepEqual(
    lines
      .map((line) => JSON.parse(line))
      .filter(({ id }) => id === problem.id)
      .map(({ route, status, code }) => ({ route, status, code })),
    [{ route: 'list-bindings', status: 401, code: 'token-missing' }],
  );
  assert.ok(!own.log().toLowerCase().includes(canary), own.log());
  await own.close();
});
