// Retries of the client: their number, their waits, and the request budget.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Byoip, type ByoipOptions, isByoipError, RateLimitError } from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID } from 'byoip/emulator';
import { success } from '../setup/scripted-server.js';

const FAILURE = JSON.stringify({
  errors: [{ code: 1234, message: 'no' }],
  messages: [],
  result: null,
  success: false,
});

/** A client whose answers are scripted and whose clock moves only when it waits. */
function waiting(answers: (position: number) => Response, options: Partial<ByoipOptions> = {}) {
  const waits: number[] = [];
  let now = 0;
  let sent = 0;
  const client = new Byoip({
    apiToken: 't',
    accountId: 'a',
    env: {},
    fetch: async () => {
      sent += 1;
      return answers(sent - 1);
    },
    timing: {
      now: () => now,
      date: () => Date.UTC(2026, 0, 1) + now,
      random: () => 0,
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
        now += milliseconds;
      },
    },
    ...options,
  });
  return { client, waits, sent: () => sent, pass: (milliseconds: number) => (now += milliseconds) };
}

const good = () => new Response(success([]));
const bad = (status: number, headers: Record<string, string> = {}) =>
  new Response(FAILURE, { status, headers });

async function codeOf(work: PromiseLike<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (isByoipError(error) ? error.code : String(error)),
  );
}

test('a read is tried three times with doubling waits, which the options of client and call change', async () => {
  for (const [settings, call, tries] of [
    [{}, {}, 3],
    [{ maxRetries: 0 }, {}, 1],
    [{ maxRetries: 6 }, {}, 7],
    [{ maxRetries: 6 }, { maxRetries: 1 }, 2],
  ] as const) {
    const { client, waits, sent } = waiting(() => bad(500), settings);
    assert.equal(await codeOf(client.addressing.services.list({}, call)), 'api-failure');
    assert.equal(sent(), tries);
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 8000].slice(0, tries - 1));
  }
});

test('the random part shortens a wait by up to a quarter and never lengthens it', async () => {
  const waits: number[] = [];
  const timing = { sleep: async (milliseconds: number) => void waits.push(milliseconds) };
  for (const random of [0, 0.5, 0.999]) {
    const { client } = waiting(() => bad(503), { timing: { ...timing, random: () => random } });
    await codeOf(client.addressing.services.list());
  }
  assert.deepEqual(waits, [500, 1000, 437.5, 875, 375.125, 750.25]);
});

test('408, 409, 429 and 5xx are retried, other errors are not', async () => {
  for (const status of [400, 401, 403, 404, 405, 410, 422]) {
    const { client, sent } = waiting(() => bad(status));
    assert.equal(await codeOf(client.addressing.services.list()), 'api-failure');
    assert.equal(sent(), 1, String(status));
  }
  for (const status of [408, 409, 429, 500, 502, 503, 504, 520]) {
    const { client, sent } = waiting((position) => (position === 0 ? bad(status) : good()));
    assert.equal(await codeOf(client.addressing.services.list()), 'done');
    assert.equal(sent(), 2, String(status));
  }
});

test('`x-should-retry` takes precedence over the status', async () => {
  const no = waiting(() => bad(500, { 'x-should-retry': 'false' }));
  assert.equal(await codeOf(no.client.addressing.services.list()), 'api-failure');
  assert.equal(no.sent(), 1);
  const yes = waiting((position) => (position === 0 ? bad(400, { 'x-should-retry': 'true' }) : good()));
  assert.equal(await codeOf(yes.client.addressing.services.list()), 'done');
});

test('a wait that the server asks for is respected: seconds, milliseconds, and dates by its clock or ours', async () => {
  for (const [headers, wait] of [
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT', date: 'Thu, 01 Jan 2026 00:00:05 GMT' }, 4000],
    [{ 'retry-after': 'Thu, 01 Jan 2015 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, 500],
    [{ 'retry-after': '-5' }, 500],
    [{ 'retry-after-ms': 'NaN', 'retry-after': '2' }, 2000],
  ] as const) {
    const { client, waits } = waiting((position) => (position === 0 ? bad(429, headers) : good()));
    assert.equal(await codeOf(client.addressing.services.list()), 'done');
    assert.deepEqual(waits, wait === 0 ? [] : [wait], JSON.stringify(headers));
  }
});

test('a wait longer than a minute, or than the setting, is an error that says so and is not slept', async () => {
  for (const [headers, settings] of [
    [{ 'retry-after': '61' }, {}],
    [{ 'retry-after': '31536000' }, {}],
    [{ 'retry-after': 'Fri, 01 Jan 2027 00:00:00 GMT' }, {}],
    [{ 'retry-after-ms': '1001' }, { maxWait: 1000 }],
  ] as const) {
    const { client, waits, sent } = waiting(() => bad(429, headers), settings);
    const error = await Promise.resolve(client.addressing.services.list()).catch((reason: unknown) => reason);
    assert.ok(error instanceof RateLimitError);
    assert.equal(error.code, 'wait-too-long');
    assert.match(error.message, /\d+ s/);
    assert.ok((error.retryAfter ?? 0) > 1000);
    assert.deepEqual([waits, sent()], [[], 1]);
  }
  const patient = waiting((position) => (position === 0 ? bad(429, { 'retry-after': '61' }) : good()), {
    maxWait: 61_000,
  });
  assert.equal(await codeOf(patient.client.addressing.services.list()), 'done');
});

test('throttling is recognised: 971 with any status, and 429 with any body', async () => {
  const please = JSON.stringify({
    success: false,
    errors: [{ code: 971, message: 'Please wait' }],
    result: null,
  });
  for (const answer of [
    () => new Response(please, { status: 200 }),
    () => new Response(please, { status: 403 }),
    () => new Response(please, { status: 429 }),
    () => new Response('<html>slow down', { status: 429 }),
    () => new Response(null, { status: 429 }),
  ]) {
    const once = waiting(answer, { maxRetries: 0 });
    const error = await Promise.resolve(once.client.addressing.services.list()).catch(
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof RateLimitError);
    assert.deepEqual([error.outcome, error.retryable], ['rejected', true]);
    const { client } = waiting((position) => (position === 0 ? answer() : good()));
    assert.equal(await codeOf(client.addressing.services.list()), 'done');
  }
});

test('an error by status keeps what was wrong with its body as its cause', async () => {
  const { client } = waiting(() => new Response('{"success":', { status: 503 }), { maxRetries: 0 });
  const error = await Promise.resolve(client.addressing.services.list()).catch((reason: unknown) => reason);
  assert.ok(isByoipError(error) && isByoipError(error.cause));
  assert.deepEqual([error.code, error.cause.code], ['http-status', 'json-truncated']);
});

test('a complete but wrong response is not requested again', async () => {
  const { client, sent } = waiting(() => new Response('{"success":true,"errors":[],"messages":[]}'));
  assert.equal(await codeOf(client.addressing.services.list()), 'envelope-result-missing');
  assert.equal(sent(), 1);
});

test('the resources of a client share one budget: what is over it waits until five minutes are over', async () => {
  const { client, waits, sent, pass } = waiting(good, { requestBudget: 4, timeout: 300_000 });
  const { services, prefixes } = client.addressing;
  for (const of of [services, prefixes, services, { list: () => prefixes.serviceBindings.list('p') }]) {
    await of.list();
    pass(1000);
  }
  assert.deepEqual([waits, sent()], [[], 4]);
  await prefixes.bgpPrefixes.list('p');
  await services.list();
  // The first went out at 0 s and the second at 1 s; the fifth was asked for at 4 s.
  assert.deepEqual(waits, [296_000, 1000]);
  assert.equal(sent(), 6);
});

test('a wait for the budget that is longer than the timeout is an error, and nothing is sent', async () => {
  const { client, waits, sent } = waiting(good, { requestBudget: 2 });
  const { services } = client.addressing;
  await services.list();
  await services.list();
  const error = await Promise.resolve(services.list()).catch((reason: unknown) => reason);
  assert.ok(isByoipError(error));
  assert.deepEqual([error.code, error.outcome, error.retryable], ['budget-exhausted', 'not-sent', true]);
  assert.deepEqual([waits, sent()], [[], 2]);
});

test('by default 600 requests are sent in five minutes, and the next one waits', async () => {
  const { client, sent } = waiting(good);
  const { services } = client.addressing;
  await Promise.all(Array.from({ length: 600 }, () => services.list()));
  assert.equal(await codeOf(services.list()), 'budget-exhausted');
  assert.equal(sent(), 600);
});

test('retries and reads after a write count in the request budget', async () => {
  const { client, sent } = waiting(() => bad(500), { requestBudget: 3, maxRetries: 9 });
  assert.equal(await codeOf(client.addressing.services.list()), 'budget-exhausted');
  assert.equal(sent(), 3);
});

test('an abort ends a wait, for a retry and for the budget, and leaves no timer', {
  timeout: 5000,
}, async () => {
  const emulator = createEmulator({ faults: () => 'http-429-retry-after' });
  const client = new Byoip({
    apiToken: 't',
    accountId: SEED_ACCOUNT_ID,
    env: {},
    requestBudget: 1,
    fetch: (input, init) => emulator.fetch(new Request(input, init)),
  });
  const { services } = client.addressing;
  const began = performance.now();
  const abortSoon = () => ({ signal: AbortSignal.timeout(30), timeout: 600_000 });
  assert.equal(await codeOf(services.list({}, abortSoon())), 'aborted');
  const waitingForBudget = Promise.resolve(services.list({}, abortSoon())).catch((reason: unknown) => reason);
  const error = await waitingForBudget;
  assert.ok(isByoipError(error));
  assert.deepEqual([error.code, error.outcome], ['aborted', 'not-sent']);
  assert.ok(performance.now() - began < 900, 'it did not wait for the second that was asked for');
});
