// Writes through the Worker: what is forwarded, and every attack on them, with the number of requests that reach the API.

import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import { reply, type ScriptedServer, scriptedServer, success } from '../ring/setup/scripted-server.js';
import { API, BINDINGS, BRING, type Deployment, deploy, statusOf, TOKEN } from './deployment.js';
import { deployBehind, OWN_TOKEN, openTeam, type Team } from './sign-in.js';

const PREFIX = SEED_PREFIXES.v4.id;
const BINDING = '0429b49b6a5155297b78e75a44b09e14';
const BGP_PREFIX = '7009ba364c7a5760798ceb430e603b74';
const PLAN = `sha256:${'5e'.repeat(32)}`;
const CREATE = JSON.stringify({ cidr: '192.0.2.8/29', service_id: SEED_SERVICES.cdn.id });

/** A request that reached the API. */
interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

let team: Team;
let upstream: ScriptedServer;
let worker: Deployment;
let ann: Record<string, string>;
const arrived: Arrived[] = [];
let answer: (response: ServerResponse, request: IncomingMessage) => void;

before(async () => {
  team = await openTeam();
  upstream = await scriptedServer((response, request) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      arrived.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      answer(response, request);
    });
  });
  worker = await deployBehind(team, upstream, SEED_ACCOUNT_ID);
  ann = await team.signedIn();
});
after(async () => {
  await worker.close();
  await upstream.close();
  await team.close();
});
beforeEach(() => {
  arrived.length = 0;
  answer = reply(200, success({}));
});

interface Write {
  readonly method?: string;
  readonly body?: string | null;
  readonly headers?: Record<string, string | undefined>;
  readonly to?: Deployment;
}

/** Sends a write that is right, except for what is given; a header that is undefined is left out. */
function write(path: string, { method = 'POST', body = CREATE, headers = {}, to = worker }: Write = {}) {
  const usual = {
    ...ann,
    connection: 'close',
    'x-byoip-confirm': PLAN,
    ...(body === null ? {} : { 'content-type': 'application/json' }),
  };
  const all = Object.entries({ ...usual, ...headers }).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  return fetch(new URL(path, to.url), {
    method,
    headers: all,
    redirect: 'manual',
    ...(body === null ? {} : { body }),
  });
}

async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { code: string } };
  return `${response.status} ${error.code}`;
}

/** The same write as bytes. */
function rawWrite(method: string, target: string, headers: Record<string, string>, body: string): string {
  const all = {
    host: worker.url.host,
    ...ann,
    'x-byoip-confirm': PLAN,
    'content-type': 'application/json',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

test('each write of a run reaches the API as the package writes it, with nothing else of the request', async () => {
  const nested = { on_demand: { advertised: false }, asn_prepend_count: 2 };
  const delegation = { cidr: '192.0.2.0/24', delegated_account_id: 'd'.repeat(32) };
  const cases: readonly (readonly [string, string, object | null])[] = [
    ['POST', BINDINGS, JSON.parse(CREATE)],
    ['DELETE', `${BINDINGS}/${BINDING}`, null],
    ['POST', `${API}/prefixes/${PREFIX}/bgp/prefixes`, { cidr: '192.0.2.0/24' }],
    ['PATCH', `${API}/prefixes/${PREFIX}/bgp/prefixes/${BGP_PREFIX}`, nested],
    ['POST', `${API}/prefixes/${PREFIX}/delegations`, delegation],
  ];
  for (const [method, path, body] of cases) {
    arrived.length = 0;
    const headers = {
      cookie: 'a=b',
      'x-auth-key': 'k',
      'x-http-method-override': 'DELETE',
      authorization: 'Bearer x',
    };
    const text = body === null ? null : ` ${JSON.stringify(body, null, 2)}\n`;
    assert.equal((await write(path, { method, body: text, headers })).status, 200, `${method} ${path}`);
    assert.equal(arrived.length, 1);
    const [{ headers: sent, ...request }] = arrived as [Arrived];
    assert.equal(`${request.method} ${request.path}`, `${method} /client/v4${path.slice('/api'.length)}`);
    assert.deepEqual(request.body === '' ? null : JSON.parse(request.body), body);
    const {
      host: _,
      connection: __,
      'accept-encoding': ___,
      'cf-worker': ____,
      'content-length': _____,
      ...ours
    } = sent;
    assert.deepEqual(ours, {
      authorization: `Bearer ${OWN_TOKEN}`,
      accept: 'application/json',
      'user-agent': 'byoip-worker',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    });
  }
});

test('a write that no run sends is 405, and is never forwarded', async () => {
  const others: readonly (readonly [string, string])[] = [
    ['PATCH', `${API}/prefixes/${PREFIX}`],
    ['DELETE', `${API}/prefixes/${PREFIX}`],
    ['DELETE', BINDINGS],
    ['PATCH', `${BINDINGS}/${BINDING}`],
    ['POST', `${API}/prefixes`],
    ['POST', `${API}/services`],
    ['DELETE', `${API}/prefixes/${PREFIX}/bgp/prefixes/${BGP_PREFIX}`],
  ];
  for (const [method, path] of others) {
    const body = method === 'DELETE' ? null : CREATE;
    assert.equal(
      await codeOf(await write(path, { method, body })),
      '405 method-not-allowed',
      `${method} ${path}`,
    );
  }
  for (const path of [
    `${API}/prefixes/${PREFIX}/validate`,
    `${API}/prefixes/${PREFIX}/delegations/${BINDING}`,
  ]) {
    assert.equal(
      (await write(path, { method: path.endsWith('validate') ? 'POST' : 'DELETE', body: null })).status,
      404,
    );
  }
  assert.deepEqual(arrived, []);
});

test('an invalid id in a write is never forwarded, in any position', async () => {
  const bad = [
    '..',
    '.',
    '',
    '%2e%2e',
    '..%2f..',
    '%c0%ae',
    `${BINDING}/..`,
    `${BINDING}/`,
    `${BINDING}//`,
  ].concat(
    [
      BINDING.slice(1),
      `${BINDING}0`,
      BINDING.toUpperCase(),
      `${BINDING.slice(1)}\u0661`,
      `${BINDING}?x=`,
      `${BINDING};`,
    ],
    [
      `${BINDING}%00`,
      `${BINDING}\u0000`,
      `${BINDING}\r\nX-Evil: yes`,
      `${BINDING}%0d%0a`,
      '0'.repeat(10_000),
      '*',
      '{binding_id}',
    ],
  );
  const slots: readonly (readonly [string, (id: string) => string, string])[] = [
    ['DELETE', (id) => `${BINDINGS}/${id}`, ''],
    ['DELETE', (id) => `${API}/prefixes/${id}/bindings/${BINDING}`, ''],
    ['POST', (id) => `${API}/prefixes/${id}/bindings`, CREATE],
    ['POST', (id) => `/api/accounts/${id}/addressing/prefixes/${PREFIX}/bindings`, CREATE],
    ['PATCH', (id) => `${API}/prefixes/${PREFIX}/bgp/prefixes/${id}`, '{"asn_prepend_count":1}'],
  ];
  const attacks = slots.flatMap(([method, slot, body]) =>
    bad.map((id) => rawWrite(method, slot(id), { 'content-length': String(body.length) }, body)),
  );
  for (let from = 0; from < attacks.length; from += 16) {
    const some = attacks.slice(from, from + 16);
    const statuses = await Promise.all(some.map(async (bytes) => statusOf(await worker.raw(bytes))));
    statuses.forEach((status, at) => {
      assert.ok(status === 0 || status >= 400, `${status} ${some[at]?.slice(0, 200)}`);
    });
  }
  assert.deepEqual(arrived, []);
});

test('a write without the fingerprint of its plan is 400, and is never forwarded', async () => {
  const wrong = [
    undefined,
    '',
    'sha256:',
    'yes',
    PLAN.toUpperCase(),
    `${PLAN}0`,
    PLAN.slice(0, -1),
    `${PLAN}, ${PLAN}`,
  ];
  for (const fingerprint of wrong) {
    const response = await write(BINDINGS, { headers: { 'x-byoip-confirm': fingerprint } });
    assert.equal(await codeOf(response), '400 confirmation-missing', fingerprint);
  }
  assert.deepEqual(arrived, []);
});

test('a write from another site is refused, with everything that a form or a script of it can send', async () => {
  const own = worker.url.origin;
  const cases: readonly Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: own },
    { 'sec-fetch-site': 'same-origin, cross-site' },
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: `${own}.evil.example` },
    { origin: own.replace('http:', 'https:') },
  ];
  for (const headers of cases) {
    const bytes = rawWrite('POST', BINDINGS, { ...headers, 'content-length': String(CREATE.length) }, CREATE);
    assert.equal(statusOf(await worker.raw(bytes)), 403, JSON.stringify(headers));
  }
  // The same bytes from the page itself pass.
  const same = { origin: own, 'sec-fetch-site': 'same-origin', 'content-length': String(CREATE.length) };
  assert.equal(statusOf(await worker.raw(rawWrite('POST', BINDINGS, same, CREATE))), 200);
  assert.equal(arrived.splice(0).length, 1);
  const preflight = await fetch(new URL(BINDINGS, worker.url), {
    method: 'OPTIONS',
    headers: {
      ...ann,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-byoip-confirm',
    },
  });
  assert.equal(preflight.status, 405);
  assert.deepEqual(
    [...preflight.headers.keys()].filter((name) => name.startsWith('access-control-')),
    [],
  );
  assert.deepEqual(arrived, []);
});

test('a body of another content type is 415, and is never forwarded', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/json',
    '',
  ]) {
    assert.equal(
      await codeOf(await write(BINDINGS, { headers: { 'content-type': type } })),
      '415 content-type',
      type,
    );
  }
  assert.deepEqual(arrived, []);
  assert.equal(
    (await write(BINDINGS, { headers: { 'content-type': 'Application/JSON; charset=utf-8' } })).status,
    200,
  );
});

test('a body over 16 kB is 413 whether or not its length is given, and an endless one is not read to its end', async () => {
  const long = `${CREATE.slice(0, -1)},"x":"${'x'.repeat(17_000)}"}`;
  assert.equal(await codeOf(await write(BINDINGS, { body: long })), '413 body-too-large');
  const padded = ' '.repeat(16 * 1024 - CREATE.length) + CREATE;
  assert.equal((await write(BINDINGS, { body: padded })).status, 200);
  assert.equal(await codeOf(await write(BINDINGS, { body: ` ${padded}` })), '413 body-too-large');
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    async pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(65_536).fill(0x20));
      if (sent > 2000) controller.close();
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
  });
  const response = await fetch(new URL(BINDINGS, worker.url), {
    method: 'POST',
    headers: { ...ann, 'x-byoip-confirm': PLAN, 'content-type': 'application/json' },
    body: endless,
    duplex: 'half',
  } as RequestInit).catch(() => null);
  // The connection may end before the client has read the answer.
  if (response !== null) assert.equal(response.status, 413);
  assert.ok(sent < 500, `${sent} chunks were read`);
  assert.equal(arrived.length, 1);
});

test('a hostile body is 400 or reaches the API as the fields that it has, and the next write works', async () => {
  const [cidr, service] = ['"cidr":"192.0.2.8/29"', `"service_id":"${SEED_SERVICES.cdn.id}"`];
  const refused: Readonly<Record<string, string>> = {
    empty: '',
    null: 'null',
    'an array': `[${CREATE}]`,
    'a string': JSON.stringify(CREATE),
    'a number': '1e308',
    cut: CREATE.slice(0, -1),
    'trailing garbage': `${CREATE}x`,
    'two objects': CREATE + CREATE,
    'a byte order mark twice': `\ufeff\ufeff${CREATE}`,
    deep: `{${cidr},${service},"x":${'['.repeat(7000)}${']'.repeat(7000)}}`,
    'only deep': '['.repeat(16_000),
    'an own __proto__': `{${cidr},${service},"__proto__":{"a":1}}`,
    'an unknown field': `{${cidr},${service},"force":true}`,
    'a field of another operation': `{${cidr},${service},"advertised":true}`,
    'no CIDR': `{${service}}`,
    'no service': `{${cidr}}`,
    'a CIDR with host bits': `{"cidr":"192.0.2.9/29",${service}}`,
    'a CIDR that is a path': `{"cidr":"../../x",${service}}`,
    'a number as CIDR': `{"cidr":1e308,${service}}`,
    'a service that is a path': `{${cidr},"service_id":"../x"}`,
    'a lone surrogate': `{${cidr},"service_id":"\\ud800"}`,
    'on_demand as a list': `{${cidr},${service},"on_demand":[]}`,
    'on_demand for a binding': `{${cidr},${service},"on_demand":{"advertised":true}}`,
  };
  for (const [name, body] of Object.entries(refused)) {
    assert.equal(await codeOf(await write(BINDINGS, { body })), '400 body-invalid', name);
  }
  const broken = rawWrite(
    'POST',
    BINDINGS,
    { 'content-length': String(CREATE.length) },
    CREATE.replace('192', '\xff92'),
  );
  assert.equal(statusOf(await worker.raw(Buffer.from(broken, 'latin1'))), 400);
  assert.deepEqual(arrived, []);
  // Of a key that is there twice the last value counts, and only that one is sent.
  assert.equal((await write(BINDINGS, { body: `{"cidr":"../x",${cidr},${service}}` })).status, 200);
  assert.equal((await write(BINDINGS, { body: `\ufeff${CREATE}` })).status, 200);
  for (const { body } of arrived) assert.deepEqual(JSON.parse(body), JSON.parse(CREATE));
});

test('conflicting lengths and hop-by-hop headers on a write smuggle no second request', async () => {
  const chunked = `${CREATE.length.toString(16)}\r\n${CREATE}\r\n0\r\n\r\n`;
  const second = rawWrite('DELETE', `${BINDINGS}/${BINDING}`, {}, '');
  const attacks = [
    rawWrite('POST', BINDINGS, { 'content-length': '5', 'transfer-encoding': 'chunked' }, chunked),
    rawWrite(
      'POST',
      BINDINGS,
      { 'transfer-encoding': 'chunked', 'content-length': String(chunked.length + second.length) },
      chunked + second.replace(PLAN, 'none'),
    ),
    rawWrite('POST', BINDINGS, { 'transfer-encoding': 'xchunked' }, chunked),
    rawWrite('POST', BINDINGS, { 'transfer-encoding': 'identity, chunked' }, chunked),
    rawWrite(
      'POST',
      BINDINGS,
      { 'content-length': `${CREATE.length}`, connection: 'authorization, content-length' },
      CREATE,
    ),
    rawWrite('POST', BINDINGS, { 'content-length': `${CREATE.length}, 0` }, CREATE),
    rawWrite('POST', BINDINGS, { 'content-length': `-${CREATE.length}` }, CREATE),
  ];
  for (const attack of attacks) await worker.raw(attack);
  for (const { method, body, headers } of arrived) {
    assert.equal(method, 'POST');
    assert.deepEqual(JSON.parse(body), JSON.parse(CREATE));
    assert.equal(headers.authorization, `Bearer ${OWN_TOKEN}`);
  }
  assert.ok(arrived.length <= attacks.length);
});

test('a write with a lost, late or redirected response is sent once, and the client learns that its outcome is unknown', async () => {
  answer = (response) => response.socket?.destroy();
  assert.equal(await codeOf(await write(BINDINGS)), '502 upstream-unreachable');
  answer = reply(302, success({}), { location: 'http://127.0.0.1:1/' });
  assert.equal(await codeOf(await write(BINDINGS)), '502 upstream-redirected');
  answer = reply(201, '<html>', { 'content-type': 'text/html' });
  assert.equal(await codeOf(await write(BINDINGS)), '502 upstream-not-json');
  assert.match((await (await write(BINDINGS)).json()).error.help, /not known .* read /);
  assert.equal(arrived.length, 4);
  const impatient = await deployBehind(team, upstream, SEED_ACCOUNT_ID, { UPSTREAM_TIMEOUT_MS: '500' });
  answer = () => {};
  assert.equal(await codeOf(await write(BINDINGS, { to: impatient })), '504 upstream-timed-out');
  assert.equal(arrived.length, 5);
  await impatient.close();
});

test('with PREFIXES other prefixes are neither listed, nor read, nor written', async () => {
  const own = await deployBehind(team, upstream, SEED_ACCOUNT_ID, { PREFIXES: PREFIX });
  const other = SEED_PREFIXES.v6.id;
  for (const path of [`${API}/prefixes/${other}`, `${API}/prefixes/${other}/bindings`]) {
    assert.equal(await codeOf(await own.get(path, ann)), '403 prefix-not-served', path);
  }
  assert.equal(
    await codeOf(await write(`${API}/prefixes/${other}/bindings`, { to: own })),
    '403 prefix-not-served',
  );
  assert.equal(
    await codeOf(await own.get(`/api/accounts/${'a'.repeat(32)}/addressing/services`, ann)),
    '403 account-not-served',
  );
  assert.deepEqual(arrived, []);
  answer = reply(
    200,
    success([
      { id: other, cidr: '2001:db8::/32' },
      { id: PREFIX, cidr: '192.0.2.0/24' },
    ]),
  );
  const { result } = (await (await own.get(`${API}/prefixes`, ann)).json()) as { result: object[] };
  assert.deepEqual(result, [{ id: PREFIX, cidr: '192.0.2.0/24' }]);
  assert.equal((await write(BINDINGS, { to: own })).status, 200);
  await own.close();
});

test('the rate is limited for each person and service, more strictly for writes, and what is over it is never forwarded', async () => {
  const limits = {
    RATE_LIMIT: { simple: { limit: 8, period: 60 } },
    RATE_LIMIT_WRITES: { simple: { limit: 3, period: 60 } },
  };
  const own = await deployBehind(
    team,
    upstream,
    SEED_ACCOUNT_ID,
    {},
    { options: { ratelimits: limits } as never },
  );
  const statuses: number[] = [];
  for (let i = 0; i < 5; i += 1) statuses.push((await write(BINDINGS, { to: own })).status);
  assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
  assert.equal(arrived.length, 3);
  assert.equal((await own.get(BINDINGS, ann)).status, 200, 'reads go on');
  const bob = await team.signedIn('bob@example.com');
  assert.equal(
    (await write(BINDINGS, { to: own, headers: bob })).status,
    200,
    'another person has a rate of their own',
  );
  for (let i = 0; i < 10; i += 1) await own.get(BINDINGS, ann);
  const refused = await own.get(BINDINGS, ann);
  assert.equal(await codeOf(refused), '429 rate-limited');
  assert.equal(refused.headers.get('retry-after'), '60');
  // Another address, or another token for the same person, changes nothing.
  const again = {
    ...(await team.signedIn()),
    'cf-connecting-ip': '192.0.2.9',
    'x-forwarded-for': '192.0.2.9',
  };
  assert.equal((await own.get(BINDINGS, again)).status, 429);
  await own.close();
});

test('the log connects a write with a person and a plan, and has no token, no path and nothing of the body', async () => {
  const own = await deployBehind(team, upstream, SEED_ACCOUNT_ID);
  await write(BINDINGS, { to: own });
  for (let waited = 0; !own.log().includes('create-binding') && waited < 100; waited += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const lines = own
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ route, method, status, actor, plan }) => ({ route, method, status, actor, plan })),
    [{ route: 'create-binding', method: 'POST', status: 200, actor: 'ann@example.com', plan: PLAN }],
  );
  const assertion = ann['cf-access-jwt-assertion'] ?? '';
  for (const secret of [
    OWN_TOKEN,
    assertion,
    assertion.split('.')[2] ?? '',
    PREFIX,
    '192.0.2.8',
    SEED_SERVICES.cdn.id,
  ]) {
    assert.ok(!own.log().includes(secret), secret);
  }
  await own.close();
});

test('in the mode without sign-in a write needs a token of its own as well', async () => {
  const own = await deploy({ ...BRING, UPSTREAM: upstream.url });
  const signed = { 'cf-access-jwt-assertion': undefined };
  assert.equal(await codeOf(await write(BINDINGS, { to: own, headers: signed })), '401 token-missing');
  assert.equal(arrived.length, 0);
  assert.equal((await write(BINDINGS, { to: own, headers: { ...signed, ...TOKEN } })).status, 200);
  assert.equal(arrived[0]?.headers.authorization, TOKEN.authorization);
  await own.close();
});
