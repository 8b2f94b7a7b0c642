// The errors of the emulator: every code, message and status.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import {
  createEmulator,
  REFUSALS,
  type RefusalName,
  SEED_ACCOUNT_ID,
  SEED_SERVICES,
  type State,
  seed,
} from 'byoip/emulator';
import { ACCOUNT, type Answer, ask, refusal, UNKNOWN_ID, V4, V6 } from '../setup/emulator-requests.js';

const CDN = SEED_SERVICES.cdn.id;
const MAGIC_TRANSIT = SEED_SERVICES.magicTransit.id;
const BGP = `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`;
const DEFAULT = `${V4}/bindings/0429b49b6a5155297b78e75a44b09e14`;
const HOST = `${V4}/bindings/a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f`;

const provoked = new Set<RefusalName>();

function refusedAs(name: RefusalName, answer: Answer, detail = ''): void {
  const { status, code, message } = REFUSALS[name];
  assert.deepEqual(refusal(answer), [status, code, message + detail]);
  assert.deepEqual(Object.keys(answer.envelope), ['errors', 'messages', 'result', 'success']);
  assert.equal(answer.envelope.result, null);
  assert.equal(answer.envelope.success, false);
  provoked.add(name);
}

after(() =>
  assert.deepEqual([...provoked].sort(), Object.keys(REFUSALS).sort(), 'every refusal is provoked'),
);

test('an unknown prefix is 1000 not_found, but 1002 where the API is asked for a single thing below it', async () => {
  const emulator = createEmulator();
  const under = `${ACCOUNT}/prefixes/${UNKNOWN_ID}`;
  refusedAs('not-found', await ask(emulator, 'GET', under));
  refusedAs('not-found', await ask(emulator, 'GET', `${under}/bindings`));
  refusedAs('not-found', await ask(emulator, 'GET', `${under}/bgp/prefixes`));
  refusedAs('not-found', await ask(emulator, 'DELETE', `${under}/bindings/${UNKNOWN_ID}`));
  refusedAs('no-such-binding', await ask(emulator, 'GET', `${under}/bindings/${UNKNOWN_ID}`));
  refusedAs('no-such-bgp-prefix', await ask(emulator, 'GET', `${under}/bgp/prefixes/${UNKNOWN_ID}`));
  refusedAs('no-such-bgp-prefix', await ask(emulator, 'PATCH', `${under}/bgp/prefixes/${UNKNOWN_ID}`, {}));
});

test('an unknown binding or BGP prefix under a known prefix is 1002', async () => {
  const emulator = createEmulator();
  refusedAs('no-such-binding', await ask(emulator, 'GET', `${V4}/bindings/${UNKNOWN_ID}`));
  refusedAs('no-such-binding', await ask(emulator, 'DELETE', `${V4}/bindings/${UNKNOWN_ID}`));
  refusedAs('no-such-bgp-prefix', await ask(emulator, 'GET', `${V4}/bgp/prefixes/${UNKNOWN_ID}`));
});

test('the prefix of another account is 1002 forbidden for a list', async () => {
  const { state } = createEmulator();
  const other = '9'.repeat(32);
  state.accounts.push({ id: other, services: [], prefixes: [] });
  const emulator = createEmulator({ state });
  const path = V4.replace(SEED_ACCOUNT_ID, other);
  refusedAs('forbidden', await ask(emulator, 'GET', `${path}/bindings`));
  refusedAs('not-found', await ask(emulator, 'GET', path));
});

test('an invalid CIDR is 1001, also under an unknown prefix', async () => {
  const emulator = createEmulator();
  const texts = [
    '',
    'x',
    '192.0.2.1',
    '192.0.2.0/33',
    '192.0.2.256/32',
    '192.0.02.0/24',
    '192.0.2.0/024',
    '1::2::3/64',
    '2001:db8::/129',
    '::ffff:192.0.2.1/128',
    '192.0.2.0/-1',
    ' 192.0.2.0/24',
    '1:2:3:4:5:6:7:8:9/64',
    `${'1'.repeat(99)}/8`,
  ];
  for (const cidr of [...texts, null, 7, ['192.0.2.0/24'], undefined]) {
    for (const prefix of [V4, `${ACCOUNT}/prefixes/${UNKNOWN_ID}`]) {
      refusedAs('bad-cidr', await ask(emulator, 'POST', `${prefix}/bindings`, { cidr, service_id: CDN }));
    }
  }
});

test('host bits are refused by the strict profile and cleared by the lenient one', async () => {
  const body = { cidr: '192.0.2.17/29', service_id: CDN };
  refusedAs('bad-cidr', await ask(createEmulator(), 'POST', `${V4}/bindings`, body));
  const lenient = await ask(createEmulator({ profile: 'lenient' }), 'POST', `${V4}/bindings`, body);
  assert.equal((lenient.envelope.result as { cidr: string }).cidr, '192.0.2.16/29');
});

test('a body that is not a JSON object is refused', async () => {
  const emulator = createEmulator();
  for (const body of ['{', '[]', 'null', '"x"', `{"x":"${'x'.repeat(20_000)}"}`]) {
    refusedAs('bad-body', await ask(emulator, 'POST', `${V4}/bindings`, body));
  }
  refusedAs('bad-body', await ask(emulator, 'POST', `${V4}/bindings`));
  for (const body of [
    { asn_prepend_count: 4 },
    { asn_prepend_count: 1.5 },
    { auto_advertise_withdraw: 'yes' },
    { on_demand: 1 },
    { on_demand: { advertised: null } },
  ]) {
    refusedAs('bad-body', await ask(emulator, 'PATCH', BGP, body));
  }
});

test('a binding that the prefix cannot have is 1003', async () => {
  const emulator = createEmulator();
  const cases = [
    [`${ACCOUNT}/prefixes/${UNKNOWN_ID}`, '192.0.2.0/24', CDN],
    [V4, '192.0.2.8/29', UNKNOWN_ID],
    [V4, '192.0.2.8/29', ''],
    [V4, '198.51.100.0/25', CDN],
    [V4, '192.0.0.0/16', CDN],
    [V4, '2001:db8::/48', CDN],
    [V4, '192.0.2.8/29', MAGIC_TRANSIT],
    [V6, '2001:db8:7::/48', MAGIC_TRANSIT],
  ] as const;
  for (const [prefix, cidr, service_id] of cases) {
    refusedAs('unsupported-binding', await ask(emulator, 'POST', `${prefix}/bindings`, { cidr, service_id }));
  }
});

test('the first binding must be the CIDR of the prefix', async () => {
  const emulator = createEmulator({ state: unbound() });
  const post = (cidr: string) => ask(emulator, 'POST', `${V4}/bindings`, { cidr, service_id: CDN });
  refusedAs('unsupported-binding', await post('192.0.2.0/25'));
  assert.equal((await post('192.0.2.0/24')).status, 201);
  assert.equal((await post('192.0.2.0/25')).status, 201);
});

test('a second binding for the same CIDR is 409 with code 1108, and must not be retried', async () => {
  const emulator = createEmulator();
  for (const service_id of [CDN, SEED_SERVICES.spectrum.id]) {
    const answer = await ask(emulator, 'POST', `${V4}/bindings`, { cidr: '192.0.2.1/32', service_id });
    refusedAs('binding-exists', answer, ' 192.0.2.1/32');
    assert.equal(answer.status, 409);
    assert.equal(answer.headers.get('x-should-retry'), 'false');
  }
});

test('a regional binding occupies its CIDR like any other', async () => {
  const body = { cidr: '2001:db8:1234:ff00::/56', service_id: CDN };
  refusedAs('binding-exists', await ask(createEmulator(), 'POST', `${V6}/bindings`, body), ` ${body.cidr}`);
});

test('a prefix that is not approved accepts no binding', async () => {
  const state: State = JSON.parse(JSON.stringify(unbound()).replaceAll('"approved":"V"', '"approved":"P"'));
  const body = { cidr: '192.0.2.0/24', service_id: CDN };
  refusedAs('prefix-not-approved', await ask(createEmulator({ state }), 'POST', `${V4}/bindings`, body));
});

test('the default binding goes last and withdrawn by the strict profile, at any time by the lenient one', async () => {
  const strict = createEmulator();
  refusedAs('default-in-use', await ask(strict, 'DELETE', DEFAULT));
  assert.equal((await ask(strict, 'DELETE', HOST)).status, 200);
  refusedAs('default-advertised', await ask(strict, 'DELETE', DEFAULT));
  assert.equal((await ask(strict, 'PATCH', BGP, { on_demand: { advertised: false } })).status, 200);
  assert.equal((await ask(strict, 'DELETE', DEFAULT)).status, 200);
  assert.equal((await ask(createEmulator({ profile: 'lenient' }), 'DELETE', DEFAULT)).status, 200);
});

test('the lenient profile takes a new default above bindings that are there', async () => {
  const emulator = createEmulator({ profile: 'lenient' });
  await ask(emulator, 'DELETE', DEFAULT);
  const more = await ask(emulator, 'POST', `${V4}/bindings`, { cidr: '192.0.2.9/32', service_id: CDN });
  refusedAs('unsupported-binding', more);
  const base = await ask(emulator, 'POST', `${V4}/bindings`, { cidr: '192.0.2.0/24', service_id: CDN });
  assert.equal(base.status, 201);
});

test('an advertisement needs a default binding that has rolled out', async () => {
  const emulator = createEmulator({ profile: 'lenient' });
  const withdraw = () => ask(emulator, 'PATCH', BGP, { on_demand: { advertised: false } });
  await ask(emulator, 'DELETE', DEFAULT);
  refusedAs('no-default-deployed', await withdraw());
  await ask(emulator, 'POST', `${V4}/bindings`, { cidr: '192.0.2.0/24', service_id: MAGIC_TRANSIT });
  refusedAs('default-deploying', await withdraw());
  emulator.clock.advance(5 * 60 * 60 * 1000);
  assert.equal((await withdraw()).status, 200);
});

test('a path that does not start with that of the API says which base URL is right, without credentials too', async () => {
  const emulator = createEmulator({ rateLimit: { requests: 1, milliseconds: 1000 } });
  const paths = [
    '/',
    '/client',
    '/client/v4',
    '/client/v40/accounts',
    '/other',
    V4,
    '//x/client/v4/',
    '/emulator',
  ];
  for (const path of paths) {
    const answer = await emulator.fetch(`https://api.cloudflare.com${path}`);
    const text = await answer.text();
    const { status, headers } = answer;
    refusedAs('no-base-path', { status, headers, text, envelope: JSON.parse(text) });
  }
});

test('paths outside the API have no route, and malformed account ids an invalid one', async () => {
  const emulator = createEmulator();
  for (const path of [
    '/',
    '/zones',
    `/accounts/${SEED_ACCOUNT_ID}`,
    `${ACCOUNT}/nothing`,
    `${V4}/bindings/a/b`,
  ]) {
    refusedAs('no-route', await ask(emulator, 'GET', path));
  }
  for (const id of ['x', SEED_ACCOUNT_ID.toUpperCase(), `${SEED_ACCOUNT_ID}0`]) {
    refusedAs('bad-route', await ask(emulator, 'GET', `/accounts/${id}/addressing/services`));
  }
});

test('a wrong method is 10405, also on the path of a list with an empty id', async () => {
  const emulator = createEmulator();
  refusedAs('method-not-allowed', await ask(emulator, 'PUT', `${V4}/bindings/${UNKNOWN_ID}`, {}));
  refusedAs('method-not-allowed', await ask(emulator, 'PATCH', HOST, {}));
  refusedAs('method-not-allowed', await ask(emulator, 'DELETE', `${V4}/bindings/`));
  refusedAs('method-not-allowed', await ask(emulator, 'POST', `${ACCOUNT}/services`, {}));
  const list = await ask(emulator, 'GET', `${V4}/bindings/`);
  assert.ok(Array.isArray(list.envelope.result), 'an empty id is the list');
});

test('operations on BGP prefixes, delegations and Magic routes have their own refusals', async () => {
  const emulator = createEmulator();
  const create = (prefix: string, path: string, body: object) =>
    ask(emulator, 'POST', `${prefix}/${path}`, body);
  const bgp = (cidr: string, prefix = V4) => create(prefix, 'bgp/prefixes', { cidr });
  const delegate = (cidr: string, delegated_account_id: string) =>
    create(V4, 'delegations', { cidr, delegated_account_id });
  refusedAs('no-such-account-prefix', await bgp('192.0.2.0/24', `${ACCOUNT}/prefixes/${UNKNOWN_ID}`));
  refusedAs('bgp-prefix-outside', await bgp('198.51.100.0/24'));
  refusedAs('bgp-prefix-too-small', await bgp('192.0.2.0/25'));
  refusedAs('bgp-prefix-exists', await bgp('192.0.2.0/24'));
  refusedAs('bad-delegated-account', await delegate('192.0.2.0/25', 'x'));
  refusedAs('delegation-outside', await delegate('192.0.0.0/16', UNKNOWN_ID));
  await delegate('192.0.2.0/25', UNKNOWN_ID);
  refusedAs('delegation-exists', await delegate('192.0.2.0/25', UNKNOWN_ID));
  refusedAs('magic-not-onboarded', await ask(emulator, 'GET', ACCOUNT.replace('addressing', 'magic/routes')));
  const path = `${V4}/bgp/prefixes/7009ba364c7a5760798ceb430e603b74`;
  refusedAs('bgp-prefix-advertised', await ask(emulator, 'DELETE', path));
  await ask(emulator, 'PATCH', path, { on_demand: { advertised: false } });
  refusedAs('advertisement-changed', await ask(emulator, 'PATCH', path, { on_demand: { advertised: true } }));
});

test('an operation that is not emulated returns 501 and changes nothing', async () => {
  const emulator = createEmulator();
  const before = JSON.stringify(emulator.state);
  refusedAs('not-emulated', await ask(emulator, 'DELETE', V4));
  refusedAs('not-emulated', await ask(emulator, 'POST', `${ACCOUNT}/prefixes`, {}));
  refusedAs('not-emulated', await ask(emulator, 'GET', `${V4}/bgp/status`));
  assert.equal(JSON.stringify(emulator.state), before);
});

test('credentials are required, and any well-formed ones are accepted', async () => {
  const emulator = createEmulator();
  const as = (headers: Record<string, string>) =>
    ask(emulator, 'GET', `${ACCOUNT}/services`, undefined, headers);
  refusedAs('no-credentials', await as({}));
  refusedAs('no-credentials', await as({ 'x-auth-email': 'a@example.com' }));
  refusedAs('bad-auth-headers', await as({ authorization: 'Basic eDp5' }));
  refusedAs('bad-auth-headers', await as({ authorization: 'Bearer two words' }));
  assert.equal((await as({ authorization: 'Bearer x' })).status, 200);
  assert.equal((await as({ 'x-auth-email': 'a@example.com', 'x-auth-key': 'k' })).status, 200);
});

test("`authorise` can refuse credentials, and an unknown account is refused's", async () => {
  const choosy = createEmulator({ authorise: (c) => c.kind === 'token' && c.token === 'right' });
  refusedAs('not-authorised', await ask(choosy, 'GET', `${ACCOUNT}/services`));
  const right = { authorization: 'Bearer right' };
  assert.equal((await ask(choosy, 'GET', `${ACCOUNT}/services`, undefined, right)).status, 200);
  refusedAs(
    'not-authorised',
    await ask(createEmulator(), 'GET', `/accounts/${UNKNOWN_ID}/addressing/services`),
  );
});

test('an assumed status can be changed', async () => {
  const emulator = createEmulator({ statuses: { 'not-found': 400 } });
  assert.equal((await ask(emulator, 'GET', `${ACCOUNT}/prefixes/${UNKNOWN_ID}`)).status, 400);
});

function unbound(): State {
  const { state } = createEmulator();
  for (const prefix of state.accounts[0]?.prefixes ?? [])
    Object.assign(prefix, { bindings: [], bgpPrefixes: [] });
  return state;
}

test('a request over the rate limit is 971 with status 429', async () => {
  const emulator = createEmulator({ rateLimit: { requests: 1, milliseconds: 1000 } });
  assert.equal((await ask(emulator, 'GET', V4)).status, 200);
  refusedAs('rate-limited', await ask(emulator, 'GET', V4));
});

test('a 405 names the allowed methods', async () => {
  const methods = async (path: string) =>
    (await ask(createEmulator(), 'PUT', path)).headers.get('allow')?.split(', ').sort();
  assert.deepEqual(await methods(`${ACCOUNT}/services`), ['GET']);
  assert.deepEqual(await methods(`${V4}/bindings`), ['GET', 'POST']);
  assert.deepEqual(await methods(BGP), ['DELETE', 'GET', 'PATCH']);
});

test('an operation that is not emulated is marked as not retryable', async () => {
  const answer = await ask(createEmulator(), 'DELETE', V4);
  assert.deepEqual([answer.status, answer.headers.get('x-should-retry')], [501, 'false']);
});

test('the emulator reads the texts of CIDR blocks that the core reads, and refuses those that it refuses', async () => {
  const { parse } = JSON.parse(readFileSync('tests/vectors/cidr.json', 'utf8')) as {
    parse: readonly { readonly text: string; readonly cidr?: string }[];
  };
  const more = [
    { text: '2001:db8::1.2.3.4/128', cidr: '2001:db8::102:304/128' },
    { text: '2001:db8:0:0:0:0:1.2.3.4/128', cidr: '2001:db8::102:304/128' },
    { text: '::1.2.3.4/128', cidr: '::102:304/128' },
    { text: '2001:db8::1.2.3/128' },
    { text: '2001:db8::1.2.3.04/128' },
    { text: '2001:db8:1.2.3.4::/128' },
    { text: '1:2:3:4:5:6:7:1.2.3.4/128' },
    { text: '::ffff:c000:201/128' },
    { text: '::ffff:0:0/96' },
  ];
  for (const { text, cidr } of [...parse, ...more]) {
    const state = seed(0, 0);
    const [account] = state.accounts;
    const [first] = account?.prefixes ?? [];
    assert.ok(account !== undefined && first !== undefined);
    const whole = cidr?.includes(':') === true ? '::/0' : '0.0.0.0/0';
    const [bound] = first.bindings;
    const bindings = bound === undefined || cidr === whole ? [] : [{ ...bound, cidr: whole }];
    account.prefixes = [{ ...first, cidr: whole, bindings, bgpPrefixes: [] }];
    const answer = await ask(createEmulator({ state }), 'POST', `${V4}/bindings`, {
      cidr: text,
      service_id: CDN,
    });
    if (cidr === undefined) refusedAs('bad-cidr', answer);
    else {
      assert.equal(answer.status, 201, text);
      assert.equal((answer.envelope.result as { cidr: string }).cidr, cidr, text);
    }
  }
});
