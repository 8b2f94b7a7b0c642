// The official TypeScript client from npm against the emulator: every operation, and its errors.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEmulator, type EmulatorOptions, SEED_ACCOUNT_ID } from 'byoip/emulator';
import Cloudflare, { type ClientOptions } from 'cloudflare';
import { type CountingEmulator, serveCountingEmulator } from './counting-emulator.js';
import { OPERATIONS } from './openapi-document.js';
import { cellsOf, headingOf } from './readme-table.js';
import { describeResult, type Results, reference, SCENARIO_IDS } from './scenario.js';

const { accountId: account_id, prefixId: prefix_id } = SCENARIO_IDS;

const clientOf = (options: ClientOptions): Cloudflare => new Cloudflare({ apiToken: 'any', ...options });

async function scenario({ addressing }: Cloudflare): Promise<Results> {
  const { prefixes, services } = addressing;
  const { bgpPrefixes, serviceBindings } = prefixes;
  const created = await serviceBindings.create(prefix_id, {
    account_id,
    cidr: SCENARIO_IDS.cidr,
    service_id: SCENARIO_IDS.serviceId,
  });
  const binding = created?.id ?? '';
  const found = await serviceBindings.get(binding, { account_id, prefix_id });
  const deleted = await serviceBindings.delete(binding, { account_id, prefix_id });
  const bgpList = await bgpPrefixes.list(prefix_id, { account_id });
  const bgp = bgpList.result[0]?.id ?? '';
  return {
    'POST /prefixes/{prefix_id}/bindings': created,
    'GET /prefixes/{prefix_id}/bindings/{binding_id}': found,
    'DELETE /prefixes/{prefix_id}/bindings/{binding_id}': deleted,
    'GET /services': (await services.list({ account_id })).result,
    'GET /prefixes': (await prefixes.list({ account_id })).result,
    'GET /prefixes/{prefix_id}': await prefixes.get(prefix_id, { account_id }),
    'GET /prefixes/{prefix_id}/bindings': (await serviceBindings.list(prefix_id, { account_id })).result,
    'GET /prefixes/{prefix_id}/bgp/prefixes': bgpList.result,
    'GET /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}': await bgpPrefixes.get(bgp, {
      account_id,
      prefix_id,
    }),
    'PATCH /prefixes/{prefix_id}/bgp/prefixes/{bgp_prefix_id}': await bgpPrefixes.edit(bgp, {
      account_id,
      prefix_id,
      ...SCENARIO_IDS.edit,
    }),
  };
}

/** A client and the emulator that it asks, over loopback, for the time of a test. */
async function over<T>(
  options: EmulatorOptions,
  settings: ClientOptions,
  use: (client: Cloudflare, counted: CountingEmulator) => Promise<T>,
): Promise<T> {
  const counted = await serveCountingEmulator(options);
  try {
    return await use(clientOf({ baseURL: counted.url, ...settings }), counted);
  } finally {
    await counted.close();
  }
}

test('over loopback every operation returns the content of the envelope, with one request', async () => {
  await over({}, {}, async (client, { seen }) => {
    const results = await scenario(client);
    assert.deepEqual(results, await reference());
    assert.deepEqual(seen.map(({ operation }) => operation).sort(), [...OPERATIONS].sort());
  });
});

test('the emulator as its fetch gives the same results without a socket', async () => {
  const { fetch } = createEmulator();
  assert.deepEqual(await scenario(clientOf({ fetch })), await reference());
});

test('the table in the README has the result of each operation, and the version', async () => {
  const results = await scenario(clientOf({ fetch: createEmulator().fetch }));
  const cells = cellsOf('npm');
  assert.deepEqual([...cells.keys()].sort(), [...OPERATIONS].sort());
  for (const operation of OPERATIONS)
    assert.equal(cells.get(operation), describeResult(operation, results[operation]), operation);
  const { version } = JSON.parse(readFileSync('node_modules/cloudflare/package.json', 'utf8')) as {
    version: string;
  };
  assert.equal(headingOf('npm'), `npm \`cloudflare\` ${version}`);
});

test('iterating over a list asks once and ends', async () => {
  await over({}, {}, async ({ addressing }, { seen }) => {
    const cidrs = [];
    for await (const { cidr } of addressing.prefixes.serviceBindings.list(prefix_id, { account_id }))
      cidrs.push(cidr);
    assert.deepEqual(cidrs, ['192.0.2.0/24', '192.0.2.1/32']);
    assert.equal(seen.length, 1);
  });
});

test('e-mail and key work like a token', async () => {
  const settings = { apiToken: null, apiEmail: 'a@example.com', apiKey: 'k' };
  await over({ authorise: ({ kind }) => kind === 'key' }, settings, async ({ addressing }) => {
    assert.equal((await addressing.services.list({ account_id })).result.length, 3);
  });
});

test('an API error becomes the error class of its status, with the code of the API', async () => {
  await over({ authorise: (c) => c.kind === 'token' && c.token === 'any' }, {}, async (client) => {
    const { prefixes } = client.addressing;
    const body = { account_id, cidr: '192.0.2.1/32', service_id: SCENARIO_IDS.serviceId };
    const unknownId = '0'.repeat(32);
    const refused: readonly (readonly [() => Promise<unknown>, unknown, number])[] = [
      [() => prefixes.get(unknownId, { account_id }), Cloudflare.NotFoundError, 1000],
      [
        () => prefixes.serviceBindings.get(unknownId, { account_id, prefix_id }),
        Cloudflare.NotFoundError,
        1002,
      ],
      [
        () => prefixes.serviceBindings.create(prefix_id, { ...body, cidr: 'x' }),
        Cloudflare.BadRequestError,
        1001,
      ],
      [() => prefixes.serviceBindings.create(prefix_id, body), Cloudflare.ConflictError, 1108],
      [
        () => client.withOptions({ apiToken: 'other' }).addressing.prefixes.list({ account_id }),
        Cloudflare.PermissionDeniedError,
        10000,
      ],
    ];
    for (const [call, kind, code] of refused) {
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof Cloudflare.APIError && error.constructor === kind, String(error));
        assert.equal(error.errors[0]?.code, code);
        return true;
      });
    }
  });
});

test('a conflict and an operation that is not emulated are requested once, although the SDK retries conflicts', async () => {
  await over({}, {}, async ({ addressing }, { seen }) => {
    const body = { account_id, cidr: '192.0.2.1/32', service_id: SCENARIO_IDS.serviceId };
    await assert.rejects(async () => addressing.prefixes.serviceBindings.create(prefix_id, body));
    await assert.rejects(async () => addressing.prefixes.delete(prefix_id, { account_id }));
    assert.deepEqual(
      seen.map(({ status }) => status),
      [409, 501],
    );
  });
});

test('over the rate limit it waits for the given time and retries with success', async () => {
  const rateLimit = { requests: 1, milliseconds: 1000 };
  await over({ rateLimit, now: Date.now }, {}, async ({ addressing }, { seen }) => {
    await addressing.services.list({ account_id });
    const began = Date.now();
    assert.equal((await addressing.services.list({ account_id })).result.length, 3);
    assert.ok(Date.now() - began >= 900, `it waited ${Date.now() - began} ms only`);
    assert.deepEqual(
      seen.map(({ status }) => status),
      [200, 429, 200],
    );
  });
});

test('a temporary fault is retried with success', async () => {
  for (const fault of ['http-500', 'http-503', 'http-408', 'reset'] as const) {
    let requests = 0;
    const options: EmulatorOptions = {
      faults: (_, position) => {
        requests += 1;
        return position === 0 ? fault : undefined;
      },
    };
    await over(options, {}, async ({ addressing }) => {
      assert.equal((await addressing.prefixes.list({ account_id: SEED_ACCOUNT_ID })).result.length, 2, fault);
      assert.equal(requests, 2, fault);
    });
  }
});
