// Codes with several meanings: how the client classifies code, message and status of an error together.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APIError, type ByoipOptions, isByoipError, RateLimitError } from 'byoip';
import {
  accountState,
  BINDING,
  clientOn,
  clientWithFaults,
  DEFAULT_BINDING,
  NEW,
  PREFIX,
  rejection,
  resultText,
} from '../setup/faulty-client.js';
import { success } from '../setup/scripted-server.js';

const prefix_id = PREFIX;

function failure(status: number, errors: unknown): Response {
  return new Response(JSON.stringify({ success: false, errors, messages: [], result: null }), { status });
}

type Fetch = NonNullable<ByoipOptions['fetch']>;

/** The first answer to fit, and the emulator's own for all else; `after`: the request is carried out all the same. */
function spoiled(
  url: string,
  spoils: readonly {
    readonly method: string;
    readonly path: RegExp;
    readonly nth?: number;
    readonly after?: boolean;
    readonly answer: () => Response;
  }[],
): Fetch {
  const counts = spoils.map(() => 0);
  return async (input, init) => {
    const path = new URL(String(input)).pathname;
    const fits = spoils.map(({ method, path: pattern }) => init?.method === method && pattern.test(path));
    for (const [at, fit] of fits.entries()) counts[at] = (counts[at] ?? 0) + Number(fit);
    for (const [at, { nth, after, answer }] of spoils.entries()) {
      if (!fits[at] || (nth !== undefined && counts[at] !== nth)) continue;
      if (after) await fetch(input, init);
      return answer();
    }
    assert.ok(String(input).startsWith(url));
    return fetch(input, init);
  };
}

test('a create that was applied although the gateway timed out is found, not reported as refused', async () => {
  for (const status of [200, 400, 404]) {
    for (const message of ['Request timeout', 'Internal Server Error']) {
      const set = await clientWithFaults([]);
      const answer = () => failure(status, [{ code: 1000, message }]);
      const post = { method: 'POST', path: /bindings$/, nth: 1, answer };
      const made = clientOn(set.url, { fetch: spoiled(set.url, [{ ...post, after: true }]) });
      const binding = await made.addressing.prefixes.serviceBindings.create(PREFIX, NEW);
      assert.equal(binding.cidr, NEW.cidr, `${status} ${message}`);
      assert.equal(set.asked.filter((kind) => kind === 'POST bindings').length, 1);
      await set.close();

      const other = await clientWithFaults([]);
      const lost = clientOn(other.url, { fetch: spoiled(other.url, [post]) });
      await lost.addressing.prefixes.serviceBindings.create(PREFIX, NEW);
      assert.equal(accountState(other).bindings.length, 3, `${status} ${message}: made by the second try`);
      await other.close();
    }
  }
});

test('a delete does not count as applied where the read is forbidden', async () => {
  const forbidden = () => failure(403, [{ code: 1002, message: 'forbidden' }]);
  for (const looks of [
    [{ method: 'GET', path: /bindings$/, answer: forbidden }],
    [{ method: 'GET', path: /bindings\/[^/]+$/, answer: forbidden }],
    [{ method: 'DELETE', path: /bindings/, nth: 2, answer: forbidden }],
  ]) {
    for (const status of [403, 404]) {
      const set = await clientWithFaults([]);
      const broken = { method: 'DELETE', path: /bindings/, nth: 1, answer: () => failure(500, []) };
      // A list that lacks the binding without its being gone makes the client ask for it alone.
      const short = { method: 'GET', path: /bindings$/, answer: () => new Response(success([])) };
      const spoils = [
        broken,
        ...looks.map((look) => ({
          ...look,
          answer: () => failure(status, [{ code: 1002, message: 'forbidden' }]),
        })),
      ];
      if (looks[0]?.path.source.endsWith('+$')) spoils.push(short);
      const client = clientOn(set.url, { fetch: spoiled(set.url, spoils) });
      const end = await resultText(client.addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }));
      const there = accountState(set).bindings.some(({ id }) => id === BINDING);
      assert.ok(there, 'no delete was carried out');
      assert.match(end, / unknown$/, `${status}: ${end}`);
      await set.close();
    }
  }
});

test('a wrong base URL never means that a resource is deleted', async () => {
  const set = await clientWithFaults([]);
  const route = () => failure(404, [{ code: 7003, message: 'No route for the URI' }]);
  const lost = { method: 'DELETE', path: /bindings/, nth: 1, answer: () => failure(502, []) };
  for (const spoils of [
    [lost, { method: 'DELETE', path: /bindings/, nth: 2, answer: route }],
    [lost, { method: 'GET', path: /bindings/, answer: route }],
  ]) {
    const client = clientOn(set.url, { fetch: spoiled(set.url, spoils) });
    const end = await resultText(client.addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }));
    assert.match(end, / unknown$/);
  }
  const client = clientOn(set.url, {
    fetch: spoiled(set.url, [{ method: 'GET', path: /./, answer: route }]),
  });
  const error = await rejection(client.addressing.prefixes.list());
  assert.ok(error instanceof APIError);
  assert.match(error.help, /base URL/);
  assert.deepEqual(
    accountState(set)
      .bindings.map(({ id }) => id)
      .sort(),
    [DEFAULT_BINDING, BINDING].sort(),
  );
  await set.close();
});

test('a binding that is not found after an unclear delete counts as deleted, with code 1000 or 1002', async () => {
  for (const [status, code, message] of [
    [404, 1000, 'not_found'],
    [400, 1000, 'not_found'],
    [404, 1002, 'binding does not exist'],
    [400, 1002, 'invalid binding id'],
    [404, 1002, ''],
  ] as const) {
    const set = await clientWithFaults([]);
    const gone = () => failure(status, [{ code, message }]);
    const client = clientOn(set.url, {
      fetch: spoiled(set.url, [
        { method: 'DELETE', path: /bindings/, nth: 1, after: true, answer: () => failure(500, []) },
        { method: 'GET', path: /bindings\/[^/]+$/, answer: gone },
      ]),
    });
    const end = await resultText(client.addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }));
    assert.equal(end, 'done', `${status} ${code} ${message}`);
    await set.close();
  }
});

test('a read is retried where the token may be valid, and not where it cannot be', async () => {
  for (const [code, message, tries] of [
    [10000, 'Authentication error', 3],
    [10001, 'Unable to authenticate request', 3],
    [10001, 'Method not allowed for token', 1],
    [9109, 'Invalid access token', 1],
    [1002, 'forbidden', 1],
    [10040, 'rate limited', 3],
  ] as const) {
    let sent = 0;
    const client = clientOn('https://example.com', {
      fetch: async () => {
        sent += 1;
        return failure(400, [
          { code: 1003, message: 'first' },
          { code, message },
        ]);
      },
    });
    const error = await rejection(client.addressing.services.list());
    assert.ok(isByoipError(error));
    assert.equal(sent, tries, `${code} ${message}`);
    assert.equal(error instanceof RateLimitError, code === 10040);
  }
});

test('an API error keeps the text of the API in every form', async () => {
  for (const [body, words] of [
    ['{"success":false,"errors":["no such thing"]}', 'no such thing'],
    ['{"success":false,"errors":"no such thing"}', 'no such thing'],
    ['{"success":false,"errors":[null,{"code":7,"message":"no such thing"}]}', 'no such thing'],
    ['{"success":false,"errors":[],"error":{"message":"no such thing"}}', 'no such thing'],
    ['{"success":false,"errors":[],"messages":["no such thing"]}', 'no such thing'],
    ['{"success":false,"errors":[{"code":"E1","message":"no such thing"}]}', 'no such thing'],
    ['{"success":false,"errors":[{"reason":"no such thing"}]}', 'no such thing'],
    ['{"error":"no such thing"}', 'no such thing'],
    ['no such\nthing', 'no such thing'],
    [
      '<!DOCTYPE html><html><head><title>no such thing</title><style>h1{color:red}</style></head></html>',
      'no such thing',
    ],
    [`<html>${'<br>'.repeat(300)}no such thing</html>`, 'no such thing'],
    [
      '{"success":false,"errors":[{"code":6003,"message":"Invalid request headers","error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}]}',
      '6003 Invalid request headers ← 6111 Invalid format for Authorization header',
    ],
  ] as const) {
    const client = clientOn('https://example.com', {
      fetch: async () => new Response(body, { status: 400 }),
    });
    const error = await rejection(client.addressing.services.list());
    const texts =
      error instanceof APIError ? `${error.message} ${error.errors.map(({ message }) => message)}` : '';
    assert.ok(texts.includes(words), `${body}: ${error.message}`);
    assert.ok(error.message.length < 400);
    if (words.startsWith('6003'))
      assert.match(error instanceof APIError ? error.help : '', /check the format/);
  }
});

test('a create that the API confirms succeeds, whatever other fields the response has', async () => {
  for (const odd of [
    { messages: ['made'] },
    { messages: [null] },
    { messages: 'made', errors: null },
    { errors: [{ code: 971, message: 'x' }, 7] },
    { messages: undefined, errors: undefined },
    { result_info: { page: 1, total_pages: 3, total_count: 5 } },
  ]) {
    for (const check of [true, false]) {
      const set = await clientWithFaults([]);
      const odder: Fetch = async (input, init) => {
        const response = await fetch(input, init);
        if (init?.method !== 'POST') return response;
        const body: object = await response.json();
        return new Response(JSON.stringify({ ...body, ...odd }), { status: response.status });
      };
      const client = clientOn(set.url, { fetch: odder });
      const { serviceBindings } = client.addressing.prefixes;
      assert.equal((await serviceBindings.create(PREFIX, NEW, { check })).cidr, NEW.cidr);
      assert.equal(accountState(set).bindings.length, 3);
      assert.equal(set.asked.filter((kind) => kind === 'POST bindings').length, 1, JSON.stringify(odd));
      await set.close();
    }
  }
});

test('an incomplete list is an error with its numbers, and no write starts from it', async () => {
  for (const [info, said] of [
    [{ total_count: 5 }, /2.*`total_count` 5/],
    [{ page: 1, total_pages: 3 }, /page 1 of 3/],
    [{ cursors: { after: 'bmV4dA==' } }, /a cursor/],
  ] as const) {
    const set = await clientWithFaults([]);
    const partly: Fetch = async (input, init) => {
      const response = await fetch(input, init);
      const body: object = await response.json();
      return new Response(JSON.stringify({ ...body, result_info: info }), { status: response.status });
    };
    const { serviceBindings } = clientOn(set.url, { fetch: partly }).addressing.prefixes;
    const error = await rejection(serviceBindings.list(PREFIX));
    assert.ok(isByoipError(error));
    assert.deepEqual([error.code, error.retryable], ['list-partial', false]);
    assert.match(error.message, said);
    assert.match(await resultText(serviceBindings.create(PREFIX, NEW)), / not-sent$/);
    assert.equal(accountState(set).bindings.length, 2);
    await set.close();
  }
});
