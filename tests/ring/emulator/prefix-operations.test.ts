// BGP prefixes, delegations, descriptions, validation and Magic routes in the emulator: states and refusals.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator, type Emulator, OPERATIONS, PROVISIONING_DELAY, SEED_SERVICES } from 'byoip/emulator';
import { ACCOUNT, ask, refusal, UNKNOWN_ID, V4, V6 } from '../setup/emulator-requests.js';

const MINUTE = 60 * 1000;
const OTHER_ACCOUNT = 'b1946ac92492d2347c6235b4d2611184';
const BGP_V4 = `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`;
const ROUTES = ACCOUNT.replace('/addressing', '/magic/routes');

/** The message of the refusal; null for a success. */
async function reason(emulator: Emulator, method: string, path: string, body?: unknown) {
  const { envelope } = await ask(emulator, method, path, body);
  return envelope.success ? null : envelope.errors[0]?.message;
}

const list = async (emulator: Emulator, path: string) =>
  (await ask(emulator, 'GET', path)).envelope.result as readonly Record<string, unknown>[];

/** An emulator whose IPv6 prefix has no binding and no BGP prefix. */
function unbound(): Emulator {
  const { state } = createEmulator();
  Object.assign(state.accounts[0]?.prefixes[1] ?? {}, { bindings: [], bgpPrefixes: [] });
  return createEmulator({ state });
}

test('a BGP prefix is refused until the default binding is active, and then created withdrawn', async () => {
  const emulator = unbound();
  const create = () => ask(emulator, 'POST', `${V6}/bgp/prefixes`, { cidr: '2001:DB8:0:0::/48' });
  assert.deepEqual(refusal(await create()), [400, 1003, 'incomplete_bgp_deployment']);
  const cidr = '2001:db8::/32';
  await ask(emulator, 'POST', `${V6}/bindings`, { cidr, service_id: SEED_SERVICES.cdn.id });
  assert.deepEqual(refusal(await create()), [400, 1003, 'advertise_state_locked']);
  emulator.clock.advance(PROVISIONING_DELAY);
  const { status, envelope } = await create();
  assert.equal(status, 200);
  const created = envelope.result as { cidr: string; on_demand: { advertised: boolean } };
  assert.deepEqual([created.cidr, created.on_demand.advertised], ['2001:db8::/48', false]);
  const listed = await list(emulator, `${V6}/bgp/prefixes`);
  // The one of the whole prefix came with the default binding.
  assert.deepEqual(
    listed.map((one) => one.cidr),
    ['2001:db8::/32', '2001:db8::/48'],
  );
  assert.deepEqual(listed[1], created);
});

test('a withdrawn BGP prefix can be deleted, and that of the whole prefix comes back with the default binding', async () => {
  const emulator = createEmulator({ profile: 'lenient' });
  const bgp = `${V6}/bgp/prefixes/7009ba364c7a5760798ceb430e603b76`;
  await ask(emulator, 'PATCH', bgp, { on_demand: { advertised: false } });
  const deleted = await ask(emulator, 'DELETE', bgp);
  assert.equal(deleted.text, '{"errors":[],"messages":[],"success":true}');
  assert.deepEqual(refusal(await ask(emulator, 'DELETE', bgp)), [404, 1002, 'not_found']);
  assert.deepEqual(await list(emulator, `${V6}/bgp/prefixes`), []);
  const [whole] = await list(emulator, `${V6}/bindings`);
  await ask(emulator, 'DELETE', `${V6}/bindings/${whole?.id}`);
  await ask(emulator, 'POST', `${V6}/bindings`, { cidr: '2001:db8::/32', service_id: SEED_SERVICES.cdn.id });
  const { text } = await ask(emulator, 'GET', `${V6}/bgp/prefixes`);
  assert.match(text, /"cidr":"2001:db8::\/32".*"advertised":false/);
});

test('a BGP prefix needs a valid block of the prefix that has none yet', async () => {
  const emulator = createEmulator();
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    [V4, { cidr: '192.0.2.0' }, 'invalid_network_cidr'],
    [`${ACCOUNT}/prefixes/${UNKNOWN_ID}`, { cidr: '' }, 'invalid_network_cidr'],
    [`${ACCOUNT}/prefixes/${UNKNOWN_ID}`, { cidr: '192.0.2.0/24' }, 'nonexistent_account_prefix'],
    [V4, [], 'invalid_request_body'],
    [V4, {}, 'invalid_network_cidr'],
    [V4, { cidr: '192.0.2.1/24' }, 'invalid_network_cidr'],
    [V4, { cidr: '198.51.100.0/24' }, 'bgp_prefix_outside_prefix'],
    [V4, { cidr: '2001:db8::/48' }, 'bgp_prefix_outside_prefix'],
    [V4, { cidr: '192.0.2.0/25' }, 'prefix_too_small'],
    [V4, { cidr: '192.0.2.0/24' }, 'bgp_prefix_exists'],
    [V6, { cidr: '2001:db8:0:1::/64' }, null],
    [V6, { cidr: '2001:0db8:0:1::/64' }, 'bgp_prefix_exists'],
  ];
  for (const [prefix, body, expected] of cases)
    assert.equal(
      await reason(emulator, 'POST', `${prefix}/bgp/prefixes`, body),
      expected,
      JSON.stringify(body),
    );
});

test('an advertisement can be changed once in 15 minutes, other fields at any time', async () => {
  const emulator = createEmulator();
  const advertise = (advertised: boolean) => reason(emulator, 'PATCH', BGP_V4, { on_demand: { advertised } });
  assert.equal(await advertise(false), null);
  assert.equal(await advertise(true), 'advertisement_changed_recently');
  assert.equal(await advertise(false), null, 'nothing changes');
  assert.equal(await reason(emulator, 'PATCH', BGP_V4, { asn_prepend_count: 1 }), null);
  emulator.clock.advance(15 * MINUTE - 1);
  assert.equal(await advertise(true), 'advertisement_changed_recently');
  emulator.clock.advance(1);
  assert.equal(await advertise(true), null);
});

test('a delegation is listed until it is deleted, and the list says that it is complete', async () => {
  const emulator = createEmulator();
  const path = `${V4}/delegations`;
  const body = { cidr: '192.0.2.64/26', delegated_account_id: OTHER_ACCOUNT };
  const { status, envelope } = await ask(emulator, 'POST', path, body);
  assert.equal(status, 200);
  const { id } = envelope.result as { id: string };
  const listed = await ask(emulator, 'GET', path);
  assert.deepEqual((listed.envelope.result as unknown[]).at(-1), envelope.result);
  assert.deepEqual(Object.keys(listed.envelope), ['errors', 'messages', 'result', 'result_info', 'success']);
  assert.match(
    listed.text,
    /"result_info":\{"count":2,"page":1,"per_page":20,"total_count":2,"total_pages":1\}/,
  );
  assert.equal(await reason(emulator, 'POST', path, body), 'delegation_exists');
  const deleted = await ask(emulator, 'DELETE', `${path}/${id}`);
  assert.equal(deleted.text, `{"errors":[],"messages":[],"result":{"id":"${id}"},"success":true}`);
  assert.deepEqual(refusal(await ask(emulator, 'DELETE', `${path}/${id}`)), [404, 1000, 'not_found']);
  assert.equal((await list(emulator, path)).length, 1);
});

test('a delegation needs a block of the prefix and another account', async () => {
  const emulator = createEmulator();
  const own = ACCOUNT.split('/')[2];
  const cases: readonly (readonly [object, unknown])[] = [
    [{ cidr: 'x', delegated_account_id: OTHER_ACCOUNT }, 'invalid_network_cidr'],
    [{ cidr: '192.0.2.0/25' }, 'invalid_delegated_account'],
    [{ cidr: '192.0.2.0/25', delegated_account_id: '' }, 'invalid_delegated_account'],
    [{ cidr: '192.0.2.0/25', delegated_account_id: '../' }, 'invalid_delegated_account'],
    [{ cidr: '192.0.2.0/25', delegated_account_id: [OTHER_ACCOUNT] }, 'invalid_delegated_account'],
    [{ cidr: '192.0.2.0/25', delegated_account_id: own }, 'invalid_delegated_account'],
    [{ cidr: '192.0.0.0/16', delegated_account_id: OTHER_ACCOUNT }, 'delegation_outside_prefix'],
  ];
  for (const [body, expected] of cases)
    assert.equal(await reason(emulator, 'POST', `${V4}/delegations`, body), expected, JSON.stringify(body));
  const unknown = `${ACCOUNT}/prefixes/${UNKNOWN_ID}/delegations`;
  assert.deepEqual(refusal(await ask(emulator, 'GET', unknown)), [404, 1000, 'not_found']);
});

test('delegations lag behind writes like the other lists', async () => {
  const emulator = createEmulator({ listLag: { writes: 1 } });
  const body = { cidr: '192.0.2.64/26', delegated_account_id: OTHER_ACCOUNT };
  await ask(emulator, 'POST', `${V4}/delegations`, body);
  assert.equal((await list(emulator, `${V4}/delegations`)).length, 1);
  await ask(emulator, 'PATCH', V4, { description: 'x' });
  assert.equal((await list(emulator, `${V4}/delegations`)).length, 2);
});

test('an edit changes the description of a prefix and nothing else', async () => {
  const emulator = createEmulator();
  const before = (await ask(emulator, 'GET', V4)).envelope.result as object;
  emulator.clock.advance(1500);
  const description = '\u202e"\\ <b>'.padEnd(1000, '.');
  const { envelope } = await ask(emulator, 'PATCH', V4, { description, approved: 'P' });
  assert.deepEqual(envelope.result, { ...before, description, modified_at: '2026-01-01T00:00:01.5Z' });
  assert.deepEqual((await ask(emulator, 'GET', V4)).envelope.result, envelope.result);
  for (const body of [
    {},
    { description: 1 },
    { description: null },
    { description: 'x'.repeat(1001) },
    'text',
  ])
    assert.equal(await reason(emulator, 'PATCH', V4, body), 'invalid_request_body', JSON.stringify(body));
  const unknown = `${ACCOUNT}/prefixes/${UNKNOWN_ID}`;
  assert.equal(await reason(emulator, 'PATCH', unknown, { description }), 'not_found');
});

test('a validation is pending for ten minutes', async () => {
  const emulator = createEmulator();
  const states = (prefix: unknown) => {
    const { irr_validation_state, rpki_validation_state, ownership_validation_state } = prefix as Record<
      string,
      string
    >;
    return [irr_validation_state, rpki_validation_state, ownership_validation_state];
  };
  const { status, envelope } = await ask(emulator, 'POST', `${V4}/validate`);
  assert.equal(status, 202);
  assert.deepEqual(states(envelope.result), ['pending', 'pending', 'pending']);
  emulator.clock.advance(10 * MINUTE - 1);
  assert.deepEqual(states((await ask(emulator, 'GET', V4)).envelope.result), [
    'pending',
    'pending',
    'pending',
  ]);
  emulator.clock.advance(1);
  assert.deepEqual(states((await ask(emulator, 'GET', V4)).envelope.result), ['valid', 'valid', 'valid']);
});

test('Magic routes are the blocks of the account, which has to be onboarded', async () => {
  assert.deepEqual(refusal(await ask(createEmulator(), 'GET', ROUTES)), [400, 1012, 'account_not_onboarded']);
  const emulator = createEmulator({ magicRoutes: [] });
  assert.deepEqual((await ask(emulator, 'GET', ROUTES)).envelope.result, { routes: [] });
  emulator.state.accounts[0]?.magicRoutes?.push('192.0.2.0/24', '198.51.100.0/24');
  const { routes } = (await ask(emulator, 'GET', ROUTES)).envelope.result as {
    routes: Record<string, string>[];
  };
  assert.deepEqual(
    routes.map(({ prefix }) => prefix),
    ['192.0.2.0/24', '198.51.100.0/24'],
  );
  assert.equal(new Set(routes.map(({ id }) => id)).size, 2);
});

test('faults apply to every operation of the table, and lists can be incomplete', async () => {
  for (const { method, path } of Object.values(OPERATIONS)) {
    const url = path
      .replace('{account_id}', ACCOUNT.split('/')[2] ?? '')
      .replace('{prefix_id}', V4.split('/').at(-1) ?? '')
      .replaceAll(/\{\w+\}/g, UNKNOWN_ID);
    const emulator = createEmulator({ magicRoutes: ['192.0.2.0/24'] });
    const state = JSON.stringify(emulator.state);
    const headers = { authorization: 'Bearer t' };
    const body = method === 'GET' ? undefined : {};
    const failed = await ask(emulator, method, url, body, { ...headers, 'x-emulator-fault': 'http-503' });
    assert.equal(failed.status, 503, path);
    assert.equal(JSON.stringify(emulator.state), state, path);
    if (method !== 'GET' || path.endsWith('_id}')) continue;
    const part = await ask(emulator, method, url, body, { ...headers, 'x-emulator-fault': 'partial-list' });
    assert.match(part.text, /"total_count":[1-9]/, path);
    assert.match(part.text, /"count":0|"count":[1-9]/, path);
  }
});
