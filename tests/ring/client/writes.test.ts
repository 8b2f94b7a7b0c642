// The client's writes: their requests, the writes that they refuse to send, and their results.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APIError, Byoip, ConflictError, RuleError } from 'byoip';
import { SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import {
  accountState,
  BGP_PREFIX,
  BINDING,
  clientOn,
  clientWithFaults,
  DEFAULT_BINDING,
  NEW,
  PREFIX,
  rejection,
  resultText,
} from '../setup/faulty-client.js';
import { scriptedServer, success } from '../setup/scripted-server.js';

const prefix_id = PREFIX;
const CDN = SEED_SERVICES.cdn.id;
const SPECTRUM = SEED_SERVICES.spectrum.id;

test('create sends one POST between a read before and a read after, and returns the typed binding', async () => {
  const set = await clientWithFaults([]);
  const made = await set.client.addressing.prefixes.serviceBindings.create(PREFIX, NEW);
  assert.deepEqual([made.cidr, made.serviceId, made.serviceName], ['192.0.2.16/29', CDN, 'CDN']);
  assert.deepEqual(
    accountState(set).bindings.filter(({ cidr }) => cidr === NEW.cidr),
    [{ id: made.id, cidr: NEW.cidr, serviceId: CDN }],
  );
  assert.deepEqual(set.asked.slice(0, 3).sort(), ['GET bindings', 'GET prefix', 'GET services']);
  assert.deepEqual(set.asked.slice(3), ['POST bindings', 'GET bindings']);
  await set.close();
});

test('on the wire a create is what the API documents, the CIDR canonical', async () => {
  const bodies: string[] = [];
  const server = await scriptedServer((response, request) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
      const made = { id: 'b', cidr: '2001:db8::/48', service_id: CDN };
      response.writeHead(201, { 'content-type': 'application/json' }).end(success(made));
    });
  });
  const client = new Byoip({ apiToken: 't', accountId: 'a', baseURL: server.url });
  const params = { cidr: '2001:DB8:0::/48', service_id: CDN };
  await client.addressing.prefixes.serviceBindings.create('p', params, { check: false });
  assert.deepEqual(bodies, [
    `POST /client/v4/accounts/a/addressing/prefixes/p/bindings application/json {"cidr":"2001:db8::/48","service_id":"${CDN}"}`,
  ]);
  await server.close();
});

test('a create that breaks a rule is not sent, and the error has the codes of the rules', async () => {
  const cases = [
    [{ ...NEW, cidr: '198.51.100.0/24' }, 'outside-prefix'],
    [{ ...NEW, cidr: '192.0.2.1/32' }, 'duplicate-binding'],
    [{ ...NEW, cidr: '192.0.2.0/24' }, 'default-exists'],
    [{ ...NEW, service_id: 'f'.repeat(32) }, 'service-unknown'],
    [{ ...NEW, service_id: SEED_SERVICES.magicTransit.id }, 'magic-transit-not-default'],
  ] as const;
  for (const [params, code] of cases) {
    const set = await clientWithFaults([]);
    const error = await rejection(set.client.addressing.prefixes.serviceBindings.create(PREFIX, params));
    assert.ok(error instanceof RuleError, code);
    assert.deepEqual([error.code, error.outcome, error.retryable], ['rule-broken', 'not-sent', false]);
    assert.ok(error.findings.some((finding) => finding.code === code && finding.severity === 'error'));
    assert.ok(error.message.includes(`${code}: `), error.message);
    assert.ok(!set.asked.some((kind) => kind.startsWith('POST')));
    await set.close();
  }
});

test('a warning or a note does not stop a create', async () => {
  const set = await clientWithFaults([]);
  // 192.0.2.0/32 and 192.0.2.1/32 could be one block, and the prefix is advertised.
  await set.client.addressing.prefixes.serviceBindings.create(PREFIX, { ...NEW, cidr: '192.0.2.0/32' });
  assert.equal(accountState(set).bindings.length, 3);
  await set.close();
});

test('without the check a create is one request, and the API applies its rules', async () => {
  const set = await clientWithFaults([]);
  const { serviceBindings } = set.client.addressing.prefixes;
  await serviceBindings.create(PREFIX, NEW, { check: false });
  assert.deepEqual(set.asked, ['POST bindings']);
  const error = await rejection(serviceBindings.create(PREFIX, NEW, { check: false }));
  assert.ok(error instanceof ConflictError);
  assert.deepEqual([error.errors[0]?.code, error.outcome, error.retryable], [1108, 'rejected', false]);
  assert.equal(accountState(set).bindings.length, 3);
  await set.close();
});

test('without the check a binding after a lost response is not reported as created', async () => {
  const set = await clientWithFaults([{ fault: 'reset-after-commit', kind: 'POST bindings' }]);
  const { serviceBindings } = set.client.addressing.prefixes;
  const error = await rejection(serviceBindings.create(PREFIX, NEW, { check: false }));
  assert.ok(error instanceof APIError);
  assert.deepEqual([error.code, error.outcome], ['write-unconfirmed', 'unknown']);
  assert.deepEqual(set.asked, ['POST bindings', 'GET bindings']);
  await set.close();
});

test('a binding that another writer creates between two tries is not reported as created', async () => {
  for (const [service_id, end] of [
    [SPECTRUM, 'APIConnectionError network-failed unknown'],
    [CDN, 'done'],
  ] as const) {
    const set = await clientWithFaults([{ fault: 'reset', kind: 'POST bindings' }]);
    const stranger = async (input: string | URL | Request, init?: RequestInit) => {
      const request = new Request(input, init);
      if (request.method === 'POST') {
        const prefix = set.emulator.state.accounts[0]?.prefixes[0];
        prefix?.bindings.push({ id: 'e'.repeat(32), cidr: NEW.cidr, serviceId: service_id, activeAt: 0 });
      }
      return fetch(request);
    };
    const client = clientOn(set.url, { fetch: stranger });
    const end2 = await resultText(client.addressing.prefixes.serviceBindings.create(PREFIX, NEW));
    // With the same service there is no difference: the requested binding exists exactly once.
    assert.equal(end2, end);
    assert.equal(set.asked.filter((kind) => kind.startsWith('POST')).length, 1);
    await set.close();
  }
});

test('a create whose first reads fail is `not-sent`', async () => {
  for (const kind of ['GET prefix', 'GET services', 'GET bindings']) {
    const set = await clientWithFaults([{ fault: 'http-500', kind }]);
    const end = await resultText(set.client.addressing.prefixes.serviceBindings.create(PREFIX, NEW));
    assert.equal(end, 'InternalServerError api-failure not-sent');
    assert.ok(!set.asked.includes('POST bindings'));
    await set.close();
  }
});

test('delete removes one binding; one that was never there is an error, one that is gone after our own delete is not', async () => {
  const set = await clientWithFaults([]);
  const { serviceBindings } = set.client.addressing.prefixes;
  assert.equal(await serviceBindings.delete(BINDING, { prefix_id }), null);
  assert.deepEqual(
    accountState(set).bindings.map(({ id }) => id),
    [DEFAULT_BINDING],
  );
  assert.deepEqual(set.asked, ['DELETE binding']);
  assert.match(
    await resultText(serviceBindings.delete(BINDING, { prefix_id })),
    /^\w+ api-failure rejected$/,
  );
  assert.match(
    await resultText(serviceBindings.delete(BINDING, { prefix_id: 'f'.repeat(32) })),
    / rejected$/,
  );
  await set.close();
});

test('edit changes only the given fields, and reads them back', async () => {
  const set = await clientWithFaults([]);
  const { bgpPrefixes } = set.client.addressing.prefixes;
  const edited = await bgpPrefixes.edit(BGP_PREFIX, { prefix_id, on_demand: { advertised: false } });
  assert.equal(edited.onDemand?.advertised, false);
  assert.deepEqual(accountState(set).bgp, { advertised: false, asnPrependCount: 0 });
  assert.deepEqual(set.asked, ['PATCH bgp-prefix', 'GET bgp-prefix']);
  await bgpPrefixes.edit(BGP_PREFIX, { prefix_id, asn_prepend_count: 3 });
  assert.deepEqual(accountState(set).bgp, { advertised: false, asnPrependCount: 3 });
  await set.close();
});

test('the success of an edit that changed nothing is `edit-ineffective`', async () => {
  const set = await clientWithFaults([]);
  accountState(set).lock();
  const { bgpPrefixes } = set.client.addressing.prefixes;
  const error = await rejection(
    bgpPrefixes.edit(BGP_PREFIX, { prefix_id, on_demand: { advertised: false } }),
  );
  assert.ok(error instanceof APIError);
  assert.deepEqual([error.code, error.outcome, error.status], ['edit-ineffective', 'rejected', 200]);
  assert.match(error.message, /`on_demand.advertised` .* did not change: it is locked$/);
  assert.equal(accountState(set).bgp.advertised, true);
  assert.equal(set.asked.filter((kind) => kind.startsWith('PATCH')).length, 1);
  await set.close();
});

test('a write that is aborted before it is sent is not sent, and one that is aborted later is unknown', async () => {
  const set = await clientWithFaults([{ fault: 'timeout-after-commit', kind: 'DELETE binding' }], {
    timeout: 10_000,
  });
  const { serviceBindings } = set.client.addressing.prefixes;
  const gone = AbortSignal.abort();
  assert.equal(
    await resultText(serviceBindings.delete(BINDING, { prefix_id }, { signal: gone })),
    'APIUserAbortError aborted not-sent',
  );
  assert.equal(
    await resultText(serviceBindings.create(PREFIX, NEW, { signal: gone })),
    'APIUserAbortError aborted not-sent',
  );
  assert.deepEqual(set.asked, []);
  const later = AbortSignal.timeout(60);
  assert.equal(
    await resultText(serviceBindings.delete(BINDING, { prefix_id }, { signal: later })),
    'APIUserAbortError aborted unknown',
  );
  await set.close();
});

test('a write to a closed port is `not-sent`', async () => {
  const set = await clientWithFaults([]);
  await set.close();
  assert.equal(
    await resultText(set.client.addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id })),
    'APIConnectionError network-failed not-sent',
  );
});

test('the first create on a prefix must be the prefix itself', async () => {
  const set = await clientWithFaults([]);
  const prefix = set.emulator.state.accounts[0]?.prefixes[0];
  if (prefix !== undefined) prefix.bindings = [];
  const { serviceBindings } = set.client.addressing.prefixes;
  const early = await rejection(serviceBindings.create(PREFIX, NEW));
  assert.ok(early instanceof RuleError);
  assert.equal(early.findings[0]?.code, 'first-binding-not-prefix');
  await serviceBindings.create(PREFIX, { cidr: SEED_PREFIXES.v4.cidr, service_id: CDN });
  assert.equal(accountState(set).bindings.length, 1);
  await set.close();
});
