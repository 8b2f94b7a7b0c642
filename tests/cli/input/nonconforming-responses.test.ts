// Responses that deviate from the schema, on the command line: odd fields, incomplete lists, stuck bindings, malformed tokens.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { chunks, respondWith, runInProcess } from '../setup/in-process.js';
import { temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();

const OFFLINE = { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: 'a' };

function answer(result: unknown, more: object = {}): string {
  return JSON.stringify({ success: true, result, ...more });
}

const STUCK = [
  {
    id: 'b1',
    cidr: '192.0.2.0/24',
    service_id: 'mt',
    service_name: 'Magic Transit',
    provisioning: { state: 'active' },
  },
  {
    id: 'b2',
    cidr: '192.0.2.0/25',
    service_id: 'cdn',
    service_name: 'CDN',
    provisioning: { state: 'magic_transit_route_missing' },
  },
];

test('an account with nonconforming fields is listed, and these fields are shown unchanged', async () => {
  const list = [
    { id: 'a', cidr: '192.0.2.0/24', asn: '13335', approved: 'V', modified_at: '', advertised: 'yes' },
    { id: 'b', cidr: '198.51.100.0/24', asn: 'AS13335', approved: 1, description: ['edge'], created_at: 0 },
  ];
  const odd = answer(list, { messages: ['hello', null, { text: 1 }], errors: 'none' });
  const ran = await runInProcess(['prefixes'], { env: OFFLINE, fetch: respondWith(odd) });
  assert.deepEqual(ran.stdout.split('\n').slice(1, 3), [
    '192.0.2.0/24     a   13335      yes       "yes"',
    '198.51.100.0/24  b   "AS13335"  1         -           ["edge"]',
  ]);
  const json = await runInProcess(['prefixes', '--json'], { env: OFFLINE, fetch: respondWith(odd) });
  const [first, second] = JSON.parse(json.stdout) as [Record<string, unknown>, Record<string, unknown>];
  assert.deepEqual(first.extra, { asn: '13335', advertised: 'yes' });
  assert.deepEqual([first.asn, first.modifiedAt], [13335, '']);
  assert.deepEqual(second.extra, { asn: 'AS13335', approved: 1, description: ['edge'], created_at: 0 });
});

test('every command that reads bindings refuses an incomplete list', async () => {
  const part = answer(STUCK, { result_info: { page: 1, per_page: 2, count: 2, total_count: 5 } });
  const prefix = ['--prefix', '192.0.2.0/24'];
  const whole = join(cwd, writeInput(cwd, 'whole.json', answer(STUCK)));
  for (const args of [
    ['resolve', '192.0.2.1', '--from', '-'],
    ['check', ...prefix, '--from', '-'],
    ['map', ...prefix, '--from', '-'],
    ['plan', ...prefix, '--from', whole, '--to', '-'],
    ['diff', ...prefix, '--from', '-', '--to', whole],
    ['aggregate', ...prefix, '--default', 'x', '--from', '-'],
  ]) {
    const ran = await runInProcess(args, { stdin: chunks(part) });
    assert.equal(ran.code, 1, args.join(' '));
    assert.match(ran.stderr, /code: list-partial/, args.join(' '));
  }
  const asked = await runInProcess(['list', '--json'], { env: OFFLINE, fetch: respondWith(part) });
  assert.deepEqual([asked.code, JSON.parse(asked.stdout).error.code], [1, 'list-partial']);
});

test('resolve, list, check and map name a stuck binding, and do not call it provisioning', async () => {
  const stdin = () => chunks(answer(STUCK));
  const resolved = await runInProcess(['resolve', '192.0.2.1', '--from', '-'], { stdin: stdin() });
  assert.match(
    resolved.stdout,
    /magic_transit_route_missing .*stuck: add a Magic route .*edges without it use Magic Transit/,
  );
  const json = await runInProcess(['resolve', '192.0.2.1', '--from', '-', '--json'], { stdin: stdin() });
  assert.equal(JSON.parse(json.stdout)[0].reason, 'stuck');
  const checked = await runInProcess(['check', '--prefix', '192.0.2.0/24', '--from', '-'], {
    stdin: stdin(),
  });
  assert.equal(checked.code, 2);
  assert.match(
    checked.stdout,
    /warning {2}binding-stuck[\s\S]*cure: add a Magic route that covers 192\.0\.2\.0\/25/,
  );
  const drawn = await runInProcess(['map', '--from', '-', '--json'], { stdin: stdin() });
  const runs = JSON.parse(drawn.stdout).before as {
    readonly stuck: boolean;
    readonly provisioning: boolean;
  }[];
  assert.deepEqual(
    runs.map(({ stuck, provisioning }) => [stuck, provisioning]),
    [
      [true, false],
      [false, false],
    ],
  );
  const api = respondWith(answer(STUCK));
  const fetch: typeof api = async (input, init) =>
    String(input).endsWith('/bindings')
      ? api(input, init)
      : new Response(answer([{ id: 'p', cidr: '192.0.2.0/24' }]));
  const listed = await runInProcess(['list'], { env: OFFLINE, fetch });
  assert.match(listed.stdout, /CDN +magic_transit_route_missing\n[\s\S]*2 bindings, 1 stuck/);
  assert.doesNotMatch(listed.stdout, /not active yet/);
});

test('a binding without a state is active in every command', async () => {
  const bare = [{ id: 'b1', cidr: '192.0.2.0/24', service_id: 'cdn' }];
  const api = respondWith(answer(bare));
  const fetch: typeof api = async (input, init) =>
    String(input).endsWith('/bindings')
      ? api(input, init)
      : new Response(answer([{ id: 'p', cidr: '192.0.2.0/24' }]));
  const listed = await runInProcess(['list'], { env: OFFLINE, fetch });
  assert.match(listed.stdout, /1 prefix, 1 binding\n/);
  const resolved = await runInProcess(['resolve', '192.0.2.1', '--from', '-', '--json'], {
    stdin: chunks(answer(bare)),
  });
  assert.equal(JSON.parse(resolved.stdout)[0].reason, 'most-specific');
});

test('characters around a token are an error that names the variable, and nothing is sent', async () => {
  for (const [token, fault] of [
    ['"t0ken"', /`CLOUDFLARE_API_TOKEN` is in quotes/],
    ['Bearer t0ken', /`CLOUDFLARE_API_TOKEN` begins with `Bearer`/],
    ['t0ken\r', /`CLOUDFLARE_API_TOKEN` contains a line end/],
    ['t0ken\u200b', /`CLOUDFLARE_API_TOKEN` contains the invisible character U\+200B/],
  ] as const) {
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      return new Response(answer([]));
    };
    const ran = await runInProcess(['services'], { env: { ...OFFLINE, CLOUDFLARE_API_TOKEN: token }, fetch });
    assert.deepEqual([ran.code, sent], [1, 0]);
    assert.match(ran.stderr, fault);
    assert.ok(!ran.stderr.includes('t0ken'));
  }
});

test('the error of a malformed token has the chain of the API, and no help names a setting of the library', async () => {
  const chain = [{ code: 6111, message: 'Invalid format for Authorization header' }];
  const body = JSON.stringify({
    success: false,
    errors: [{ code: 6003, message: 'Invalid request headers', error_chain: chain }],
  });
  const ran = await runInProcess(['services'], { env: OFFLINE, fetch: respondWith(body, 400) });
  assert.match(ran.stderr, /6003 Invalid request headers ← 6111 Invalid format for Authorization header/);
  assert.match(ran.stderr, /cure: check the format of the token or key, not its permissions/);
  for (const fetch of [
    respondWith('<html>sign in</html>', 404),
    async () => new Response('', { status: 429, headers: { 'retry-after': '3600' } }),
    async () => new Response('', { status: 302, headers: { location: 'https://example.com' } }),
  ]) {
    const ran = await runInProcess(['services'], { env: { ...OFFLINE, BYOIP_MAX_RETRIES: '1' }, fetch });
    assert.equal(ran.code, 1);
    assert.doesNotMatch(ran.stderr, /`(baseURL|maxWait|timeout|requestBudget)`/, ran.stderr);
  }
});
