// `byoip list`, `prefixes` and `services`: with the emulator over a socket, and with faulty servers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmulator, FAULT_NAMES, type FaultName, SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { reply, scriptedServer, success } from '../../ring/setup/scripted-server.js';
import { respondWith, runInProcess } from '../setup/in-process.js';
import { byoip, startEmulator, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const env = await startEmulator();
const OFFLINE = { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID };

interface Bound {
  readonly prefixId: string;
  readonly prefix: string;
  readonly cidr: string;
  readonly serviceId: string | null;
}

test('list without an argument lists the bindings of every prefix, in one array', async () => {
  const ran = await byoip(['list', '--json'], { env });
  assert.equal(ran.code, 0);
  assert.equal(ran.stderr, '');
  const all = JSON.parse(ran.stdout) as Bound[];
  assert.deepEqual(
    all.map(({ prefix, cidr }) => `${prefix} ${cidr}`),
    [
      '192.0.2.0/24 192.0.2.0/24',
      '192.0.2.0/24 192.0.2.1/32',
      '2001:db8::/32 2001:db8::/32',
      '2001:db8::/32 2001:db8:1000::/36',
      '2001:db8::/32 2001:db8:1234::/48',
      '2001:db8::/32 2001:db8:1234::53/128',
      '2001:db8::/32 2001:db8:8000::/33',
      '2001:db8::/32 2001:db8:1234:ff00::/56',
    ],
  );
  assert.deepEqual(all[1], {
    prefixId: SEED_PREFIXES.v4.id,
    prefix: '192.0.2.0/24',
    id: 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f',
    cidr: '192.0.2.1/32',
    serviceId: 'c0de0000000000000000000000000cd1',
    serviceName: 'CDN',
    state: 'active',
    extra: {},
  });
  assert.equal(all.at(-1)?.serviceId, null);
});

test('list takes a prefix by its id, its CIDR, or an address or a block in it, with the same result', async () => {
  const byId = await byoip(['list', SEED_PREFIXES.v4.id, '--ids'], { env });
  assert.equal(
    byId.stdout,
    [
      '192.0.2.0/24  2af39739cc4e3b5910c918468bb89828',
      '  192.0.2.0/24  2db684ee7ca04e159946fd05b99e1bcd  active  0429b49b6a5155297b78e75a44b09e14',
      '  192.0.2.1/32  c0de0000000000000000000000000cd1  active  a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f',
      '',
      '1 prefix, 2 bindings',
      '',
    ].join('\n'),
  );
  for (const text of ['192.0.2.0/24', '192.0.2.77', '192.0.2.64/26', SEED_PREFIXES.v4.id.toUpperCase()])
    assert.deepEqual(await byoip(['list', text, '--ids'], { env }), byId, text);
});

test('list goes back into resolve and check', async () => {
  const listed = await byoip(['list', '192.0.2.0/24', '--json'], { env });
  const resolved = await byoip(['resolve', '192.0.2.1', '--from', '-', '--json'], { stdin: listed.stdout });
  const [entry] = JSON.parse(resolved.stdout) as { owner: { serviceName: string; bindingId: string } }[];
  assert.equal(entry?.owner.serviceName, 'CDN');
  assert.equal(entry?.owner.bindingId, 'a17c0d2f5b3e4c6d8e9f0a1b2c3d4e5f');
  const checked = await byoip(['check', '--prefix', '192.0.2.0/24', '--from', '-'], { stdin: listed.stdout });
  assert.deepEqual(checked, { code: 0, stdout: '2 bindings of 192.0.2.0/24: no findings\n', stderr: '' });
});

test('list names the prefixes of the account where the given one is unknown', async () => {
  const all = 'the account has 192.0.2.0/24, 2001:db8::/32';
  const cases: readonly (readonly [string, string, string])[] = [
    [
      '192.0.0.0/16',
      'the account has no prefix that contains 192.0.0.0/16',
      'the block contains 192.0.2.0/24',
    ],
    ['10.1.2.3', 'the account has no prefix that contains 10.1.2.3', all],
    ['0'.repeat(32), `the account has no prefix with the id ${'0'.repeat(32)}`, all],
    ['192.0.2.256', 'the octet `256` is over 255', 'write a number from 0 to 255'],
  ];
  for (const [prefix, message, cure] of cases) {
    const ran = await byoip(['list', prefix], { env });
    assert.equal(ran.code, 1, prefix);
    const lines = ran.stderr.split('\n').filter((line) => /^(byoip| {2}cure):/.test(line));
    assert.deepEqual(lines, [`byoip: ${message}`, `  cure: ${cure}`]);
    assert.equal(ran.stdout, '');
  }
  const malformed = await byoip(['list', '192.0.2.1/24'], { env });
  assert.match(malformed.stderr, /^ {4}192\.0\.2\.1\/24\n {4}\^{12}$/m);
});

test('the JSON of an error has the errors of the API', async () => {
  const failure = {
    success: false,
    errors: [{ code: 1000, message: 'not_found' }],
    messages: [],
    result: null,
  };
  const fetch = respondWith(JSON.stringify(failure), 404);
  const ran = await runInProcess(['list', '--json'], { env: OFFLINE, fetch });
  assert.equal(ran.code, 1);
  const { error } = JSON.parse(ran.stdout) as { error: Record<string, unknown> };
  assert.equal(error.code, 'api-failure');
  assert.equal(error.status, 404);
  assert.deepEqual(error.errors, [{ code: 1000, message: 'not_found', extra: {} }]);
});

test('prefixes lists them with all fields of the API', async () => {
  const text = await byoip(['prefixes'], { env });
  assert.equal(text.code, 0);
  assert.match(text.stdout, /^192\.0\.2\.0\/24 +2af39739cc4e3b5910c918468bb89828 +13335 +yes +yes$/m);
  const json = await byoip(['prefixes', '--json'], { env });
  const [first] = JSON.parse(json.stdout) as Record<string, unknown>[];
  assert.deepEqual(Object.keys(first ?? {}).slice(0, 6), [
    'id',
    'cidr',
    'accountId',
    'asn',
    'approved',
    'description',
  ]);
  assert.equal(first?.createdAt, '2026-01-01T00:00:00Z');
});

test('missing fields of a prefix are dashes, and null is not `no`', async () => {
  const list = [
    { id: 'a', cidr: '192.0.2.0/24', advertised: null, approved: 'P', asn: null },
    { id: 'b', cidr: '198.51.100.0/24', advertised: false, approved: 'X', description: 'edge' },
    { id: 'c', cidr: '203.0.113.0/24' },
  ];
  const ran = await runInProcess(['prefixes'], { env: OFFLINE, fetch: respondWith(success(list)) });
  assert.deepEqual(ran.stdout.split('\n'), [
    'PREFIX           ID  ASN  APPROVED  ADVERTISED  DESCRIPTION',
    '192.0.2.0/24     a   -    pending   -',
    '198.51.100.0/24  b   -    X         no          edge',
    '203.0.113.0/24   c   -    -         -',
    '',
    '3 prefixes',
    '',
  ]);
});

test('services lists names and ids, and its JSON goes back into check', async () => {
  const text = await byoip(['services'], { env });
  assert.match(text.stdout, /^CDN +c0de0000000000000000000000000cd1$/m);
  assert.match(text.stdout, /\n\n3 services\n$/);
  const json = await byoip(['services', '--json'], { env });
  assert.deepEqual(JSON.parse(json.stdout)[0], {
    id: '2db684ee7ca04e159946fd05b99e1bcd',
    name: 'Magic Transit',
    extra: {},
  });
  const args = ['check', '--prefix', '192.0.2.0/24', '--from', 'bindings.json'];
  writeInput(
    cwd,
    'bindings.json',
    '[{"cidr":"192.0.2.0/24","serviceId":"2db684ee7ca04e159946fd05b99e1bcd"}]',
  );
  assert.match(
    (await byoip(args, { cwd })).stdout,
    /service-opaque/,
    'without the services its name is unknown',
  );
  const named = await byoip([...args, '--services', '-'], { cwd, stdin: json.stdout });
  assert.deepEqual(named, { code: 0, stdout: '1 binding of 192.0.2.0/24: no findings\n', stderr: '' });
});

test('an empty account gives an empty list and a sentence', async () => {
  for (const [command, sentence] of [
    ['list', '0 prefixes, 0 bindings\n'],
    ['prefixes', '0 prefixes\n'],
    ['services', '0 services\n'],
  ] as const) {
    const fetch = respondWith(success([]));
    assert.deepEqual(await runInProcess([command], { env: OFFLINE, fetch }), {
      code: 0,
      stdout: sentence,
      stderr: '',
    });
    const json = await runInProcess([command, '--json'], { env: OFFLINE, fetch });
    assert.deepEqual(json, { code: 0, stdout: '[]\n', stderr: '' });
  }
});

/** Faults that nothing in a list shows: in a field of a resource, or a missing entry. */
const UNDETECTABLE: readonly FaultName[] = ['wrong-id', 'wrong-cidr', 'wrong-service', 'short-list'];
/** Faults that change no essential field, or no list, so that the list is shown. */
const HARMLESS: readonly FaultName[] = [
  'odd-messages',
  'no-errors',
  'odd-fields',
  'whole-list',
  'edit-without-effect',
];

test('no fault of the API is shown as a list: each is an error that names its code', async () => {
  // The fault `timeout-after-commit` ends only with the timeout of the client, a minute.
  const faults = FAULT_NAMES.filter(
    (name) => name !== 'timeout-after-commit' && !UNDETECTABLE.includes(name),
  );
  for (const command of ['list', 'prefixes', 'services']) {
    for (const fault of faults) {
      const emulator = createEmulator({ faults: () => fault });
      const fetch = (input: string | URL | Request, init?: RequestInit) =>
        emulator.fetch(new Request(input, init));
      const ran = await runInProcess([command, '--json'], { env: OFFLINE, fetch });
      if (HARMLESS.includes(fault)) {
        assert.deepEqual([ran.code, ran.stderr], [0, ''], `${command} ${fault}`);
        continue;
      }
      assert.equal(ran.code, 1, `${command} ${fault}`);
      const { error } = JSON.parse(ran.stdout) as { error: { code: string } };
      assert.match(ran.stderr, new RegExp(`^ {2}code: ${error.code}$`, 'm'), `${command} ${fault}`);
      assert.notEqual(error.code, 'internal', `${command} ${fault}`);
    }
  }
});

test('one failed request of a list fails the command, and its error names the prefix', async () => {
  const server = await scriptedServer((response, request) => {
    if (request.url?.endsWith('/prefixes')) {
      const two = [SEED_PREFIXES.v4, SEED_PREFIXES.v6];
      reply(200, success(two))(response);
    } else if (request.url?.includes(SEED_PREFIXES.v4.id)) reply(200, success([]))(response);
    else reply(200, '{"success":true,"errors":[],"messages":[]}')(response);
  });
  const ran = await byoip(['list'], { env: { ...OFFLINE, CLOUDFLARE_BASE_URL: server.url } });
  assert.equal(ran.code, 1);
  assert.equal(ran.stdout, '');
  assert.match(ran.stderr, /^byoip: the bindings of 2001:db8::\/32 cannot be read: /);
  assert.match(ran.stderr, /code: envelope-result-missing/);
  await server.close();
});

test('settings come from the environment, options go before them, and an empty variable counts as none', async () => {
  const seen: { url: string; headers: Headers }[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    seen.push({ url: String(input), headers: new Headers(init?.headers) });
    return new Response(success([]));
  };
  const key = { CLOUDFLARE_API_TOKEN: '', CLOUDFLARE_EMAIL: 'a@example.com', CLOUDFLARE_API_KEY: 'k' };
  await runInProcess(['services', '--account', 'b', '--base-url', 'http://localhost:1/x'], {
    env: { ...key, CLOUDFLARE_ACCOUNT_ID: 'a', CLOUDFLARE_BASE_URL: 'https://example.com' },
    fetch,
  });
  await runInProcess(['services'], { env: { ...OFFLINE, CLOUDFLARE_BASE_URL: '' }, fetch });
  assert.equal(seen[0]?.url, 'http://localhost:1/x/accounts/b/addressing/services');
  assert.equal(seen[0]?.headers.get('x-auth-email'), 'a@example.com');
  assert.equal(seen[0]?.headers.get('x-auth-key'), 'k');
  const real = `https://api.cloudflare.com/client/v4/accounts/${SEED_ACCOUNT_ID}/addressing/services`;
  assert.equal(seen[1]?.url, real);
  assert.equal(seen[1]?.headers.get('authorization'), 'Bearer t');
});

test('an error about a missing setting names its variable', async () => {
  const cases: readonly (readonly [Record<string, string>, string, string, string?])[] = [
    [
      {},
      'there are no credentials in the environment',
      'set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL together with CLOUDFLARE_API_KEY',
    ],
    [
      { CLOUDFLARE_EMAIL: 'a@example.com', CLOUDFLARE_ACCOUNT_ID: 'a' },
      'there are no credentials in the environment',
      'set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL together with CLOUDFLARE_API_KEY',
    ],
    [{ CLOUDFLARE_API_TOKEN: 't' }, 'no account is given', 'set CLOUDFLARE_ACCOUNT_ID, or pass --account ID'],
    [
      { CLOUDFLARE_API_TOKEN: 'a b', CLOUDFLARE_ACCOUNT_ID: 'a' },
      '`CLOUDFLARE_API_TOKEN` contains a space',
      'pass `CLOUDFLARE_API_TOKEN` as it was issued: remove the space',
      'setting-invalid',
    ],
    [
      { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: 'a', CLOUDFLARE_BASE_URL: 'http://example.com' },
      '`CLOUDFLARE_BASE_URL` would send the credentials unencrypted',
      'pass an https URL (http on a loopback address only) without user, query or fragment, such as `https://api.cloudflare.com/client/v4`',
      'setting-invalid',
    ],
    [
      { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: 'a', BYOIP_MAX_RETRIES: 'often' },
      '`BYOIP_MAX_RETRIES` is not a whole number from 0 to 20',
      'pass a whole number from 0 to 20, or omit it',
      'setting-invalid',
    ],
  ];
  for (const [variables, message, cure, code = 'setting-missing'] of cases) {
    const ran = await byoip(['snapshot'], { env: variables });
    assert.equal(ran.code, 1);
    assert.equal(ran.stderr, `byoip: ${message}\n  cure: ${cure}\n  code: ${code}\n`);
    assert.equal(ran.stdout, '');
  }
});

test('a command that reads files too says so where a setting is missing', async () => {
  const ran = await byoip(['services'], {});
  assert.match(ran.stderr, /^ {2}cure: set CLOUDFLARE_API_TOKEN, .*; or pass --from FILE$/m);
});

test('a closed port is an error, not an empty list', async () => {
  const server = await scriptedServer(reply(200, success([])));
  await server.close();
  const ran = await byoip(['list', '--json'], { env: { ...OFFLINE, CLOUDFLARE_BASE_URL: server.url } });
  assert.equal(ran.code, 1);
  assert.match(ran.stderr, /^byoip: the request was not sent: ECONNREFUSED$/m);
  assert.equal((JSON.parse(ran.stdout) as { error: { code: string } }).error.code, 'network-failed');
});
