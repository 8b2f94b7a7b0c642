// Who may ask, where the Worker has a token: tokens of Access, genuine and forged.

import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { base64url, exportSPKI, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { reply, type ScriptedServer, scriptedServer, success } from '../ring/setup/scripted-server.js';
import { BINDINGS, type Deployment } from './deployment.js';
import { AUDIENCE, deployBehind, OWN_TOKEN, openTeam, type Team } from './sign-in.js';

const HEADER = 'cf-access-jwt-assertion';

let team: Team;
let upstream: ScriptedServer;
let worker: Deployment;

before(async () => {
  team = await openTeam();
  upstream = await scriptedServer(reply(200, success([])));
  worker = await deployBehind(team, upstream, SEED_ACCOUNT_ID);
});
after(async () => {
  await worker.close();
  await upstream.close();
  await team.close();
});
beforeEach(() => {
  upstream.seen.length = 0;
});

async function codeOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { code: string } };
  return `${response.status} ${error.code}`;
}

/** A token with any header and claims, signed by the team's key or another one. */
async function forged(
  header: { alg: string; kid?: string; [name: string]: unknown },
  claims: JWTPayload = {},
  key: CryptoKey | Uint8Array = team.privateKey,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const usual = { iss: team.url, aud: [AUDIENCE], iat: now, exp: now + 600, email: 'eve@example.com' };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader(header).sign(key);
}

test('a person of the team reads with the token of the Worker, and nothing of their own request is sent', async () => {
  const headers = {
    ...(await team.signedIn()),
    authorization: 'Bearer brought',
    cookie: 'CF_Authorization=x',
  };
  assert.equal((await worker.get(BINDINGS, headers)).status, 200);
  const [request] = upstream.seen;
  const { host, connection, 'accept-encoding': _, 'cf-worker': __, ...sent } = request?.headers ?? {};
  assert.deepEqual(sent, {
    authorization: `Bearer ${OWN_TOKEN}`,
    accept: 'application/json',
    'user-agent': 'byoip-worker',
  });
  assert.ok(host !== undefined && connection !== 'upgrade');
});

test('`/api/about` names the person by e-mail address, and a service token by its name', async () => {
  const actor = async (headers: Record<string, string>) => {
    const about = (await (await worker.get('/api/about', headers)).json()) as { mode: string; actor: object };
    assert.equal(about.mode, 'access');
    return about.actor;
  };
  assert.deepEqual(await actor(await team.signedIn('ann@example.com')), {
    kind: 'person',
    name: 'ann@example.com',
  });
  const service = await team.signedIn(undefined, { email: undefined, common_name: 'ci.access', sub: '' });
  assert.deepEqual(await actor(service), { kind: 'service', name: 'ci.access' });
});

test('without a token of Access nothing is served, not even the page', async () => {
  for (const path of ['/', '/style.css', '/sw.js', '/api/about', '/api/nothing', BINDINGS]) {
    assert.equal(
      await codeOf(await worker.get(path, { authorization: 'Bearer x' })),
      '403 identity-missing',
      path,
    );
    const empty = await worker.get(path, {
      [HEADER]: '',
      'cf-access-authenticated-user-email': 'a@example.com',
    });
    assert.equal(await codeOf(empty), '403 identity-missing', path);
    const cookie = await worker.get(path, { cookie: `CF_Authorization=${(await team.signedIn())[HEADER]}` });
    assert.equal(await codeOf(cookie), '403 identity-missing', path);
  }
  assert.deepEqual(upstream.seen, []);
});

test('a forged, foreign, expired, future or malformed token of Access is refused, and nothing is sent', async () => {
  const now = Math.floor(Date.now() / 1000);
  const rs = { alg: 'RS256', kid: 'key-1' };
  const other = await generateKeyPair('RS256');
  const genuine = (await team.signedIn())[HEADER] ?? '';
  const [head = '', body = '', signature = ''] = genuine.split('.');
  const unsigned = `${base64url.encode(JSON.stringify({ alg: 'none' }))}.${body}`;
  const spki = await exportSPKI(
    (await importJWK(team.publicJwk, 'RS256', { extractable: true })) as CryptoKey,
  );
  const hmacHead = `${base64url.encode(JSON.stringify({ alg: 'HS256', kid: 'key-1' }))}.${body}`;
  const hmac = (key: string) =>
    `${hmacHead}.${createHmac('sha256', key).update(hmacHead).digest('base64url')}`;
  const attacks: Readonly<Record<string, string>> = {
    'no signature': `${unsigned}.`,
    'alg none with a signature': `${unsigned}.${signature}`,
    'alg None': `${base64url.encode('{"alg":"None"}')}.${body}.`,
    'HS256 with the public key as PEM': hmac(spki),
    'HS256 with the public key as JWK': hmac(JSON.stringify(team.publicJwk)),
    'PS256 with the same key': await forged(
      { alg: 'PS256', kid: 'key-1' },
      {},
      await crypto.subtle.importKey(
        'pkcs8',
        await crypto.subtle.exportKey('pkcs8', team.privateKey),
        { name: 'RSA-PSS', hash: 'SHA-256' },
        false,
        ['sign'],
      ),
    ),
    'another key under the known id': await forged(rs, {}, other.privateKey),
    'another key in the header': await forged({ ...rs, jwk: { kty: 'RSA' } }, {}, other.privateKey),
    'a key server in the header': await forged({ ...rs, jku: 'https://evil.example' }, {}, other.privateKey),
    'an unknown key': await forged({ alg: 'RS256', kid: 'key-2' }, {}, other.privateKey),
    'an unknown critical header': await forged({ ...rs, crit: ['exp'] } as never).catch(() => 'a.b.c'),
    'another audience': await forged(rs, { aud: ['b'.repeat(64)] }),
    'no audience': await forged(rs, { aud: [] }),
    'another issuer': await forged(rs, { iss: 'https://evil.cloudflareaccess.com' }),
    'an issuer with a slash': await forged(rs, { iss: `${team.url}/` }),
    'no expiry': (await team.signedIn(undefined, { exp: undefined }))[HEADER] ?? '',
    'no issue time': (await team.signedIn(undefined, { iat: undefined }))[HEADER] ?? '',
    'an expiry as text': await forged(rs, { exp: '9999999999' as unknown as number }),
    expired: await forged(rs, { exp: now - 31 }),
    'not before an hour from now': await forged(rs, { nbf: now + 3600 }),
    'neither e-mail address nor name': await forged(rs, { email: undefined as never, sub: 'x' }),
    'an empty e-mail address': await forged(rs, { email: '' }),
    'an e-mail address that is a list': await forged(rs, { email: ['a@example.com'] }),
    'claims changed after signing': `${head}.${base64url.encode(
      JSON.stringify({
        ...JSON.parse(new TextDecoder().decode(base64url.decode(body))),
        email: 'eve@example.com',
      }),
    )}.${signature}`,
    'two parts': `${head}.${body}`,
    'five parts': `${genuine}.x.y`,
    'no JSON': `${base64url.encode('x')}.${base64url.encode('y')}.${signature}`,
    'no base64': '%%%.%%%.%%%',
    'two tokens': `${genuine}, ${genuine}`,
    huge: `${head}.${'A'.repeat(20_000)}.${signature}`,
  };
  for (const [name, token] of Object.entries(attacks)) {
    const response = await worker.get(BINDINGS, { [HEADER]: token });
    assert.equal(await codeOf(response), '403 identity-invalid', name);
  }
  assert.deepEqual(upstream.seen, []);
  assert.equal((await worker.get(BINDINGS, { [HEADER]: genuine })).status, 200);
});

test('a genuine token that has expired is refused, also where it was believed before', async () => {
  const headers = await team.signedIn('short@example.com', { exp: Math.floor(Date.now() / 1000) + 2 - 30 });
  assert.equal((await worker.get('/api/about', headers)).status, 200, 'within the tolerance of clocks');
  await new Promise((resolve) => setTimeout(resolve, 4000));
  assert.equal(await codeOf(await worker.get('/api/about', headers)), '403 identity-invalid');
});

test('a response of the API that contains the token of the Worker never reaches a person', async () => {
  const echoes = [
    success([{ note: OWN_TOKEN }]),
    success([{ note: `x${OWN_TOKEN}x`, [OWN_TOKEN]: 1 }]),
    JSON.stringify({
      success: false,
      errors: [{ code: 1, message: `bad token ${OWN_TOKEN}` }],
      messages: [],
      result: null,
    }),
  ];
  for (const body of echoes) {
    const server = await scriptedServer((response) => {
      // In two pieces, with the cut inside of the token.
      const cut = body.indexOf(OWN_TOKEN) + 5;
      response.writeHead(200, { 'cf-ray': OWN_TOKEN, ratelimit: 'ok' }).write(body.slice(0, cut));
      setTimeout(() => response.end(body.slice(cut)), 50);
    });
    const own = await deployBehind(team, server, SEED_ACCOUNT_ID);
    const response = await own.get(BINDINGS, await team.signedIn());
    const all = JSON.stringify([...response.headers]) + (await response.clone().text());
    assert.ok(!all.includes(OWN_TOKEN.slice(0, 12)), all);
    assert.equal(await codeOf(response), '502 upstream-echoes-token');
    const resolved = await own.get('/api/resolve?ip=192.0.2.1', await team.signedIn());
    assert.ok(!(await resolved.text()).includes(OWN_TOKEN));
    await own.close();
    await server.close();
  }
  // Without the token in its body a response is forwarded, and a header that has it is not.
  const server = await scriptedServer(
    reply(200, success([]), { 'cf-ray': `x${OWN_TOKEN}`, ratelimit: 'ok' }),
  );
  const own = await deployBehind(team, server, SEED_ACCOUNT_ID);
  const { headers } = await own.get(BINDINGS, await team.signedIn());
  assert.deepEqual([headers.get('cf-ray'), headers.get('ratelimit')], [null, 'ok']);
  await own.close();
  await server.close();
});

test('clocks may differ by half a minute', async () => {
  const now = Math.floor(Date.now() / 1000);
  for (const claims of [{ exp: now - 15 }, { nbf: now + 15 }]) {
    assert.equal((await worker.get('/api/about', await team.signedIn(undefined, claims))).status, 200);
  }
});

test('a flood of tokens with unknown keys reads the keys once in 30 seconds', async () => {
  const before = team.keyServer.seen.length;
  const other = await generateKeyPair('RS256');
  const tokens = await Promise.all(
    Array.from({ length: 200 }, () => forged({ alg: 'RS256', kid: randomUUID() }, {}, other.privateKey)),
  );
  for (let from = 0; from < tokens.length; from += 20) {
    const answers = await Promise.all(
      tokens.slice(from, from + 20).map((token) => worker.get(BINDINGS, { [HEADER]: token })),
    );
    for (const answer of answers) assert.equal(await codeOf(answer), '403 identity-invalid');
  }
  assert.ok(team.keyServer.seen.length - before <= 1, `${team.keyServer.seen.length - before} reads`);
  assert.deepEqual(upstream.seen, []);
});

test('where the keys cannot be read nothing is served, and a flood reads them at most 20 times in 30 seconds', async () => {
  const scripts = {
    down: reply(503, 'down'),
    moved: reply(302, '', { location: `${team.url}/cdn-cgi/access/certs` }),
    html: reply(200, '<html>'),
    empty: reply(200, '{"keys":"none"}'),
    'too long': reply(200, JSON.stringify({ keys: [], pad: 'x'.repeat(70_000) })),
  };
  for (const [name, script] of Object.entries(scripts)) {
    const server = await scriptedServer(script);
    const broken = { ...team, url: `http://127.0.0.1:${server.port}` };
    const own = await deployBehind(broken, upstream, SEED_ACCOUNT_ID);
    const headers = await team.signedIn(undefined, { iss: broken.url });
    for (let i = 0; i < 40; i += 1) {
      assert.equal(await codeOf(await own.get(BINDINGS, headers)), '503 identity-unverifiable', name);
    }
    assert.equal(server.seen.length, 20, name);
    assert.ok(server.seen.every(({ url }) => url === '/cdn-cgi/access/certs'));
    await own.close();
    await server.close();
  }
  assert.deepEqual(upstream.seen, []);
});
