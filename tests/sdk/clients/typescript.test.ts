// The official TypeScript client from npm against the emulator: every operation, and its errors.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Byoip } from 'byoip';
import {
  createEmulator,
  type EmulatorOptions,
  OPERATIONS,
  SEED_ACCOUNT_ID,
  SEED_PREFIXES,
  SEED_SERVICES,
} from 'byoip/emulator';
import Cloudflare, { type ClientOptions } from 'cloudflare';
import { SinglePage } from 'cloudflare/pagination';
import { type CountingEmulator, serveCountingEmulator } from './counting-emulator.js';
import { cellsOf, headingOf } from './readme-table.js';
import {
  describeResult,
  EMULATOR,
  labelOf,
  playWith,
  type Results,
  reference,
  SCENARIO,
} from './scenario.js';

const account_id = SEED_ACCOUNT_ID;
const prefix_id = SEED_PREFIXES.v4.id;
const service_id = SEED_SERVICES.cdn.id;

const clientOf = (options: ClientOptions): Cloudflare => new Cloudflare({ apiToken: 'any', ...options });

/** The scenario through the official client: the entries of a page in place of the page. */
async function scenario(client: Cloudflare): Promise<Results> {
  const results = await playWith(client);
  const entries = Object.entries(results).map(([operation, value]) => {
    return [operation, value instanceof SinglePage ? value.result : value];
  });
  return Object.fromEntries(entries);
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
  await over(EMULATOR, {}, async (client, { seen }) => {
    const results = await scenario(client);
    assert.deepEqual(results, await reference());
    assert.deepEqual(
      seen.map(({ operation }) => operation),
      SCENARIO,
    );
  });
});

test('the emulator as its fetch gives the same results without a socket', async () => {
  const { fetch } = createEmulator(EMULATOR);
  assert.deepEqual(await scenario(clientOf({ fetch })), await reference());
});

test('our client sends the request of the official client for each operation of the table', async () => {
  const sent = async (play: (url: string) => Promise<Results>) => {
    const { url, seen, close } = await serveCountingEmulator(EMULATOR);
    try {
      await play(url);
    } finally {
      await close();
    }
    return SCENARIO.map((operation) => {
      const first = seen.find((one) => one.operation === operation);
      const body = JSON.parse(first?.body || 'null');
      return [first?.request.method, new URL(first?.request.url ?? '').pathname, body];
    });
  };
  const official = await sent((baseURL) => playWith(clientOf({ baseURL })));
  const ours = await sent((baseURL) => playWith(new Byoip({ baseURL, apiToken: 'any' })));
  assert.deepEqual(ours, official);
});

test('the scenario has a call of each operation of the table', () => {
  assert.deepEqual([...SCENARIO].sort(), Object.keys(OPERATIONS).sort());
});

test('the table in the README has the result of each operation, and the version', async () => {
  const results = await scenario(clientOf({ fetch: createEmulator(EMULATOR).fetch }));
  const cells = cellsOf('npm');
  assert.deepEqual([...cells.keys()].sort(), SCENARIO.map(labelOf).sort());
  for (const operation of SCENARIO)
    assert.equal(cells.get(labelOf(operation)), describeResult(operation, results[operation]), operation);
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
    const body = { account_id, cidr: '192.0.2.1/32', service_id };
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
    const body = { account_id, cidr: '192.0.2.1/32', service_id };
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
