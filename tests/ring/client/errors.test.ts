// The client's errors: every failure has its code and a fix, and does not affect the next call.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  Byoip,
  type ByoipError,
  type ByoipOptions,
  InternalServerError,
  isByoipError,
  NotFoundError,
} from 'byoip';
import { createEmulator, type FaultName, SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { reply, scriptedServer, success } from '../setup/scripted-server.js';

const PREFIX = SEED_PREFIXES.v4.id;

/** A client whose first request meets `fault`, and the next none. */
function faulty(fault: FaultName): Byoip {
  const emulator = createEmulator({ faults: (_, position) => (position === 0 ? fault : undefined) });
  return client({ fetch: (input, init) => emulator.fetch(new Request(input, init)) });
}

/** A client that tries once: what retries do is a matter of other tests. */
function client(options: Partial<ByoipOptions> = {}): Byoip {
  const token = { apiToken: 'a-token-of-some-length', accountId: SEED_ACCOUNT_ID };
  return new Byoip({ ...token, maxRetries: 0, ...options });
}

async function failureOf(work: Promise<unknown>): Promise<ByoipError> {
  const error = await work.then(
    (value) => assert.fail(`expected a failure, not ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  assert.ok(isByoipError(error), String(error));
  assert.ok(error.help.length > 10, 'there is a cure');
  assert.match(error.message, /^[^A-Z].*[^.]$/su, 'lowercase, no full stop');
  return error;
}

const CODES: Readonly<Partial<Record<FaultName, string>>> = {
  refused: 'network-failed',
  reset: 'network-failed',
  'http-408': 'api-failure',
  'http-409': 'api-failure',
  'http-429': 'api-failure',
  'http-500': 'api-failure',
  '502-html': 'http-status',
  'http-503': 'api-failure',
  'please-wait': 'api-failure',
  'success-false-200': 'api-failure',
  'html-200': 'json-not-json',
  'truncated-json': 'json-truncated',
  'empty-body': 'json-empty',
};

for (const [fault, code] of Object.entries(CODES)) {
  test(`the fault ${fault} is the error ${code}, and the next call works`, async () => {
    const { serviceBindings } = faulty(fault as FaultName).addressing.prefixes;
    assert.equal((await failureOf(serviceBindings.list(PREFIX))).code, code);
    assert.equal((await serviceBindings.list(PREFIX)).length, 2);
  });
}

test('an API error has the status and the errors of the response', async () => {
  const emulator = createEmulator();
  const { prefixes } = client({
    fetch: (input, init) => emulator.fetch(new Request(input, init)),
  }).addressing;
  const error = await failureOf(prefixes.get('0'.repeat(32)));
  assert.ok(error instanceof NotFoundError && error instanceof APIError);
  assert.equal(error.name, 'ByoipNotFoundError');
  assert.deepEqual([error.outcome, error.retryable], ['rejected', false]);
  assert.equal(error.status, 404);
  assert.deepEqual(
    error.errors.map(({ code, message }) => ({ code, message })),
    [{ code: 1000, message: 'not_found' }],
  );
  assert.equal(error.message, 'the API refused with `1000 not_found` (HTTP 404)');
});

test('success false is a failure with any status, 200 too', async () => {
  const error = await failureOf(faulty('success-false-200').addressing.services.list());
  assert.ok(error instanceof APIError);
  assert.equal(error.status, 200);
});

test('a response without an envelope shows the text of its body and its first 80 characters, escaped', async () => {
  const body = `<h1>\u202eevil\u0007\u200b</h1>${'x'.repeat(500)}`;
  const error = await failureOf(
    client({ fetch: async () => new Response(body, { status: 503 }) }).addressing.services.list(),
  );
  assert.ok(error instanceof InternalServerError);
  assert.equal(error.status, 503);
  assert.equal(error.excerpt, `<h1>\\u{202e}evil\\u{7}\\u{200b}</h1>${'x'.repeat(64)}`);
  assert.ok(error.message.includes(`\`\\u{202e}evil\\u{7}\\u{200b} ${'x'.repeat(100)}`), error.message);
});

test('a success envelope with a failing status is an error', async () => {
  const answering = client({ fetch: async () => new Response(success([]), { status: 500 }) });
  assert.equal((await failureOf(answering.addressing.services.list())).code, 'http-status');
});

test('a list without a result is an error, never an empty list', async () => {
  for (const body of [
    '{"errors":[],"messages":[],"success":true}',
    '{"errors":[],"messages":[],"result":null,"success":true}',
  ]) {
    const { addressing } = client({ fetch: async () => new Response(body) });
    for (const work of [
      addressing.services.list(),
      addressing.prefixes.list(),
      addressing.prefixes.serviceBindings.list('a'),
    ]) {
      assert.match((await failureOf(work)).code, /^envelope-/);
    }
  }
});

test('hostile names in an API error are escaped in the message', async () => {
  const body = JSON.stringify({
    errors: [{ code: 1000, message: 'a\u202eb\n' }],
    messages: [],
    result: null,
    success: false,
  });
  const error = await failureOf(
    client({ fetch: async () => new Response(body, { status: 400 }) }).addressing.services.list(),
  );
  assert.equal(error.message, 'the API refused with `1000 a\\u{202e}b\\u{a}` (HTTP 400)');
});

test('a redirect is an error and is never followed', async () => {
  const target = await scriptedServer(reply(200, success([])));
  for (const status of [301, 302, 303, 307, 308]) {
    const server = await scriptedServer(reply(status, '', { location: `${target.url}/elsewhere` }));
    const error = await failureOf(client({ baseURL: server.url }).addressing.services.list());
    assert.equal(error.code, 'redirected');
    await server.close();
  }
  assert.equal(target.seen.length, 0);
  await target.close();
});

test('a refused connection is network-failed and names the reason', async () => {
  const server = await scriptedServer(reply(200, ''));
  await server.close();
  const error = await failureOf(client({ baseURL: server.url }).addressing.services.list());
  assert.equal(error.code, 'network-failed');
  assert.match(error.message, /ECONNREFUSED/);
});

test("a response that does not come, or does not end, is `timed-out`, by the client's timeout and by the call's", async () => {
  const silent = await scriptedServer(() => {});
  const dribbling = await scriptedServer((response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"errors":[');
  });
  for (const server of [silent, dribbling]) {
    const byClient = client({ baseURL: server.url, timeout: 50 }).addressing.services.list();
    assert.equal((await failureOf(byClient)).code, 'timed-out');
    const byCall = client({ baseURL: server.url }).addressing.services.list({}, { timeout: 60 });
    assert.equal((await failureOf(byCall)).code, 'timed-out');
    await server.close();
  }
});

test('a fetch that ignores its signal still times out', async () => {
  const deaf = client({ fetch: () => new Promise(() => {}), timeout: 20 });
  const error = await failureOf(deaf.addressing.services.list());
  assert.equal(error.code, 'timed-out');
  assert.ok(error instanceof APIConnectionTimeoutError && error instanceof APIConnectionError);
});

test('an aborted signal ends a call before it is sent, while it waits, and while the body comes', async () => {
  const server = await scriptedServer((response, { url }) => {
    if (url?.includes('dribble')) response.writeHead(200).write('{');
  });
  const { services } = client({ baseURL: server.url }).addressing;
  assert.equal((await failureOf(services.list({}, { signal: AbortSignal.abort() }))).code, 'aborted');
  assert.equal(server.seen.length, 0);
  for (const account_id of ['silent', 'dribble']) {
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(new Error('a reason that stays with the caller')), 30);
    const error = await failureOf(services.list({ account_id }, { signal: giveUp.signal }));
    assert.equal(error.code, 'aborted');
    assert.ok(error instanceof APIUserAbortError);
  }
  await server.close();
});

test('no call leaves a listener on the signal that it was given', async () => {
  const counting = new AbortController();
  let listeners = 0;
  const { signal } = counting;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...of: Parameters<typeof add>) => {
    listeners += 1;
    add(...of);
  };
  signal.removeEventListener = (...of: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...of);
  };
  await faulty('http-500')
    .addressing.services.list({}, { signal })
    .catch(() => {});
  await faulty('wrong-id').addressing.services.list({}, { signal });
  assert.equal(listeners, 0);
});

test('no call leaves a timer or a socket behind: a process that made some ends by itself', async () => {
  const server = await scriptedServer((response, { url }) => {
    if (url?.includes('busy')) reply(429, '', { 'retry-after': '30', connection: 'close' })(response);
    else if (!url?.includes('silent')) reply(200, success([]), { connection: 'close' })(response);
  });
  const script = `
    import { Byoip } from ${JSON.stringify(pathToFileURL('dist/index.js').href)};
    const client = new Byoip({ apiToken: 't', baseURL: ${JSON.stringify(server.url)} });
    const { services, prefixes } = client.addressing;
    await services.list({ account_id: 'a' });
    const code = (call) => call.catch((error) => error.code);
    console.log(await code(services.list({ account_id: 'silent' }, { timeout: 50, maxRetries: 0 })));
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 20);
    console.log(await code(services.list({ account_id: 'silent' }, { signal: giveUp.signal })));
    const { serviceBindings } = prefixes;
    const of = { account_id: 'silent', prefix_id: 'p' };
    console.log(await code(serviceBindings.delete('b', of, { timeout: 50, maxRetries: 0 })));
    console.log(await code(serviceBindings.delete('b', of, { signal: AbortSignal.timeout(20) })));
    const create = { account_id: 'silent', cidr: '192.0.2.0/24', service_id: 's' };
    console.log(await code(serviceBindings.create('p', create, { timeout: 50, maxRetries: 1 })));
    console.log(await code(services.list({ account_id: 'busy' }, { signal: AbortSignal.timeout(50) })));
  `;
  // The client's own patience is 60 s: a timer that was left behind would outlive the limit of 10.
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 10_000,
  });
  assert.equal(stdout, 'timed-out\naborted\ntimed-out\naborted\ntimed-out\naborted\n');
  await server.close();
});

test('a missing or unusable setting is an error that names it', async () => {
  const named = (code: string) => (options: ByoipOptions, message: RegExp) =>
    assert.throws(
      () => new Byoip({ env: {}, ...options }),
      (error) =>
        isByoipError(error) && error.code === code && message.test(error.message) && error.help.length > 10,
      JSON.stringify(options),
    );
  const missing = named('setting-missing');
  const invalid = named('setting-invalid');
  missing({}, /no credentials/);
  missing({ apiToken: '' }, /`apiToken` is missing/);
  missing({ apiEmail: 'a@example.com' }, /`apiKey` is missing/);
  missing({ apiKey: 'k' }, /`apiEmail` is missing/);
  for (const apiToken of ['t\n', ' t', 't\u0000', 'tök', '\u202et'])
    invalid({ apiToken }, /`apiToken` contains/);
  for (const baseURL of ['', '/api', 'api.cloudflare.com', 'http://'])
    invalid({ apiToken: 't', baseURL }, /not an absolute URL/);
  for (const baseURL of [
    'http://api.cloudflare.com',
    'ftp://127.0.0.1/',
    'http://127.0.0.1.example.com/',
    'javascript:alert(1)',
  ]) {
    invalid({ apiToken: 't', baseURL }, /unencrypted/);
  }
  for (const baseURL of ['https://u:p@example.com', 'https://example.com/?a', 'https://example.com/#']) {
    invalid({ apiToken: 't', baseURL }, /a user, a query or a fragment/);
  }
  for (const timeout of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])
    invalid({ apiToken: 't', timeout }, /`timeout`/);
  for (const maxRetries of [-1, 0.5, 21, Number.NaN]) invalid({ apiToken: 't', maxRetries }, /`maxRetries`/);
  for (const maxWait of [-1, Number.NaN]) invalid({ apiToken: 't', maxWait }, /`maxWait`/);
  for (const requestBudget of [0, 1201, 1.5]) invalid({ apiToken: 't', requestBudget }, /`requestBudget`/);
  for (const looks of [0, 21]) invalid({ apiToken: 't', looks }, /`looks`/);
  invalid({ apiToken: 't', lookSpacing: -1 }, /`lookSpacing`/);
  const error = await failureOf(new Byoip({ apiToken: 't', env: {} }).addressing.services.list());
  assert.deepEqual([error.code, error.message], ['setting-missing', 'no account was given']);
});
