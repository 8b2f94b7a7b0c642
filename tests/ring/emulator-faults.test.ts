// The emulator's faults: each does what its name says, and commits what it should.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { createEmulator, type Emulator, FAULT_NAMES, isNoAnswer, SEED_SERVICES } from 'byoip/emulator';
import { ask, V4 } from './asking.js';
import { serveEmulator } from './served.js';

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

test('the spoiled bodies are spoiled as named', async () => {
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

test('the wrong echoes differ from the truth in their one field', async () => {
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

test('exactly the faults after the commit carry the operation out', async () => {
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

test('refused and reset reject as a failed fetch does', async () => {
  for (const fault of ['refused', 'reset', 'reset-after-commit']) {
    await assert.rejects(
      list(createEmulator(), fault),
      (error) => isNoAnswer(error) && error instanceof TypeError,
      fault,
    );
  }
});

test('a timeout answers nothing until the caller gives up', async () => {
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

test('a fault that nobody knows is an error that lists those that exist', async () => {
  await assert.rejects(
    list(createEmulator(), 'typhoon'),
    /no fault is called `typhoon`: there are refused, reset/,
  );
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
