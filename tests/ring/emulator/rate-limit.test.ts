// The rate limit of the emulator, and its deterministic responses.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator, type Emulator, FAULT_NAMES, RATE_LIMIT, SEED_SERVICES, seed } from 'byoip/emulator';
import { ACCOUNT, ask, V4 } from '../setup/emulator-requests.js';

const SERVICES = `${ACCOUNT}/services`;
const LIMIT = { requests: 3, milliseconds: 60_000 };

async function statuses(emulator: Emulator, count: number, token = 'a'): Promise<readonly number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i += 1) {
    found.push(
      (await ask(emulator, 'GET', SERVICES, undefined, { authorization: `Bearer ${token}` })).status,
    );
  }
  return found;
}

test('without a limit there is no count and no header', async () => {
  const emulator = createEmulator();
  assert.deepEqual(new Set(await statuses(emulator, RATE_LIMIT.requests + 1)), new Set([200]));
  const { headers } = await ask(emulator, 'GET', SERVICES);
  assert.deepEqual([headers.get('ratelimit'), headers.get('ratelimit-policy')], [null, null]);
});

test('the limit of the API is 1,200 requests in five minutes: the next one is 429', async () => {
  const emulator = createEmulator({ rateLimit: RATE_LIMIT });
  assert.deepEqual(new Set(await statuses(emulator, 1200)), new Set([200]));
  assert.deepEqual(await statuses(emulator, 1), [429]);
  assert.equal(RATE_LIMIT.milliseconds, 5 * 60 * 1000);
});

test('a 429 is an envelope with code 971 and a Retry-After; every response has the remaining requests', async () => {
  const emulator = createEmulator({ rateLimit: LIMIT });
  const first = await ask(emulator, 'GET', SERVICES);
  assert.equal(first.headers.get('ratelimit'), '"default";r=2;t=60');
  assert.equal(first.headers.get('ratelimit-policy'), '"default";q=3;w=60');
  assert.equal(first.headers.get('retry-after'), null);
  await ask(emulator, 'GET', SERVICES);
  await ask(emulator, 'GET', SERVICES);
  emulator.clock.advance(10_000);
  const blocked = await ask(emulator, 'POST', `${V4}/bindings`, {
    cidr: '192.0.2.16/29',
    service_id: SEED_SERVICES.cdn.id,
  });
  assert.deepEqual([blocked.status, blocked.envelope.errors[0]?.code], [429, 971]);
  assert.deepEqual([blocked.envelope.success, blocked.envelope.result], [false, null]);
  assert.equal(blocked.headers.get('retry-after'), '60');
  assert.equal(blocked.headers.get('ratelimit'), '"default";r=0;t=60');
  assert.equal(emulator.state.accounts[0]?.prefixes[0]?.bindings.length, 2, 'nothing is carried out');
});

test('the first request over the limit blocks for a whole window; further requests do not extend it', async () => {
  const emulator = createEmulator({ rateLimit: LIMIT });
  assert.deepEqual(await statuses(emulator, 4), [200, 200, 200, 429]);
  emulator.clock.advance(59_999);
  const late = await ask(emulator, 'GET', SERVICES, undefined, { authorization: 'Bearer a' });
  assert.deepEqual([late.status, late.headers.get('retry-after')], [429, '1']);
  emulator.clock.advance(1);
  assert.deepEqual(await statuses(emulator, 4), [200, 200, 200, 429]);
});

test('a window that was not used up ends after its time', async () => {
  const emulator = createEmulator({ rateLimit: LIMIT });
  assert.deepEqual(await statuses(emulator, 3), [200, 200, 200]);
  emulator.clock.advance(60_000);
  assert.deepEqual(await statuses(emulator, 3), [200, 200, 200]);
});

test('every credential has a limit of its own, and refused requests count', async () => {
  const emulator = createEmulator({ rateLimit: LIMIT });
  assert.deepEqual(await statuses(emulator, 4, 'a'), [200, 200, 200, 429]);
  assert.deepEqual(await statuses(emulator, 1, 'b'), [200]);
  const key = { 'x-auth-email': 'a@example.com', 'x-auth-key': 'a' };
  assert.equal((await ask(emulator, 'GET', SERVICES, undefined, key)).status, 200);
  for (let i = 0; i < 2; i += 1) await ask(emulator, 'GET', '/nothing', undefined, key);
  assert.equal((await ask(emulator, 'GET', SERVICES, undefined, key)).status, 429);
  assert.equal(
    (await ask(emulator, 'GET', SERVICES, undefined, {})).status,
    400,
    'a request without credentials is not counted',
  );
});

/** What an emulator answers to one request of each sort, down to the headers. */
async function transcript(emulator: Emulator): Promise<readonly string[]> {
  const lines: string[] = [];
  const say = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const answer = await ask(emulator, method, path, body, { authorization: 'Bearer t', ...headers });
    lines.push(JSON.stringify([answer.status, [...answer.headers].sort(), answer.text]));
    return answer;
  };
  const made = await say('POST', `${V4}/bindings`, {
    cidr: '192.0.2.16/29',
    service_id: SEED_SERVICES.cdn.id,
  });
  emulator.clock.advance(1234);
  await say('GET', `${V4}/bindings/${(made.envelope.result as { id: string }).id}`);
  await say('PATCH', `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`, { asn_prepend_count: 1 });
  await say('GET', `${V4}/bgp/prefixes`);
  await say('DELETE', `${V4}/bindings/a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f`);
  await say('GET', `${ACCOUNT}/prefixes`);
  await say('GET', '/nothing');
  await say('GET', SERVICES, undefined, { 'x-emulator-fault': 'http-429-retry-after' });
  return lines;
}

test('the same seed and the same requests give the same bytes, headers and all', async () => {
  for (const idSeed of [0, 1, 2 ** 32 - 1]) {
    const one = await transcript(createEmulator({ idSeed, rateLimit: RATE_LIMIT }));
    const two = await transcript(createEmulator({ idSeed, rateLimit: RATE_LIMIT }));
    assert.deepEqual(one, two);
  }
});

test('another seed makes other ids and other rays, and changes nothing else', async () => {
  const unnamed = (lines: readonly string[]) =>
    lines.map((line) => line.replaceAll(/"cf-ray","[^"]+"|\\"id\\":\\"[0-9a-f]{32}\\"/g, '-'));
  const [one, two] = [
    await transcript(createEmulator({ idSeed: 1 })),
    await transcript(createEmulator({ idSeed: 2 })),
  ];
  for (const [i, line] of one.entries()) assert.notEqual(line, two[i], line);
  assert.deepEqual(unnamed(one), unnamed(two));
});

test('a saved state continues the ids of its seed', async () => {
  const id = async (emulator: Emulator) => {
    const wanted = { cidr: '192.0.2.16/29', service_id: SEED_SERVICES.cdn.id };
    return ((await ask(emulator, 'POST', `${V4}/bindings`, wanted)).envelope.result as { id: string }).id;
  };
  const state = seed(Date.UTC(2026, 0, 1), 0, 7);
  const copy = JSON.parse(JSON.stringify(state)) as typeof state;
  assert.equal(await id(createEmulator({ state })), await id(createEmulator({ state: copy, idSeed: 9 })));
  assert.notEqual(await id(createEmulator({ idSeed: 7 })), await id(createEmulator({ idSeed: 9 })));
  const { idSeed: _, ...without } = seed(Date.UTC(2026, 0, 1), 0);
  const taken = createEmulator({ state: without, idSeed: 9 });
  assert.equal(
    await id(taken),
    await id(createEmulator({ idSeed: 9 })),
    'a state without one takes that of the option',
  );
});

test('two thousand requests have different rays', async () => {
  const emulator = createEmulator();
  const rays = new Set<string>();
  for (let i = 0; i < 2000; i += 1)
    rays.add((await ask(emulator, 'GET', SERVICES)).headers.get('cf-ray') ?? '');
  assert.equal(rays.size, 2000);
  for (const ray of rays) assert.match(ray, /^[0-9a-f]{16}-EMU$/);
});

test('every fault with a response has a ray', async () => {
  const silent = ['refused', 'reset', 'reset-after-commit', 'timeout-after-commit'];
  for (const fault of FAULT_NAMES.filter((name) => !silent.includes(name))) {
    const headers = { authorization: 'Bearer t', 'x-emulator-fault': fault };
    const answer = await createEmulator().fetch(`https://api.cloudflare.com/client/v4${V4}/bindings`, {
      headers,
    });
    assert.match(answer.headers.get('cf-ray') ?? '', /^[0-9a-f]{16}-EMU$/, fault);
  }
});

test('no response and no state contains a credential', async () => {
  const canary = 'canary-7f3a9c';
  const emulator = createEmulator({ rateLimit: { requests: 2, milliseconds: 1000 } });
  const sent = [
    { authorization: `Bearer ${canary}` },
    { 'x-auth-email': `${canary}@example.com`, 'x-auth-key': canary },
    { authorization: `Basic ${canary}` },
  ];
  for (const headers of [...sent, ...sent, ...sent]) {
    const answer = await ask(emulator, 'POST', `${V4}/bindings`, {}, headers);
    assert.ok(!(answer.text + JSON.stringify([...answer.headers])).includes(canary));
  }
  assert.ok(!JSON.stringify(emulator.state).includes(canary));
});
