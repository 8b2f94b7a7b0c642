// The clock of the emulator: its speed, what clients see of it, and a source that goes back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CLOCK_PATH,
  createClock,
  createEmulator,
  type Emulator,
  PROVISIONING_DELAY,
  SEED_SERVICES,
  seed,
} from 'byoip/emulator';
import { ACCOUNT, ask, V4 } from '../setup/emulator-requests.js';
import { serveEmulator } from '../setup/emulator-server.js';

const START = Date.UTC(2026, 1, 20);
const HOUR = 60 * 60 * 1000;

/** A source of time that a test moves in both directions. */
function handClock(start = START): { now: number; readonly read: () => number } {
  const hand = { now: start, read: () => hand.now };
  return hand;
}

async function stateOf(emulator: Emulator, cidr: string): Promise<string | undefined> {
  const { envelope } = await ask(emulator, 'GET', `${V4}/bindings`);
  const rows = envelope.result as { cidr: string; provisioning: { state: string } }[];
  return rows.find((row) => row.cidr === cidr)?.provisioning.state;
}

async function bind(emulator: Emulator, cidr: string): Promise<void> {
  const body = { cidr, service_id: SEED_SERVICES.cdn.id };
  assert.equal((await ask(emulator, 'POST', `${V4}/bindings`, body)).status, 201);
}

test('a clock never goes back, whatever its source does, and goes on with it', () => {
  const hand = handClock(1000);
  const clock = createClock(hand.read);
  const seen = [500, 400, -5000, -4000, 2000].map((now) => {
    hand.now = now;
    return clock.now();
  });
  assert.deepEqual(seen, [1000, 1000, 1000, 2000, 8000]);
});

test('a clock starts at the later of its source and its start, and runs at its speed', () => {
  const hand = handClock(1000);
  assert.equal(createClock(hand.read, { start: 5000 }).now(), 5000);
  assert.equal(createClock(hand.read, { start: 10 }).now(), 1000);
  const fast = createClock(hand.read, { speed: 3600 });
  const slow = createClock(hand.read, { speed: 0.3 });
  hand.now = 1005;
  assert.deepEqual([fast.now(), slow.now()], [1000 + 5 * 3600, 1001]);
  fast.advance(7);
  assert.equal(fast.now(), 1007 + 5 * 3600);
  for (const speed of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => createClock(hand.read, { speed }), RangeError, String(speed));
  }
});

test('a clock stops where RFC 3339 ends, so that every response has a time', async () => {
  const state = { ...seed(START, 0), now: Date.UTC(9999, 11, 31, 23) };
  const hand = handClock();
  const emulator = createEmulator({ state, now: hand.read, speed: 1e6 });
  hand.now += HOUR;
  const answer = await emulator.fetch(`https://x${CLOCK_PATH}`);
  assert.equal(((await answer.json()) as { date: string }).date, '9999-12-31T23:59:59.999Z');
  await bind(emulator, '192.0.2.64/26');
});

test('what was active stays active when the source of time goes back, in a new emulator with the state too', async () => {
  const hand = handClock();
  const first = createEmulator({ now: hand.read });
  await bind(first, '192.0.2.64/26');
  hand.now += PROVISIONING_DELAY;
  assert.equal(await stateOf(first, '192.0.2.64/26'), 'active');
  hand.now = START - 1000 * HOUR;
  assert.equal(await stateOf(first, '192.0.2.64/26'), 'active');
  const state = JSON.parse(JSON.stringify(first.state)) as typeof first.state;
  const second = createEmulator({ state, now: hand.read });
  assert.equal(await stateOf(second, '192.0.2.64/26'), 'active');
  assert.equal(second.clock.now(), first.clock.now());
});

test('a new emulator with the state of a fast one goes on where that one was', async () => {
  const hand = handClock();
  const first = createEmulator({ now: hand.read, speed: 3600 });
  await bind(first, '192.0.2.64/26');
  hand.now += 4000;
  assert.equal(await stateOf(first, '192.0.2.64/26'), 'provisioning');
  const second = createEmulator({ state: structuredClone(first.state), now: hand.read, speed: 3600 });
  assert.equal(second.clock.now() - START, 4 * HOUR);
  hand.now += 1000;
  assert.equal(await stateOf(second, '192.0.2.64/26'), 'active');
});

test('at speed 3600 five hours of roll-out take five seconds, and timestamps are in emulated time', async () => {
  const hand = handClock();
  const emulator = createEmulator({ now: hand.read, speed: 3600 });
  await bind(emulator, '192.0.2.64/26');
  hand.now += 4999;
  assert.equal(await stateOf(emulator, '192.0.2.64/26'), 'provisioning');
  hand.now += 1;
  assert.equal(await stateOf(emulator, '192.0.2.64/26'), 'active');
  const answer = await ask(emulator, 'PATCH', V4, { description: 'x' });
  assert.equal((answer.envelope.result as { modified_at: string }).modified_at, '2026-02-20T05:00:00Z');
});

test('every response has the emulated date and the speed, failures and faults too', async () => {
  const hand = handClock();
  const emulator = createEmulator({ now: hand.read, speed: 60 });
  hand.now += 1000;
  for (const [path, headers] of [
    [`${V4}/bindings`, { authorization: 'Bearer x' }],
    ['/nothing', { authorization: 'Bearer x' }],
    [V4, {}],
    [V4, { authorization: 'Bearer x', 'x-emulator-fault': 'http-503' }],
  ] as const) {
    const answer = await emulator.fetch(`https://x/client/v4${path}`, { headers });
    assert.equal(answer.headers.get('date'), 'Fri, 20 Feb 2026 00:01:00 GMT');
    assert.equal(answer.headers.get('x-emulator-speed'), '60');
  }
});

test('the clock can be read without credentials, over a socket too, and only read', async () => {
  const hand = handClock();
  const emulator = createEmulator({ now: hand.read, speed: 3600 });
  hand.now += 1;
  const server = await serveEmulator({ emulator });
  try {
    const answer = await fetch(new URL(CLOCK_PATH, server.url));
    assert.deepEqual(await answer.json(), { now: START + 3600, date: '2026-02-20T00:00:03.6Z', speed: 3600 });
    assert.equal(answer.headers.get('date'), 'Fri, 20 Feb 2026 00:00:03 GMT');
    assert.equal((await fetch(new URL(CLOCK_PATH, server.url), { method: 'POST' })).status, 404);
  } finally {
    await server.close();
  }
});

test('the server takes a speed: an hour passes in a second', async () => {
  const server = await serveEmulator({ speed: 3600 });
  try {
    const time = async () =>
      (await fetch(new URL(CLOCK_PATH, server.url))).json() as Promise<{ now: number }>;
    const before = await time();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const passed = (await time()).now - before.now;
    assert.ok(passed >= 40 * 3600 && passed % 3600 === 0, `${passed} ms`);
  } finally {
    await server.close();
  }
});

test('a client on the real clock waits as long as Retry-After says, and no longer', async () => {
  for (const [speed, seconds, milliseconds] of [
    [1, '60', null],
    [10, '6', '6000'],
    [3600, '1', '17'],
  ] as const) {
    const hand = handClock();
    const rateLimit = { requests: 1, milliseconds: 60_000 };
    const emulator = createEmulator({ now: hand.read, speed, rateLimit });
    const get = () => ask(emulator, 'GET', `${ACCOUNT}/services`);
    await get();
    const { status, headers } = await get();
    assert.equal(status, 429);
    assert.deepEqual([headers.get('retry-after'), headers.get('retry-after-ms')], [seconds, milliseconds]);
    assert.equal(headers.get('ratelimit'), `"default";r=0;t=${seconds}`);
    assert.equal(headers.get('ratelimit-policy'), `"default";q=1;w=${seconds}`);
    hand.now += Number(milliseconds ?? Number(seconds) * 1000) - 1;
    assert.equal((await get()).status, 429);
    hand.now += 1;
    assert.equal((await get()).status, 200);
  }
});
