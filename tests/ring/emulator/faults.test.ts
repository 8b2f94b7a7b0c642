// The faults of the emulator: each has the effect of its name, before or after the commit.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { createEmulator, type Emulator, FAULT_NAMES, isNoAnswer, SEED_SERVICES } from 'byoip/emulator';
import { ask, V4 } from '../setup/emulator-requests.js';
import { serveEmulator } from '../setup/emulator-server.js';

const BASE = 'https://api.cloudflare.com/client/v4';
const AUTHORISED = { authorization: 'Bearer any-token' };
const COMMITTING = [
  'reset-after-commit',
  'timeout-after-commit',
  'truncated-json',
  'empty-body',
  'wrong-id',
  'wrong-cidr',
  'wrong-service',
  '1000-timeout-200-after-commit',
  '1000-timeout-400-after-commit',
  '1000-timeout-404-after-commit',
  '1000-internal-after-commit',
  'odd-messages',
  'no-errors',
  'odd-fields',
  'whole-list',
  'partial-list',
  'partial-list-pages',
  'partial-list-cursor',
  'short-list',
  'edit-without-effect',
];

function list(emulator: Emulator, fault: string, signal?: AbortSignal): Promise<Response> {
  const headers = { ...AUTHORISED, 'x-emulator-fault': fault };
  return emulator.fetch(new Request(`${BASE}${V4}/bindings`, { headers, ...(signal ? { signal } : {}) }));
}

test('a fault with a status answers with it', async () => {
  const statuses = {
    'http-408': 408,
    'http-409': 409,
    'http-429': 429,
    'http-429-retry-after': 429,
    'http-500': 500,
    '502-html': 502,
    'http-503': 503,
    'success-false-200': 200,
    'please-wait': 200,
    'html-200': 200,
  };
  for (const [fault, status] of Object.entries(statuses)) {
    assert.equal((await list(createEmulator(), fault)).status, status, fault);
  }
});

test('a 429 comes without Retry-After, with a sensible one, and with an absurd one', async () => {
  const header = async (fault: string) => (await list(createEmulator(), fault)).headers.get('retry-after');
  assert.deepEqual(
    await Promise.all(['http-429', 'http-429-retry-after', 'http-429-absurd-retry-after'].map(header)),
    [null, '1', '31536000'],
  );
});

test('each faulty body has the fault of its name', async () => {
  const body = async (fault: string) => (await list(createEmulator(), fault)).text();
  assert.equal(await body('empty-body'), '');
  assert.match(await body('502-html'), /^<!DOCTYPE html>/);
  assert.match(await body('html-200'), /^<!DOCTYPE html>/);
  const truncated = await body('truncated-json');
  assert.match(truncated, /^\{"errors":\[\],/);
  assert.throws(() => JSON.parse(truncated), SyntaxError);
  assert.equal(JSON.parse(await body('success-false-200')).success, false);
  assert.equal(JSON.parse(await body('please-wait')).errors[0].code, 971);
});

test('each wrong resource differs from the right one in one field', async () => {
  const truth = JSON.parse(
    await (
      await createEmulator().fetch(new Request(`${BASE}${V4}/bindings`, { headers: AUTHORISED }))
    ).text(),
  );
  for (const [fault, field] of [
    ['wrong-id', 'id'],
    ['wrong-cidr', 'cidr'],
    ['wrong-service', 'service_id'],
  ] as const) {
    const spoiled = JSON.parse(await (await list(createEmulator(), fault)).text());
    assert.notEqual(spoiled.result[0][field], truth.result[0][field], fault);
    assert.deepEqual({ ...spoiled.result[0], [field]: null }, { ...truth.result[0], [field]: null }, fault);
  }
});

test('exactly the faults after the commit carry out the operation', async () => {
  for (const fault of FAULT_NAMES) {
    const emulator = createEmulator();
    const before = emulator.state.accounts[0]?.prefixes[0]?.bindings.length ?? 0;
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 20);
    const request = new Request(`${BASE}${V4}/bindings`, {
      method: 'POST',
      headers: { ...AUTHORISED, 'x-emulator-fault': fault },
      body: JSON.stringify({ cidr: '192.0.2.64/26', service_id: SEED_SERVICES.cdn.id }),
      signal: giveUp.signal,
    });
    await emulator.fetch(request).catch(() => null);
    const after = emulator.state.accounts[0]?.prefixes[0]?.bindings.length;
    assert.equal(after, COMMITTING.includes(fault) ? before + 1 : before, fault);
  }
});

/** The faults whose number has several meanings: status, and codes with messages. */
const MISLEADING: Readonly<Record<string, string>> = {
  '1000-timeout-200': '200 1000 Request timeout',
  '1000-timeout-400': '400 1000 Request timeout',
  '1000-timeout-404': '404 1000 Request timeout',
  '1000-timeout-200-after-commit': '200 1000 Request timeout',
  '1000-timeout-400-after-commit': '400 1000 Request timeout',
  '1000-timeout-404-after-commit': '404 1000 Request timeout',
  '1000-internal': '200 1000 Internal Server Error',
  '1000-internal-after-commit': '200 1000 Internal Server Error',
  '1002-forbidden': '403 1002 forbidden',
  '1002-forbidden-404': '404 1002 forbidden',
  '7003-no-route': '404 7003 No route for the URI',
  '6003-chain': '400 6003 Invalid request headers',
  '10000-once': '403 10000 Authentication error',
  '10000-authentication': '403 10000 Authentication error',
  '10001-once': '400 10001 Unable to authenticate request',
  '10001-authentication': '400 10001 Unable to authenticate request',
  '10001-method': '400 10001 Method not allowed for token',
  '10040-200': '200 10001 internal error, 10040 rate limited',
  '10040-429': '429 10001 internal error, 10040 rate limited',
};

test('the misleading errors have the codes, messages and statuses that were seen', async () => {
  for (const [fault, said] of Object.entries(MISLEADING)) {
    const answer = await list(createEmulator(), fault);
    const { errors, result, success } = JSON.parse(await answer.text());
    const words = errors.map(({ code, message }: { code: number; message: string }) => `${code} ${message}`);
    assert.equal(`${answer.status} ${words.join(', ')}`, said, fault);
    assert.deepEqual([result, success], [null, false], fault);
  }
  const chain = JSON.parse(await (await list(createEmulator(), '6003-chain')).text()).errors[0].error_chain;
  assert.deepEqual(
    chain.map(({ code }: { code: number }) => code),
    [6111, 6103],
  );
});

test('a one-time fault hits only the first request for each method and URL', async () => {
  for (const fault of ['10000-once', '10001-once']) {
    const emulator = createEmulator();
    const first = (await list(emulator, fault)).status;
    assert.ok(first >= 400, fault);
    assert.equal((await list(emulator, fault)).status, 200, fault);
    const headers = { ...AUTHORISED, 'x-emulator-fault': fault };
    const other = () => emulator.fetch(new Request(`${BASE}${V4}`, { headers }));
    assert.deepEqual([(await other()).status, (await other()).status], [first, 200], fault);
  }
});

test('nonconforming fields leave a success a success with its result', async () => {
  const plain = await (await createEmulator().fetch(`${BASE}${V4}/bindings`, { headers: AUTHORISED })).json();
  const { result } = plain as { result: { provisioning: object }[] };
  const body = async (fault: string) => (await list(createEmulator(), fault)).json() as Promise<object>;
  assert.deepEqual(await body('no-errors'), { result, success: true });
  assert.deepEqual(await body('odd-messages'), {
    errors: [],
    messages: ['this endpoint moves soon', null, { message: 'no code' }, { code: 12, message: 'low' }],
    result,
    success: true,
  });
  const odd = { ...plain, result: result.map((binding) => ({ ...binding, provisioning: 'active' })) };
  assert.deepEqual(await body('odd-fields'), odd);
  const headers = { ...AUTHORISED, 'x-emulator-fault': 'odd-fields' };
  const prefix = (await (await createEmulator().fetch(new Request(`${BASE}${V4}`, { headers }))).json()) as {
    result: object;
  };
  const { asn, modified_at } = prefix.result as { asn: unknown; modified_at: unknown };
  assert.deepEqual([asn, modified_at], ['13335', '']);
});

test('nonconforming errors leave a failure a failure', async () => {
  for (const fault of ['odd-errors', 'text-errors']) {
    const answer = await list(createEmulator(), fault);
    const { success, errors } = JSON.parse(await answer.text());
    assert.deepEqual([answer.status, success], [400, false], fault);
    assert.match(JSON.stringify(errors), /the block is reserved/, fault);
  }
});

test('a list with a result_info is complete or incomplete', async () => {
  const body = async (fault: string) => JSON.parse(await (await list(createEmulator(), fault)).text());
  const whole = await body('whole-list');
  assert.deepEqual([whole.result.length, whole.result_info.total_count], [2, 2]);
  const part = await body('partial-list');
  assert.deepEqual([part.result.length, part.result_info.total_count], [1, 2]);
  const page = await body('partial-list-pages');
  assert.deepEqual([page.result.length, page.result_info.page, page.result_info.total_pages], [1, 1, 3]);
  const cursor = await body('partial-list-cursor');
  assert.deepEqual([cursor.result.length, cursor.result_info.cursors], [1, { after: 'bmV4dA==' }]);
});

test('refused and reset reject as a failed fetch does', async () => {
  for (const fault of ['refused', 'reset', 'reset-after-commit']) {
    await assert.rejects(
      list(createEmulator(), fault),
      (error) => isNoAnswer(error) && error instanceof TypeError,
      fault,
    );
  }
});

test('a timeout sends no response until the caller aborts', async () => {
  const giveUp = new AbortController();
  const waiting = list(createEmulator(), 'timeout-after-commit', giveUp.signal);
  const first = await Promise.race([
    waiting,
    new Promise((resolve) => setTimeout(resolve, 30, 'still waiting')),
  ]);
  assert.equal(first, 'still waiting');
  giveUp.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
});

test('faults by position hit that request and no other', async () => {
  const emulator = createEmulator({ faults: (_, position) => (position === 1 ? 'http-500' : undefined) });
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await ask(emulator, 'GET', `${V4}/bindings`)).status);
  assert.deepEqual(statuses, [200, 500, 200]);
});

test('an unknown fault is an error that lists the faults', async () => {
  await assert.rejects(list(createEmulator(), 'typhoon'), /`typhoon`.* refused, reset/);
});

test('over a socket, a reset cuts the connection and the server goes on', async () => {
  const server = await serveEmulator();
  try {
    const get = (headers: Record<string, string>) =>
      fetch(`${server.url}${V4}/bindings`, { headers: { ...AUTHORISED, ...headers } });
    await assert.rejects(get({ 'x-emulator-fault': 'reset' }), TypeError);
    await assert.rejects(get({ 'x-emulator-fault': 'refused' }), TypeError);
    assert.equal((await get({ 'x-emulator-fault': '502-html' })).status, 502);
    assert.equal((await get({ 'x-emulator-fault': 'typhoon' })).status, 500);
    assert.equal((await get({})).status, 200);
  } finally {
    await server.close();
  }
});

test('over a socket, TRACE, which no Request can carry, is refused like any other unknown method', async () => {
  const server = await serveEmulator();
  try {
    const [status, allow] = await new Promise<readonly [number | undefined, string | undefined]>(
      (resolve, reject) => {
        const sent = request(`${server.url}${V4}/bindings`, { method: 'TRACE', headers: AUTHORISED });
        sent.on('response', (answer) => resolve([answer.resume().statusCode, answer.headers.allow]));
        sent.on('error', reject).end();
      },
    );
    assert.deepEqual([status, allow], [405, 'GET, POST']);
  } finally {
    await server.close();
  }
});

test('a closed server is gone, and its port free', async () => {
  const first = await serveEmulator();
  const { port } = first;
  await first.close();
  await assert.rejects(fetch(`${first.url}${V4}/bindings`), TypeError);
  const second = await serveEmulator({ port });
  assert.equal(second.port, port);
  await assert.rejects(serveEmulator({ port }), /EADDRINUSE/);
  await second.close();
});
