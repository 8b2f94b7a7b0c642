// The exchange with the upstream: what is sent, what is forwarded, and how a faulty upstream is handled.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { reply, type ScriptedServer, scriptedServer, success } from '../ring/setup/scripted-server.js';
import { BINDINGS, BRING, type Deployment, deploy, statusOf, TOKEN, wire } from './deployment.js';

type Script = (response: ServerResponse, request: IncomingMessage) => unknown;

let script: Script;
let upstream: ScriptedServer;
let worker: Deployment;

before(async () => {
  upstream = await scriptedServer((response, request) => script(response, request));
  // As patient as it may be: here nothing is to depend on how busy the machine is.
  worker = await deploy({ ...BRING, UPSTREAM: upstream.url, UPSTREAM_TIMEOUT_MS: '30000' });
});
after(async () => {
  await worker.close();
  await upstream.close();
});

/** Asks for a list while the upstream answers by `next`; gives the status and the problem's code. */
async function outcome(next: Script, asked = worker): Promise<readonly [number, string | undefined]> {
  script = next;
  const response = await asked.get(BINDINGS, TOKEN);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  const { error } = (await response.json()) as { error?: { code: string; help: string } };
  return [response.status, error?.code];
}

const NOT_JSON = [502, 'upstream-not-json'] as const;

test('the upstream request is new: it has nothing of the client except the token', async () => {
  script = reply(200, success([]));
  upstream.seen.length = 0;
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`x-header-${i}`, 'v']));
  const smuggled = {
    ...many,
    cookie: 'a=b',
    'x-auth-key': 'k',
    'x-auth-email': 'a@example.com',
    'x-auth-user-service-key': 'k',
    'x-http-method-override': 'DELETE',
    'x-forwarded-for': '192.0.2.1',
    'cf-connecting-ip': '192.0.2.1',
    'x-emulator-fault': 'http-500',
    range: 'bytes=0-1',
    'if-none-match': '*',
    'accept-language': 'xx',
    'user-agent': 'evil',
    accept: 'text/html',
    te: 'trailers',
  };
  assert.equal(statusOf(await worker.raw(wire('GET', BINDINGS, smuggled))), 200);
  const [request] = upstream.seen;
  // The runtime's own: where the request goes, how, and which Worker sends it.
  const { host, connection, 'accept-encoding': encoding, 'cf-worker': _, ...sent } = request?.headers ?? {};
  assert.deepEqual(sent, {
    authorization: TOKEN.authorization,
    accept: 'application/json',
    'user-agent': 'byoip-worker',
  });
  assert.ok(host !== undefined && connection !== 'upgrade' && encoding !== 'xx');
});

test('bodies and conflicting lengths on a read change nothing upstream', async () => {
  script = reply(200, success([]));
  upstream.seen.length = 0;
  const smuggle = `DELETE ${BINDINGS} HTTP/1.1\r\nhost: x\r\n\r\n`;
  const chunked = `0\r\n\r\n${smuggle}`;
  const attacks = [
    wire('GET', BINDINGS, { 'content-length': String(smuggle.length) }) + smuggle,
    wire('GET', BINDINGS, { 'content-length': '0', 'transfer-encoding': 'chunked' }) + chunked,
    wire('GET', BINDINGS, { 'transfer-encoding': 'chunked', connection: 'keep-alive, authorization' }) +
      chunked,
  ];
  for (const attack of attacks) await worker.raw(attack);
  for (const { method, url, headers } of upstream.seen) {
    assert.equal(`${method} ${url}`, `GET /client/v4${BINDINGS.slice('/api'.length)}`);
    assert.equal(headers['content-length'] ?? '0', '0');
  }
});

test("of the upstream's headers only the allowed ones come back", async () => {
  script = reply(200, success([]), {
    'content-type': 'application/json; charset=evil',
    'set-cookie': 'session=1',
    'access-control-allow-origin': '*',
    'content-security-policy': 'default-src *',
    'x-frame-options': 'ALLOWALL',
    'cf-auditlog-id': 'a',
    'cache-control': 'public, max-age=9999',
    location: 'https://evil.example',
    'retry-after': '7',
    ratelimit: '"default";r=50;t=30',
    'ratelimit-policy': '"default";q=1200;w=300',
    'cf-ray': '0123456789abcdef-AMS',
  });
  const { headers } = await worker.get(BINDINGS, TOKEN);
  for (const name of [
    'set-cookie',
    'access-control-allow-origin',
    'x-frame-options',
    'cf-auditlog-id',
    'location',
  ]) {
    assert.equal(headers.get(name), null, name);
  }
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/);
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(headers.get('retry-after'), '7');
  assert.equal(headers.get('ratelimit'), '"default";r=50;t=30');
  assert.equal(headers.get('ratelimit-policy'), '"default";q=1200;w=300');
  assert.equal(headers.get('cf-ray'), '0123456789abcdef-AMS');
});

test('a refusal of the API comes back with its status and its envelope', async () => {
  const body = JSON.stringify({
    errors: [{ code: 1000, message: 'not_found' }],
    messages: [],
    result: null,
    success: false,
  });
  for (const status of [400, 403, 404, 409, 429, 500, 503]) {
    script = reply(status, body);
    const response = await worker.get(BINDINGS, TOKEN);
    assert.equal(response.status, status);
    assert.equal(await response.text(), body);
  }
});

test('an upstream that is down is 502 with a cure', async () => {
  const gone = await scriptedServer(reply(200, ''));
  await gone.close();
  const own = await deploy({ ...BRING, UPSTREAM: gone.url });
  const response = await own.get(BINDINGS, TOKEN);
  assert.equal(response.status, 502);
  const { error } = (await response.json()) as { error: { code: string; help: string } };
  assert.equal(error.code, 'upstream-unreachable');
  assert.match(error.help, /try again/);
  await own.close();
});

test('an upstream that cuts the connection is 502', async () => {
  assert.deepEqual(await outcome((response) => response.socket?.destroy()), [502, 'upstream-unreachable']);
  const [status] = await outcome((response) => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
      .write('{"success":true');
    setTimeout(() => response.socket?.destroy(), 20);
  });
  assert.equal(status, 502);
});

test('HTML instead of JSON is 502 with any status, and is never shown', async () => {
  for (const status of [200, 403, 502, 503]) {
    script = reply(status, '<script>alert(1)</script>', { 'content-type': 'text/html' });
    const response = await worker.get(BINDINGS, TOKEN);
    assert.equal(response.status, 502);
    const text = await response.text();
    assert.equal(JSON.parse(text).error.code, 'upstream-not-json');
    assert.ok(!text.includes('alert'));
  }
});

test('a body that is not an envelope is 502: empty, truncated, trailing text, a byte order mark, broken UTF-8, other JSON', async () => {
  const bodies = [
    '',
    '{',
    '{"success":true,"result":[',
    `${success([])}x`,
    `\ufeff${success([])}`,
    'null',
    '[]',
    '"x"',
    '7',
    '{}',
    '{"success":"true"}',
  ];
  for (const body of bodies) assert.deepEqual(await outcome(reply(200, body)), NOT_JSON, body);
  const broken: Script = (response) =>
    response.writeHead(200).end(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]));
  assert.deepEqual(await outcome(broken), NOT_JSON);
});

test('hostile JSON is forwarded unchanged or refused, and the next request is served', async () => {
  const deep = `{"success":true,"result":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  script = reply(200, deep);
  const answer = await worker.get(BINDINGS, TOKEN);
  const text = await answer.text();
  assert.ok(
    answer.status === 200 ? text === deep : /"code":"upstream-not-json"/.test(text),
    `${answer.status}`,
  );
  assert.deepEqual(await outcome(reply(200, '{"__proto__":{"success":true},"constructor":1}')), NOT_JSON);
  const million = success(Array.from({ length: 1_000_000 }, () => 0));
  assert.deepEqual(await outcome(reply(200, million)), [200, undefined]);
  assert.deepEqual(await outcome(reply(200, success([]))), [200, undefined]);
});

test('a redirect is 502 and its target is never asked', async () => {
  const target = await scriptedServer(reply(200, success([])));
  for (const status of [301, 302, 303, 307, 308]) {
    const next = reply(status, success([]), { location: `${target.url}/` });
    assert.deepEqual(await outcome(next), [502, 'upstream-redirected']);
  }
  assert.deepEqual(target.seen, []);
  await target.close();
});

/** Pieces of a list of bindings that is as long as asked, without a last one. */
function* pieces(bytes: number): Generator<string> {
  yield '{"success":true,"errors":[],"messages":[],"result":[0';
  const line = `,${JSON.stringify({ cidr: '192.0.2.0/24', service_id: 'c0de0000000000000000000000000cd1' })}`;
  const piece = line.repeat(Math.floor((1024 * 1024) / line.length));
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece;
}

/** Writes pieces as fast as they are taken, then the end. */
async function stream(response: ServerResponse, from: Iterable<string>, end: string | null): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  const closed = once(response, 'close');
  for (const piece of from) {
    if (response.destroyed) return;
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), closed]);
  }
  if (end === null) response.socket?.destroy();
  else response.end(end);
}

const MIB = 1024 * 1024;

test('a response up to 8 MiB is forwarded unchanged, whatever its status', async () => {
  const body = [...pieces(6 * MIB), ']}'].join('');
  assert.ok(body.length > 6 * MIB && body.length < 8 * MIB);
  script = (response) => stream(response, pieces(6 * MIB), ']}');
  const response = await worker.get(BINDINGS, TOKEN);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.ok((await response.text()) === body);
  const failure = JSON.stringify({ success: false, errors: [{ code: 1000, message: 'x'.repeat(MIB) }] });
  script = reply(400, failure);
  const refused = await worker.get(BINDINGS, TOKEN);
  assert.equal(refused.status, 400);
  assert.ok((await refused.text()) === failure);
});

test('a long response that is cut off or turns invalid is 502, and nothing of it is forwarded', async () => {
  const body = [...pieces(2 * MIB)];
  const faults: Record<string, readonly [Script, code?: string]> = {
    'cut off': [(response) => stream(response, body, null), 'upstream-unreachable'],
    'ended early': [(response) => stream(response, body, '')],
    'ended early with a length that is right': [
      (response) => {
        const text = body.join('');
        response.writeHead(200, { 'content-length': String(text.length) }).end(text);
      },
    ],
    'trailing text': [(response) => stream(response, body, ']}x')],
    'a second object': [(response) => stream(response, body, ']}{"success":true}')],
    'HTML in the middle': [(response) => stream(response, [...body, '<script>'], ']}')],
    'broken UTF-8': [
      (response) => {
        response.writeHead(200).write(body.join(''));
        response.end(Buffer.from([0x2c, 0x22, 0xff, 0x22, 0x5d, 0x7d]));
      },
    ],
    'no `success`': [(response) => stream(response, [`{"result":["${'x'.repeat(MIB)}"`], ']}')],
  };
  for (const [name, [fault, code = 'upstream-not-json']] of Object.entries(faults))
    assert.deepEqual(await outcome(fault), [502, code], name);
  assert.match(
    worker.log(),
    /"route":"list-bindings","method":"GET","status":502,"code":"upstream-not-json"/,
  );
  assert.deepEqual(await outcome(reply(200, success([]))), [200, undefined]);
});

test('HEAD returns the headers of a list without its body', async () => {
  script = reply(200, success([]));
  const response = await fetch(new URL(BINDINGS, worker.url), { method: 'HEAD', headers: TOKEN });
  assert.deepEqual([response.status, await response.text()], [200, '']);
});

test('a response over 8 MiB is 502: announced, endless, decompressed, or white space behind the end', async () => {
  const megabyte = 'x'.repeat(MIB);
  const announced: Script = (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(8 * MIB + 1) });
    response.write('{"success":true,"result":"');
  };
  assert.deepEqual(await outcome(announced), [502, 'upstream-too-large']);
  let sent = 0;
  const endless = function* () {
    yield '{"success":true,"result":"';
    while (sent < 1024) {
      sent += 1;
      yield megabyte;
    }
  };
  const large = [502, 'upstream-too-large'];
  assert.deepEqual(await outcome((response) => stream(response, endless(), '"}')), large);
  assert.ok(sent < 100, `the stream was cut after ${sent} MB`);
  const bomb = gzipSync(success(megabyte.repeat(80)));
  const compressed = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  assert.deepEqual(await outcome((response) => response.writeHead(200, compressed).end(bomb)), large);
  const blank = Array<string>(9).fill(' '.repeat(MIB));
  assert.deepEqual(await outcome((response) => stream(response, [success([]), ...blank], ' ')), large);
});

test('a silent or slow upstream is 504 after the time limit', async (t) => {
  const impatient = await deploy({ ...BRING, UPSTREAM: upstream.url, UPSTREAM_TIMEOUT_MS: '1000' });
  t.after(() => impatient.close());
  const started = Date.now();
  assert.deepEqual(await outcome(() => {}, impatient), [504, 'upstream-timed-out']);
  const dribble: Script = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50);
    response.once('close', () => clearInterval(timer));
  };
  const stalled: Script = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    for (const piece of pieces(2 * MIB)) response.write(piece);
  };
  assert.deepEqual(await outcome(stalled, impatient), [504, 'upstream-timed-out']);
  assert.deepEqual(await outcome(dribble, impatient), [504, 'upstream-timed-out']);
  assert.ok(Date.now() - started < 8000, 'both ended near their second');
});
