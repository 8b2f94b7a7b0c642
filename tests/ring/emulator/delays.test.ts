// Delays of the emulator: stale lists, BGP prefixes that appear later, deletions that roll out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createEmulator,
  type Emulator,
  type ListLag,
  PROVISIONING_DELAY,
  SEED_PREFIXES,
  SEED_SERVICES,
  seed,
} from 'byoip/emulator';
import { ask, V4, V6 } from '../setup/emulator-requests.js';

const CDN = SEED_SERVICES.cdn.id;
const BOUND = ['192.0.2.0/24', '192.0.2.1/32'];

async function listed(emulator: Emulator, path = `${V4}/bindings`): Promise<readonly string[]> {
  const { envelope } = await ask(emulator, 'GET', path);
  return (envelope.result as { cidr: string }[]).map(({ cidr }) => cidr);
}

async function bind(emulator: Emulator, cidr: string, prefix = V4): Promise<string> {
  const { status, envelope } = await ask(emulator, 'POST', `${prefix}/bindings`, { cidr, service_id: CDN });
  assert.equal(status, 201, cidr);
  return (envelope.result as { id: string }).id;
}

/** An emulator whose IPv4 prefix is approved and has nothing. */
function bare(options: Parameters<typeof createEmulator>[0] = {}): Emulator {
  const state = seed(Date.UTC(2026, 0, 1), PROVISIONING_DELAY);
  for (const prefix of state.accounts[0]?.prefixes ?? []) {
    prefix.bindings = [];
    prefix.bgpPrefixes = [];
  }
  return createEmulator({ state, ...options });
}

test('a list that lags by N writes shows a write after N further ones, and never by time', async () => {
  for (const writes of [0, 1, 2, 3]) {
    const emulator = createEmulator({ listLag: { writes } });
    const made = ['192.0.2.16/32', '192.0.2.17/32', '192.0.2.18/32', '192.0.2.19/32', '192.0.2.20/32'];
    for (const [i, cidr] of made.entries()) {
      await bind(emulator, cidr);
      emulator.clock.advance(10 * PROVISIONING_DELAY);
      const expected = [...BOUND, ...made.slice(0, Math.max(0, i + 1 - writes))];
      assert.deepEqual(await listed(emulator), expected, `${writes} writes, after ${i + 1}`);
    }
  }
});

test('writes to other prefixes, deletions and edits count as further writes; refused ones and reads do not', async () => {
  const further: readonly (readonly [string, (emulator: Emulator) => Promise<unknown>, boolean])[] = [
    ['other prefix', (emulator) => bind(emulator, '2001:db8:5::/48', V6), true],
    [
      'deletion',
      (emulator) => ask(emulator, 'DELETE', `${V6}/bindings/d1f5a9c04b8e4e0f9a7c6b5d4e3f2a13`),
      true,
    ],
    [
      'edit',
      (emulator) => ask(emulator, 'PATCH', `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`, {}),
      true,
    ],
    ['refused', (emulator) => ask(emulator, 'POST', `${V4}/bindings`, {}), false],
    ['read', (emulator) => ask(emulator, 'GET', V4), false],
  ];
  for (const [what, write, shows] of further) {
    const emulator = createEmulator({ listLag: { writes: 1 } });
    await bind(emulator, '192.0.2.16/29');
    await write(emulator);
    assert.equal((await listed(emulator)).includes('192.0.2.16/29'), shows, what);
  }
});

test('a list that lags by time shows a write when the time is over', async () => {
  const emulator = createEmulator({ listLag: { milliseconds: 5000 } });
  await bind(emulator, '192.0.2.16/29');
  emulator.clock.advance(3000);
  await bind(emulator, '192.0.2.24/29');
  emulator.clock.advance(1999);
  assert.deepEqual(await listed(emulator), BOUND);
  emulator.clock.advance(1);
  assert.deepEqual(await listed(emulator), [...BOUND, '192.0.2.16/29']);
  emulator.clock.advance(3000);
  assert.deepEqual(await listed(emulator), [...BOUND, '192.0.2.16/29', '192.0.2.24/29']);
});

test('with a number of writes and a time, the first of both shows the write', async () => {
  const lag: ListLag = { writes: 1, milliseconds: 1000 };
  const byTime = createEmulator({ listLag: lag });
  await bind(byTime, '192.0.2.16/29');
  byTime.clock.advance(1000);
  assert.deepEqual(await listed(byTime), [...BOUND, '192.0.2.16/29']);
  const byWrites = createEmulator({ listLag: lag });
  await bind(byWrites, '192.0.2.16/29');
  await bind(byWrites, '192.0.2.24/29');
  assert.deepEqual(await listed(byWrites), [...BOUND, '192.0.2.16/29']);
});

test('a stale list shows deleted bindings and the old advertisement; single reads are current', async () => {
  const emulator = createEmulator({ listLag: { writes: 2 } });
  const gone = 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f';
  assert.equal((await ask(emulator, 'DELETE', `${V4}/bindings/${gone}`)).status, 200);
  assert.deepEqual(await listed(emulator), BOUND);
  assert.equal((await ask(emulator, 'GET', `${V4}/bindings/${gone}`)).status, 404);

  const path = `${V4}/bgp/prefixes`;
  const advertised = async () => {
    const { envelope } = await ask(emulator, 'GET', path);
    return (envelope.result as { on_demand: { advertised: boolean } }[]).map(
      (bgp) => bgp.on_demand.advertised,
    );
  };
  const id = '7009ba364c7a5760798ceb430e603b74';
  await ask(emulator, 'PATCH', `${path}/${id}`, { on_demand: { advertised: false } });
  assert.deepEqual(await advertised(), [true]);
  const one = (await ask(emulator, 'GET', `${path}/${id}`)).envelope.result;
  assert.equal((one as { on_demand: { advertised: boolean } }).on_demand.advertised, false);
  await bind(emulator, '192.0.2.16/29');
  await bind(emulator, '192.0.2.24/29');
  assert.deepEqual(await advertised(), [false]);
});

test('`createEmulator` refuses an invalid lag, limit or seed', () => {
  for (const listLag of [{ writes: -1 }, { writes: Number.NaN }, { milliseconds: -1 }]) {
    assert.throws(() => createEmulator({ listLag }), RangeError, JSON.stringify(listLag));
  }
  for (const rateLimit of [
    { requests: 0, milliseconds: 1 },
    { requests: 1.5, milliseconds: 1 },
    { requests: 1, milliseconds: 0 },
  ]) {
    assert.throws(() => createEmulator({ rateLimit }), RangeError, JSON.stringify(rateLimit));
  }
  for (const idSeed of [0.5, -1, Number.NaN, 2 ** 32]) {
    assert.throws(() => createEmulator({ idSeed }), RangeError, String(idSeed));
  }
});

test('a default binding creates its BGP prefix, withdrawn, which is invisible until the delay is over', async () => {
  const emulator = bare({ bgpPrefixDelay: 60_000 });
  await bind(emulator, SEED_PREFIXES.v4.cidr);
  const record = emulator.state.accounts[0]?.prefixes[0]?.bgpPrefixes[0];
  assert.ok(record !== undefined);
  const one = `${V4}/bgp/prefixes/${record.id}`;
  emulator.clock.advance(59_999);
  assert.deepEqual(await listed(emulator, `${V4}/bgp/prefixes`), []);
  assert.equal((await ask(emulator, 'GET', one)).status, 404);
  assert.equal((await ask(emulator, 'PATCH', one, {})).status, 404);
  emulator.clock.advance(1);
  assert.deepEqual(await listed(emulator, `${V4}/bgp/prefixes`), [SEED_PREFIXES.v4.cidr]);
  const { envelope } = await ask(emulator, 'GET', one);
  const { created_at, on_demand } = envelope.result as {
    created_at: string;
    on_demand: { advertised: boolean };
  };
  assert.deepEqual([created_at, on_demand.advertised], ['2026-01-01T00:01:00Z', false]);
});

test('without a delay the BGP prefix exists at once, and only once', async () => {
  const emulator = bare({ profile: 'lenient' });
  const id = await bind(emulator, SEED_PREFIXES.v4.cidr);
  assert.deepEqual(await listed(emulator, `${V4}/bgp/prefixes`), [SEED_PREFIXES.v4.cidr]);
  await ask(emulator, 'DELETE', `${V4}/bindings/${id}`);
  await bind(emulator, SEED_PREFIXES.v4.cidr);
  assert.deepEqual(await listed(emulator, `${V4}/bgp/prefixes`), [SEED_PREFIXES.v4.cidr]);
});

test('a BGP prefix that has not appeared when its default binding is deleted never appears', async () => {
  const emulator = bare({ bgpPrefixDelay: 60_000 });
  const id = await bind(emulator, SEED_PREFIXES.v4.cidr);
  assert.equal((await ask(emulator, 'DELETE', `${V4}/bindings/${id}`)).status, 200);
  emulator.clock.advance(60_000);
  assert.deepEqual(await listed(emulator, `${V4}/bgp/prefixes`), []);
});

test('a deletion stays in the state until it has rolled out', async () => {
  const emulator = createEmulator({ provisioningDelay: 1000 });
  const leaving = () => emulator.state.accounts[0]?.prefixes[0]?.leaving ?? [];
  const id = await bind(emulator, '192.0.2.16/29');
  await ask(emulator, 'DELETE', `${V4}/bindings/${id}`);
  assert.deepEqual(
    leaving().map(({ cidr, goneAt }) => [cidr, goneAt - emulator.clock.now()]),
    [['192.0.2.16/29', 1000]],
  );
  emulator.clock.advance(1000);
  await ask(emulator, 'DELETE', `${V4}/bindings/a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f`);
  assert.deepEqual(
    leaving().map(({ cidr }) => cidr),
    ['192.0.2.1/32'],
  );
});

test('a deleted binding that lingers is listed and found until it has rolled out, and cannot be deleted again', async () => {
  const emulator = createEmulator({ deletions: 'linger' });
  const one = `${V4}/bindings/a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f`;
  const before = (await ask(emulator, 'GET', one)).envelope.result;
  assert.equal((await ask(emulator, 'DELETE', one)).status, 200);
  assert.deepEqual((await ask(emulator, 'GET', one)).envelope.result, before);
  assert.equal((await ask(emulator, 'DELETE', one)).envelope.errors[0]?.code, 1002);
  emulator.clock.advance(PROVISIONING_DELAY - 1);
  assert.deepEqual(await listed(emulator), BOUND);
  emulator.clock.advance(1);
  assert.deepEqual(await listed(emulator), ['192.0.2.0/24']);
  assert.equal((await ask(emulator, 'GET', one)).status, 404);
});

test('a deleted binding stops lingering when its block is bound again: no list has the block twice', async () => {
  const emulator = createEmulator({ deletions: 'linger' });
  await ask(emulator, 'DELETE', `${V4}/bindings/a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f`);
  const id = await bind(emulator, '192.0.2.1/32');
  assert.deepEqual(await listed(emulator), BOUND);
  await ask(emulator, 'DELETE', `${V4}/bindings/${id}`);
  assert.deepEqual(await listed(emulator), BOUND);
});

async function states(emulator: Emulator): Promise<readonly string[]> {
  const { envelope } = await ask(emulator, 'GET', `${V4}/bindings`);
  const rows = envelope.result as { cidr: string; provisioning: { state: string } }[];
  return rows.map(({ cidr, provisioning }) => `${cidr} ${provisioning.state}`);
}

test('a binding to Magic Transit without a Magic route is stuck until one covers it, others are not', async () => {
  const emulator = createEmulator({ magicRoutes: ['192.0.2.0/25', '198.51.100.0/24'] });
  const stuck = ['192.0.2.0/24 magic_transit_route_missing', '192.0.2.1/32 active'];
  assert.deepEqual(await states(emulator), stuck);
  emulator.clock.advance(100 * PROVISIONING_DELAY);
  assert.deepEqual(await states(emulator), stuck);
  const bgp = `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`;
  const withdrawn = await ask(emulator, 'PATCH', bgp, { on_demand: { advertised: false } });
  assert.equal(withdrawn.envelope.errors[0]?.message, 'advertise_state_locked');
  emulator.state.accounts[0]?.magicRoutes?.push('192.0.2.0/24');
  assert.deepEqual(await states(emulator), ['192.0.2.0/24 active', '192.0.2.1/32 active']);
});

test('a new binding that lacks a route is stuck, and rolls out as usual once it has one', async () => {
  const emulator = bare({ magicRoutes: [] });
  const body = { cidr: '192.0.2.0/24', service_id: SEED_SERVICES.magicTransit.id };
  assert.equal((await ask(emulator, 'POST', `${V4}/bindings`, body)).status, 201);
  assert.deepEqual(await states(emulator), ['192.0.2.0/24 magic_transit_route_missing']);
  emulator.state.accounts[0]?.magicRoutes?.push('192.0.0.0/16');
  assert.deepEqual(await states(emulator), ['192.0.2.0/24 provisioning']);
  emulator.clock.advance(PROVISIONING_DELAY);
  assert.deepEqual(await states(emulator), ['192.0.2.0/24 active']);
});

test('a binding is stuck in the state that its record names, until the record does not', async () => {
  const state = seed(0, 0);
  const [prefix] = state.accounts[0]?.prefixes ?? [];
  assert.ok(prefix !== undefined);
  const free = prefix.bindings;
  prefix.bindings = free.map((binding) => ({ ...binding, stuck: 'waiting_for_review' }));
  const emulator = createEmulator({ state });
  assert.deepEqual(
    await states(emulator),
    BOUND.map((cidr) => `${cidr} waiting_for_review`),
  );
  prefix.bindings = free;
  assert.deepEqual(
    await states(emulator),
    BOUND.map((cidr) => `${cidr} active`),
  );
});

test('new bindings of a block with a rule get stuck, for a time or for ever; others and older ones do not', async () => {
  const state = 'waiting_for_review';
  const emulator = createEmulator({
    stuck: [
      { cidr: '192.0.2.16/29', state, milliseconds: 60_000 },
      { cidr: '192.0.2.24/29', state: 'magic_transit_route_missing' },
      { cidr: '192.0.2.1/32', state },
    ],
  });
  for (const cidr of ['192.0.2.16/29', '192.0.2.24/29', '192.0.2.32/29']) await bind(emulator, cidr);
  const after = async (milliseconds: number) => {
    emulator.clock.advance(milliseconds);
    return (await states(emulator)).slice(1);
  };
  const forEver = '192.0.2.24/29 magic_transit_route_missing';
  const rest = (words: string) => ['192.0.2.1/32 active', `192.0.2.16/29 ${words}`, forEver];
  assert.deepEqual(await after(59_999), [...rest(state), '192.0.2.32/29 provisioning']);
  assert.deepEqual(await after(1), [...rest('provisioning'), '192.0.2.32/29 provisioning']);
  assert.deepEqual(await after(PROVISIONING_DELAY), [...rest('active'), '192.0.2.32/29 active']);
});

test('a BGP prefix in an old list keeps its settings', async () => {
  const emulator = createEmulator({ listLag: { writes: 1 } });
  const path = `${V4}/bgp/prefixes`;
  await ask(emulator, 'PATCH', `${path}/7009ba364c7a5760798ceb430e603b74`, { asn_prepend_count: 3 });
  const { envelope } = await ask(emulator, 'GET', path);
  assert.equal((envelope.result as { asn_prepend_count: number }[])[0]?.asn_prepend_count, 0);
});
