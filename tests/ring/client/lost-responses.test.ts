// Writes whose response is lost: results with stale, wrong and changing lists.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Byoip, type ByoipOptions, isByoipError } from 'byoip';
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

/** A `fetch` whose lists of bindings show what was there `lag` lists ago. */
function lagging(lag: number): NonNullable<ByoipOptions['fetch']> {
  const lists: string[] = [];
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!/\/bindings$/.test(String(input)) || init?.method !== 'GET') return response;
    lists.push(await response.text());
    return new Response(lists[Math.max(0, lists.length - 1 - lag)]);
  };
}

test('for any list lag a create with a lost response creates one binding, and its outcome is correct', async () => {
  for (const fault of [
    'reset-after-commit',
    'truncated-json',
    'timeout-after-commit',
    'reset',
    'http-503',
  ] as const) {
    for (const lag of [0, 1, 2, 3, 4, 5, 6, 7, 20]) {
      const set = await clientWithFaults([{ fault, kind: 'POST bindings', nth: 1 }]);
      const client = clientOn(set.url, { fetch: lagging(lag), timeout: 400 });
      const end = await resultText(client.addressing.prefixes.serviceBindings.create(PREFIX, NEW));
      const count = accountState(set).bindings.filter(({ cidr }) => cidr === NEW.cidr).length;
      const where = `${fault}, lists ${lag} behind: ${end}`;
      assert.equal(count, 1, where);
      assert.ok(end === 'done' || end.endsWith(' unknown'), where);
      if (lag <= 2) assert.equal(end, 'done', where);
      assert.ok(set.asked.filter((kind) => kind === 'POST bindings').length <= 2, where);
      await set.close();
    }
  }
});

test('for any list lag a delete with a lost response succeeds or is `unknown`, and deletes nothing else', async () => {
  for (const fault of ['reset-after-commit', 'empty-body', 'reset'] as const) {
    for (const lag of [0, 1, 2, 3, 5, 20]) {
      const set = await clientWithFaults([{ fault, kind: 'DELETE binding', nth: 1 }]);
      const client = clientOn(set.url, { fetch: lagging(lag), timeout: 400 });
      const end = await resultText(client.addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }));
      assert.equal(end, 'done', `${fault}, lists ${lag} behind`);
      assert.deepEqual(
        accountState(set).bindings.map(({ id }) => id),
        [DEFAULT_BINDING],
      );
      await set.close();
    }
  }
});

test('a list lag of up to six seconds causes no second POST, and a longer one no second binding', async () => {
  for (const [milliseconds, posts, end] of [
    [1000, 1, 'done'],
    [2000, 1, 'done'],
    [6000, 1, 'done'],
    [7000, 2, 'done'],
    [12_000, 2, 'done'],
    [60_000, 2, 'ConflictError api-failure unknown'],
  ] as const) {
    const lost = { fault: 'reset-after-commit', kind: 'POST bindings', nth: 1 } as const;
    const set = await clientWithFaults([lost], {}, { listLag: { milliseconds } });
    const create = set.client.addressing.prefixes.serviceBindings.create(PREFIX, NEW);
    assert.equal(await resultText(create), end, `${milliseconds} ms behind`);
    assert.equal(set.asked.filter((kind) => kind === 'POST bindings').length, posts, `${milliseconds} ms`);
    assert.equal(accountState(set).bindings.length, 3);
    await set.close();
  }
});

test('a delete is repeated while lists show the binding, and not found then means success', async () => {
  const lost = { fault: 'reset-after-commit', kind: 'DELETE binding', nth: 1 } as const;
  const set = await clientWithFaults([lost], {}, { deletions: 'linger', provisioningDelay: 3_600_000 });
  const { serviceBindings } = set.client.addressing.prefixes;
  assert.equal(await resultText(serviceBindings.delete(BINDING, { prefix_id })), 'done');
  assert.ok(
    (await serviceBindings.list(PREFIX)).some(({ id }) => id === BINDING),
    'it still shows',
  );
  assert.deepEqual(
    accountState(set).bindings.map(({ id }) => id),
    [DEFAULT_BINDING],
  );
  assert.equal(set.asked.filter((kind) => kind === 'DELETE binding').length, 2);
  await set.close();
});

test('a refusal of the second try does not resolve an uncertain first one', async () => {
  const calls = [
    ({ addressing }: Byoip) => addressing.prefixes.serviceBindings.create(PREFIX, NEW),
    ({ addressing }: Byoip) => addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }),
  ];
  const body = JSON.stringify({ success: false, errors: [{ code: 1003, message: 'no' }], result: null });
  for (const call of calls) {
    const set = await clientWithFaults([], {}, { listLag: { milliseconds: 86_400_000 } });
    let writes = 0;
    const losing: NonNullable<ByoipOptions['fetch']> = async (input, init) => {
      if (init?.method !== 'GET') writes += 1;
      if (init?.method !== 'GET' && writes === 2) return new Response(body, { status: 403 });
      const response = await fetch(input, init);
      if (init?.method !== 'GET') throw new TypeError('fetch failed');
      return response;
    };
    assert.match(await resultText(call(clientOn(set.url, { fetch: losing }))), / api-failure unknown$/);
    assert.equal(writes, 2);
    await set.close();
  }
});

test('a second try that was not sent does not resolve an uncertain first one', async () => {
  const calls = [
    ({ addressing }: Byoip) => addressing.prefixes.serviceBindings.create(PREFIX, NEW),
    ({ addressing }: Byoip) => addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }),
  ];
  for (const call of calls) {
    const set = await clientWithFaults([], {}, { listLag: { milliseconds: 86_400_000 } });
    let writes = 0;
    const dying: NonNullable<ByoipOptions['fetch']> = async (input, init) => {
      if (init?.method !== 'GET') writes += 1;
      if (writes === 2) throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
      const response = await fetch(input, init);
      if (init?.method !== 'GET') throw new TypeError('fetch failed');
      return response;
    };
    const end = await resultText(call(clientOn(set.url, { fetch: dying })));
    assert.equal(end, 'APIConnectionError network-failed unknown');
    assert.equal(writes, 2);
    await set.close();
  }
});

test('a create whose first reads fail leaves no request running', async () => {
  let running = 0;
  const counting: NonNullable<ByoipOptions['fetch']> = async (input) => {
    running += 1;
    try {
      const slow = String(input).endsWith('/services');
      if (slow) await new Promise((resolve) => setTimeout(resolve, 30));
      return new Response('', { status: slow ? 503 : 403 });
    } finally {
      running -= 1;
    }
  };
  const client = clientOn('https://example.com', { fetch: counting });
  assert.match(
    await resultText(client.addressing.prefixes.serviceBindings.create(PREFIX, NEW)),
    / not-sent$/,
  );
  assert.equal(running, 0);
});

/** An API that, unlike the one that is documented, binds a block as often as it is asked to. */
function careless({
  lag,
  lost,
  later = lag,
}: {
  readonly lag: number;
  readonly lost: number;
  readonly later?: number;
}) {
  const bindings: object[] = [
    { id: 'd', cidr: '192.0.2.0/24', service_id: 'mt', provisioning: { state: 'active' } },
  ];
  const history: string[] = [];
  let posts = 0;
  const fetch: NonNullable<ByoipOptions['fetch']> = async (input, init) => {
    const path = new URL(String(input)).pathname;
    if (path.endsWith('/services'))
      return new Response(
        success([
          { id: 'mt', name: 'Magic Transit' },
          { id: 'cdn', name: 'CDN' },
        ]),
      );
    if (!path.endsWith('/bindings'))
      return new Response(success({ id: 'p', cidr: '192.0.2.0/24', approved: 'V' }));
    if (init?.method === 'GET') {
      history.push(success(bindings));
      return new Response(history[Math.max(0, history.length - 1 - (posts > 1 ? later : lag))]);
    }
    posts += 1;
    const made = { id: `n${posts}`, cidr: '192.0.2.16/29', service_id: 'cdn' };
    bindings.push(made);
    if (posts <= lost) throw new TypeError('fetch failed');
    return new Response(success(made), { status: 201 });
  };
  return { fetch, posts: () => posts };
}

test('after an uncertain POST there is at most a second one, and two created bindings are found and named', async () => {
  const params = { cidr: '192.0.2.16/29', service_id: 'cdn' };
  // A list that shows both tells it; one that shows only the other contradicts the answer; one that shows none is not enough.
  for (const [lag, later, code] of [
    [3, 0, 'write-duplicated'],
    [3, 3, 'write-unconfirmed'],
    [9, 9, 'write-unconfirmed'],
  ] as const) {
    const api = careless({ lag, later, lost: 1 });
    const client = clientOn('https://example.com', { fetch: api.fetch, maxRetries: 5 });
    const error = await rejection(client.addressing.prefixes.serviceBindings.create('p', params));
    assert.ok(isByoipError(error));
    assert.deepEqual([error.code, error.outcome], [code, 'unknown'], `lists ${lag} behind, then ${later}`);
    assert.match(error.message, lag === 9 ? /`n2`, and no list shows it/ : /`n1` and `n2`|`n2`.*`n1`/);
    assert.equal(api.posts(), 2);
  }

  const silent = careless({ lag: 50, lost: 50 });
  const blind = clientOn('https://example.com', { fetch: silent.fetch, maxRetries: 5 });
  assert.equal(
    await resultText(blind.addressing.prefixes.serviceBindings.create('p', params)),
    'APIConnectionError network-failed unknown',
  );
  assert.equal(silent.posts(), 2);
});

test('the reads after a write have increasing pauses, and their number is an option', async () => {
  const waits: number[] = [];
  const timing = { sleep: async (milliseconds: number) => void waits.push(milliseconds), random: () => 0 };
  const { fetch, posts } = careless({ lag: 50, lost: 50 });
  const settings = { fetch, timing, maxRetries: 0, looks: 4, lookSpacing: 100 };
  const client = clientOn('https://example.com', settings);
  const params = { cidr: '192.0.2.16/29', service_id: 'cdn' };
  const error = await rejection(client.addressing.prefixes.serviceBindings.create('p', params));
  assert.ok(isByoipError(error));
  assert.equal(error.outcome, 'unknown');
  assert.match(error.help, /list the bindings .* before you send it again/);
  assert.deepEqual([waits, posts()], [[100, 200, 400], 1]);
});

test('a write that cannot be verified is `unknown`, and is not sent again', async () => {
  for (const act of [
    ({ addressing }: Byoip) => addressing.prefixes.serviceBindings.create(PREFIX, NEW),
    ({ addressing }: Byoip) => addressing.prefixes.serviceBindings.delete(BINDING, { prefix_id }),
  ]) {
    const set = await clientWithFaults([
      { fault: 'reset', kind: 'POST bindings' },
      { fault: 'reset', kind: 'DELETE binding' },
      ...[2, 3, 4].map((nth) => ({ fault: 'http-500', kind: 'GET bindings', nth }) as const),
      ...(act.toString().includes('create')
        ? []
        : [{ fault: 'http-500', kind: 'GET bindings', nth: 1 } as const]),
    ]);
    const error = await rejection(act(set.client));
    assert.ok(isByoipError(error));
    assert.deepEqual([error.code, error.outcome], ['network-failed', 'unknown']);
    assert.ok(isByoipError(error.cause), 'it says why it could not look');
    assert.equal(set.asked.filter((kind) => !kind.startsWith('GET')).length, 1);
    await set.close();
  }
});
