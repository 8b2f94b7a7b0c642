// The client's reads: over the emulator's fetch, over a real socket, and their requests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Byoip, type ByoipOptions, isByoipError } from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import { serveEmulator } from '../setup/emulator-server.js';
import { reply, scriptedServer, success } from '../setup/scripted-server.js';

const BINDING = '0429b49b6a5155297b78e75a44b09e14';
const BGP_PREFIX = '7009ba364c7a5760798ceb430e603b74';

function inProcess(options: Partial<ByoipOptions> = {}): Byoip {
  const emulator = createEmulator();
  return new Byoip({
    apiToken: 'a-token-of-some-length',
    accountId: SEED_ACCOUNT_ID,
    fetch: (input, init) => emulator.fetch(new Request(input, init)),
    ...options,
  });
}

test('bindings are listed in the order of the API, with their services and states', async () => {
  const bindings = await inProcess().addressing.prefixes.serviceBindings.list(SEED_PREFIXES.v4.id);
  assert.deepEqual(
    bindings.map(({ id, cidr, serviceId, serviceName, state }) => ({
      id,
      cidr,
      serviceId,
      serviceName,
      state,
    })),
    [
      {
        id: BINDING,
        cidr: '192.0.2.0/24',
        serviceId: SEED_SERVICES.magicTransit.id,
        serviceName: 'Magic Transit',
        state: 'active',
      },
      {
        id: 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f',
        cidr: '192.0.2.1/32',
        serviceId: SEED_SERVICES.cdn.id,
        serviceName: 'CDN',
        state: 'active',
      },
    ],
  );
});

test('a binding without a service is listed as one, with its hyphenated id', async () => {
  const bindings = await inProcess().addressing.prefixes.serviceBindings.list(SEED_PREFIXES.v6.id);
  assert.equal(bindings.length, 6);
  const regional = bindings.at(-1);
  assert.deepEqual([regional?.serviceId, regional?.id.length], [null, 36]);
  assert.deepEqual(
    bindings.filter(({ state }) => state === 'provisioning').map(({ cidr }) => cidr),
    ['2001:db8:8000::/33'],
  );
});

test('every read returns the requested resource', async () => {
  const { prefixes, services } = inProcess().addressing;
  const prefix_id = SEED_PREFIXES.v4.id;
  assert.deepEqual(
    (await services.list()).map(({ name }) => name),
    ['Magic Transit', 'CDN', 'Spectrum'],
  );
  assert.deepEqual(
    (await prefixes.list()).map(({ cidr }) => cidr),
    ['192.0.2.0/24', '2001:db8::/32'],
  );
  assert.equal((await prefixes.get(prefix_id)).approved, 'V');
  assert.equal((await prefixes.serviceBindings.get(BINDING, { prefix_id })).cidr, '192.0.2.0/24');
  assert.deepEqual(
    (await prefixes.bgpPrefixes.list(prefix_id)).map(({ id }) => id),
    [BGP_PREFIX],
  );
  assert.equal((await prefixes.bgpPrefixes.get(BGP_PREFIX, { prefix_id })).onDemand?.advertised, true);
});

test('the same list comes over a real socket', async () => {
  const server = await serveEmulator();
  try {
    const client = new Byoip({
      apiEmail: 'a@example.com',
      apiKey: 'a-key',
      accountId: SEED_ACCOUNT_ID,
      baseURL: server.url,
    });
    const overSocket = await client.addressing.prefixes.serviceBindings.list(SEED_PREFIXES.v4.id);
    assert.deepEqual(
      overSocket,
      await inProcess().addressing.prefixes.serviceBindings.list(SEED_PREFIXES.v4.id),
    );
  } finally {
    await server.close();
  }
});

test('on the wire there are the method, the path, the credentials and Accept, and no body', async () => {
  const server = await scriptedServer(reply(200, success([])));
  try {
    const client = new Byoip({ apiToken: 'a-token-of-some-length', baseURL: `${server.url}/` });
    await client.addressing.prefixes.serviceBindings.list('a1', { account_id: 'b2' });
    const [request] = server.seen;
    assert.equal(request?.method, 'GET');
    assert.equal(request?.url, '/client/v4/accounts/b2/addressing/prefixes/a1/bindings');
    assert.equal(request?.headers.authorization, 'Bearer a-token-of-some-length');
    assert.equal(request?.headers.accept, 'application/json');
    assert.equal(request?.headers['content-type'], undefined);
    assert.equal(request?.headers['x-auth-key'], undefined);

    const keyed = new Byoip({ apiEmail: 'a@example.com', apiKey: 'k', baseURL: server.url, accountId: 'b2' });
    await keyed.addressing.services.list();
    assert.equal(server.seen[1]?.headers['x-auth-email'], 'a@example.com');
    assert.equal(server.seen[1]?.headers['x-auth-key'], 'k');
    assert.equal(server.seen[1]?.headers.authorization, undefined);
  } finally {
    await server.close();
  }
});

test('the account of the call goes before the account of the client', async () => {
  const server = await scriptedServer(reply(200, success([])));
  try {
    const client = new Byoip({ apiToken: 't', accountId: 'of-the-client', baseURL: server.url });
    await client.addressing.services.list({ account_id: 'of-the-call' });
    await client.addressing.services.list();
    assert.deepEqual(
      server.seen.map(({ url }) => url.split('/')[4]),
      ['of-the-call', 'of-the-client'],
    );
  } finally {
    await server.close();
  }
});

const ATTACKS = [
  '',
  '.',
  '..',
  '../..',
  '%2e',
  '%2e%2e',
  '%2E%2e',
  '.%2e',
  '..%2f',
  'a/b',
  'a\\b',
  '/',
  'a?b',
  'a#b',
  'a;b',
  'a:b',
  'a@b',
  'a%2fb',
  'a%00b',
  'a b',
  ' a',
  'a\n',
  'a\r\nx: y',
  'a\u0000',
  '\u0661',
  '\uff0e\uff0e',
  '\u202ea',
  'a\u200b',
  '{prefix_id}',
  'a'.repeat(65),
  'a'.repeat(10_000),
];

test('an id that could change the path is refused before anything is sent, in every slot of every operation', async () => {
  let sent = 0;
  const client = inProcess({
    fetch: () => {
      sent += 1;
      return Promise.reject(new Error('sent'));
    },
  });
  const { prefixes, services } = client.addressing;
  const { serviceBindings, bgpPrefixes } = prefixes;
  const cidr = '192.0.2.16/29';
  for (const id of ATTACKS) {
    const account = { account_id: id };
    const slots: readonly PromiseLike<unknown>[] = [
      services.list(account),
      prefixes.list(account),
      prefixes.get(id),
      prefixes.get('a', account),
      serviceBindings.list(id),
      serviceBindings.list('a', account),
      serviceBindings.get(id, { prefix_id: 'a' }),
      serviceBindings.get('a', { prefix_id: id }),
      serviceBindings.get('a', { prefix_id: 'a', ...account }),
      serviceBindings.create(id, { cidr, service_id: 'a' }),
      serviceBindings.create('a', { cidr, service_id: id }),
      serviceBindings.create('a', { cidr, service_id: 'a', ...account }),
      serviceBindings.create(id, { cidr, service_id: 'a' }, { check: false }),
      serviceBindings.delete(id, { prefix_id: 'a' }),
      serviceBindings.delete('a', { prefix_id: id }),
      serviceBindings.delete('a', { prefix_id: 'a', ...account }),
      bgpPrefixes.list(id),
      bgpPrefixes.list('a', account),
      bgpPrefixes.get(id, { prefix_id: 'a' }),
      bgpPrefixes.get('a', { prefix_id: id }),
      bgpPrefixes.get('a', { prefix_id: 'a', ...account }),
      bgpPrefixes.edit(id, { prefix_id: 'a', asn_prepend_count: 1 }),
      bgpPrefixes.edit('a', { prefix_id: id, asn_prepend_count: 1 }),
      bgpPrefixes.edit('a', { prefix_id: 'a', asn_prepend_count: 1, ...account }),
    ];
    for (const [slot, work] of slots.entries()) {
      const error = await Promise.resolve(work).catch((reason: unknown) => reason);
      const named = `${JSON.stringify(id.slice(0, 9))} in slot ${slot}`;
      assert.ok(isByoipError(error) && error.code.startsWith('id-'), named);
      assert.deepEqual([error.outcome, error.retryable], ['not-sent', false], named);
    }
  }
  assert.equal(sent, 0);
});

test('a write whose values the API cannot take is refused before anything is sent', async () => {
  const client = inProcess({ fetch: () => Promise.reject(new Error('sent')) });
  const { serviceBindings, bgpPrefixes } = client.addressing.prefixes;
  const prefix_id = 'a';
  const cases: readonly (readonly [PromiseLike<unknown>, string])[] = [
    [serviceBindings.create('a', { cidr: '192.0.2.1/24', service_id: 'b' }), 'host-bits-set'],
    [serviceBindings.create('a', { cidr: '', service_id: 'b' }), 'text-empty'],
    [bgpPrefixes.edit('b', { prefix_id }), 'call-malformed'],
    [bgpPrefixes.edit('b', { prefix_id, on_demand: {} }), 'call-malformed'],
    [bgpPrefixes.edit('b', { prefix_id, asn_prepend_count: 4 }), 'call-malformed'],
    [bgpPrefixes.edit('b', { prefix_id, asn_prepend_count: 1.5 }), 'call-malformed'],
  ];
  for (const [work, code] of cases) {
    const error = await Promise.resolve(work).catch((reason: unknown) => reason);
    assert.ok(isByoipError(error));
    assert.deepEqual([error.code, error.outcome], [code, 'not-sent']);
  }
});

test('the logger gets the end of every request, and cannot break a call', async () => {
  const events: unknown[] = [];
  const client = inProcess({
    logger: ({ milliseconds, ...event }) => {
      assert.ok(milliseconds >= 0);
      events.push(event);
      throw new Error('a logger that fails');
    },
  });
  await client.addressing.services.list();
  await assert.rejects(client.addressing.prefixes.get('0'.repeat(32)), { code: 'api-failure' });
  const path = `/accounts/${SEED_ACCOUNT_ID}/addressing`;
  assert.deepEqual(events, [
    {
      operation: 'list-services',
      method: 'GET',
      path: `${path}/services`,
      attempt: 1,
      status: 200,
      code: null,
    },
    {
      operation: 'get-prefix',
      method: 'GET',
      path: `${path}/prefixes/${'0'.repeat(32)}`,
      attempt: 1,
      status: 404,
      code: 'api-failure',
    },
  ]);
});

test('without the option `fetch` the client uses that of the platform at the time of the call', async () => {
  const original = globalThis.fetch;
  const client = new Byoip({ apiToken: 't', accountId: 'a' });
  const asked: string[] = [];
  globalThis.fetch = async (input) => {
    asked.push(String(input));
    return new Response(success([]));
  };
  try {
    assert.deepEqual(await client.addressing.services.list(), []);
  } finally {
    globalThis.fetch = original;
  }
  assert.deepEqual(asked, ['https://api.cloudflare.com/client/v4/accounts/a/addressing/services']);
});
