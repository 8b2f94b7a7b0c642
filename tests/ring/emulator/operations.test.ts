// The operations of the emulator: statuses, envelopes and changes of the state.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createEmulator,
  PROVISIONING_DELAY,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
} from 'byoip/emulator';
import { ACCOUNT, ask, V4, V6 } from '../setup/emulator-requests.js';

const CDN = SEED_SERVICES.cdn.id;

test('the seeded list of bindings is the example of the API documentation', async () => {
  const { status, envelope } = await ask(createEmulator(), 'GET', `${V4}/bindings`);
  assert.equal(status, 200);
  assert.deepEqual(envelope.result, [
    {
      cidr: '192.0.2.0/24',
      id: '0429b49b6a5155297b78e75a44b09e14',
      provisioning: { state: 'active' },
      service_id: '2db684ee7ca04e159946fd05b99e1bcd',
      service_name: 'Magic Transit',
    },
    {
      cidr: '192.0.2.1/32',
      id: 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f',
      provisioning: { state: 'active' },
      service_id: CDN,
      service_name: 'CDN',
    },
  ]);
});

test('the seeded IPv6 prefix holds nested bindings, one rolling out, and one without a service', async () => {
  const { envelope } = await ask(createEmulator(), 'GET', `${V6}/bindings`);
  const rows = envelope.result as { cidr: string; provisioning: { state: string }; service_name?: string }[];
  assert.deepEqual(
    rows.map(
      ({ cidr, provisioning, service_name }) => `${cidr} ${service_name ?? '-'} ${provisioning.state}`,
    ),
    [
      '2001:db8::/32 CDN active',
      '2001:db8:1000::/36 Spectrum active',
      '2001:db8:1234::/48 CDN active',
      '2001:db8:1234::53/128 Spectrum active',
      '2001:db8:8000::/33 Spectrum provisioning',
      '2001:db8:1234:ff00::/56 - active',
    ],
  );
  assert.deepEqual(Object.keys(rows.at(-1) ?? {}), ['cidr', 'id', 'provisioning']);
});

test('an envelope has errors, messages, result and success, in this order, and no result_info', async () => {
  const emulator = createEmulator();
  for (const path of ['/services', '/prefixes', `/prefixes/${SEED_PREFIXES.v4.id}`]) {
    const { envelope, headers } = await ask(emulator, 'GET', ACCOUNT + path);
    assert.deepEqual(Object.keys(envelope), ['errors', 'messages', 'result', 'success'], path);
    assert.equal(headers.get('content-type'), 'application/json', path);
  }
});

test('services and prefixes are listed for the seeded account', async () => {
  const emulator = createEmulator();
  const services = await ask(emulator, 'GET', `${ACCOUNT}/services`);
  assert.deepEqual(services.envelope.result, Object.values(SEED_SERVICES));
  const prefixes = await ask(emulator, 'GET', `${ACCOUNT}/prefixes`);
  const rows = prefixes.envelope.result as {
    id: string;
    cidr: string;
    approved: string;
    account_id: string;
  }[];
  assert.deepEqual(
    rows.map(({ id, cidr, approved, account_id }) => ({ id, cidr, approved, account_id })),
    Object.values(SEED_PREFIXES).map((seeded) => ({ ...seeded, approved: 'V', account_id: SEED_ACCOUNT_ID })),
  );
  const one = await ask(emulator, 'GET', V4);
  assert.deepEqual(one.envelope.result, rows[0]);
});

test('an account without prefixes is answered 200 and an empty list', async () => {
  const state = { accounts: [{ id: SEED_ACCOUNT_ID, services: [], prefixes: [] }], idsMade: 0 };
  const { status, envelope } = await ask(createEmulator({ state }), 'GET', `${ACCOUNT}/prefixes`);
  assert.deepEqual([status, envelope.result], [200, []]);
});

test('a created binding is answered 201, listed last, provisioning until the delay is over, then active', async () => {
  const emulator = createEmulator();
  const created = await ask(emulator, 'POST', `${V4}/bindings`, { cidr: '192.0.2.16/29', service_id: CDN });
  assert.equal(created.status, 201);
  const binding = created.envelope.result as { id: string; provisioning: { state: string } };
  assert.match(binding.id, /^[0-9a-f]{32}$/);
  assert.equal(binding.provisioning.state, 'provisioning');
  const listed = await ask(emulator, 'GET', `${V4}/bindings`);
  assert.deepEqual((listed.envelope.result as unknown[]).at(-1), binding);

  const state = async () => {
    const { envelope } = await ask(emulator, 'GET', `${V4}/bindings/${binding.id}`);
    return (envelope.result as typeof binding).provisioning.state;
  };
  emulator.clock.advance(PROVISIONING_DELAY - 1);
  assert.equal(await state(), 'provisioning');
  emulator.clock.advance(1);
  assert.equal(await state(), 'active');
});

test('the delay of the roll-out can be set', async () => {
  const emulator = createEmulator({ provisioningDelay: 0 });
  const { envelope } = await ask(emulator, 'POST', `${V4}/bindings`, {
    cidr: '192.0.2.9/32',
    service_id: CDN,
  });
  assert.deepEqual((envelope.result as { provisioning: unknown }).provisioning, { state: 'active' });
});

test('a deleted binding is gone, and the answer has no result', async () => {
  const emulator = createEmulator();
  const path = `${V4}/bindings/a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f`;
  const deleted = await ask(emulator, 'DELETE', path);
  assert.equal(deleted.text, '{"errors":[],"messages":[],"success":true}');
  assert.equal(deleted.status, 200);
  const listed = await ask(emulator, 'GET', `${V4}/bindings`);
  assert.equal((listed.envelope.result as unknown[]).length, 1);
  assert.equal((await ask(emulator, 'GET', path)).envelope.errors[0]?.code, 1002);
});

test('two emulators that are asked the same answer the same bytes', async () => {
  const [one, two] = [createEmulator(), createEmulator()];
  const calls = [
    ['POST', `${V6}/bindings`, { cidr: '2001:db8:5::/48', service_id: CDN }],
    ['GET', `${V6}/bindings`, undefined],
    ['GET', `${ACCOUNT}/prefixes`, undefined],
  ] as const;
  for (const [method, path, body] of calls) {
    assert.equal((await ask(one, method, path, body)).text, (await ask(two, method, path, body)).text, path);
  }
});

test('the state is data: a copy of it through JSON continues from there', async () => {
  const first = createEmulator();
  await ask(first, 'POST', `${V4}/bindings`, { cidr: '192.0.2.32/27', service_id: CDN });
  const second = createEmulator({ state: JSON.parse(JSON.stringify(first.state)) });
  const listOf = async (emulator: typeof first) => (await ask(emulator, 'GET', `${V4}/bindings`)).text;
  assert.equal(await listOf(second), await listOf(first));
  const id = async (emulator: typeof first) => {
    const { envelope } = await ask(emulator, 'POST', `${V4}/bindings`, {
      cidr: '192.0.2.64/27',
      service_id: CDN,
    });
    return (envelope.result as { id: string }).id;
  };
  assert.equal(await id(second), await id(first));
});

test('an IPv6 CIDR in any spelling is kept in the canonical one', async () => {
  const emulator = createEmulator();
  const wanted = { cidr: '2001:0DB8:0:0:1:0:0:0/80', service_id: CDN };
  const { status, envelope } = await ask(emulator, 'POST', `${V6}/bindings`, wanted);
  assert.equal(status, 201);
  assert.equal((envelope.result as { cidr: string }).cidr, '2001:db8:0:0:1::/80');
});

test('a BGP prefix is listed, fetched, and edited field by field', async () => {
  const emulator = createEmulator();
  const listed = await ask(emulator, 'GET', `${V4}/bgp/prefixes`);
  const path = `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`;
  const before = await ask(emulator, 'GET', path);
  assert.deepEqual(listed.envelope.result, [before.envelope.result]);

  emulator.clock.advance(1500);
  const edit = { on_demand: { advertised: false }, asn_prepend_count: 2, auto_advertise_withdraw: true };
  const edited = await ask(emulator, 'PATCH', path, edit);
  assert.equal(edited.status, 200);
  assert.deepEqual(edited.envelope.result, {
    ...(before.envelope.result as object),
    asn_prepend_count: 2,
    auto_advertise_withdraw: true,
    modified_at: '2026-01-01T00:00:01.5Z',
    on_demand: {
      advertised: false,
      advertised_modified_at: '2026-01-01T00:00:01.5Z',
      on_demand_enabled: true,
      on_demand_locked: false,
    },
  });
  assert.deepEqual((await ask(emulator, 'GET', path)).envelope.result, edited.envelope.result);
  assert.equal(
    ((await ask(emulator, 'GET', V4)).envelope.result as { advertised: boolean }).advertised,
    false,
  );
});

test('an edit of a locked BGP prefix returns success and changes no advertisement', async () => {
  const { state } = createEmulator();
  const locked = JSON.parse(
    JSON.stringify(state).replaceAll('"onDemandLocked":false', '"onDemandLocked":true'),
  );
  const path = `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`;
  const answer = await ask(createEmulator({ state: locked }), 'PATCH', path, {
    on_demand: { advertised: false },
  });
  assert.equal(answer.status, 200);
  assert.equal((answer.envelope.result as { on_demand: { advertised: boolean } }).on_demand.advertised, true);
});

test('a new default binding brings its BGP prefix along, withdrawn', async () => {
  const { state } = createEmulator();
  const bare = structuredClone(state);
  for (const prefix of bare.accounts[0]?.prefixes ?? [])
    Object.assign(prefix, { bindings: [], bgpPrefixes: [] });
  const emulator = createEmulator({ state: bare });
  await ask(emulator, 'POST', `${V4}/bindings`, { cidr: '192.0.2.0/24', service_id: CDN });
  const { envelope } = await ask(emulator, 'GET', `${V4}/bgp/prefixes`);
  const rows = envelope.result as { cidr: string; on_demand: { advertised: boolean } }[];
  assert.deepEqual(
    rows.map(({ cidr, on_demand }) => [cidr, on_demand.advertised]),
    [['192.0.2.0/24', false]],
  );
});

test('the clock goes forward only', () => {
  const { clock } = createEmulator();
  assert.throws(() => clock.advance(-1), RangeError);
  assert.throws(() => clock.advance(Number.NaN), RangeError);
});
