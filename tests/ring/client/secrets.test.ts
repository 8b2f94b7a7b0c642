// A token that must not be in any error, log or inspection of the client.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Byoip, type ByoipOptions } from 'byoip';
import { createEmulator, FAULT_NAMES, SEED_ACCOUNT_ID, SEED_PREFIXES, SEED_SERVICES } from 'byoip/emulator';
import { reply, scriptedServer } from '../setup/scripted-server.js';

const CANARY = 'canary-5c1e0f7a9b3d';

function isSilent(value: unknown, where: string): void {
  const seen = [
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    String(value),
    JSON.stringify(value) ?? '',
  ];
  for (let error: unknown = value; error instanceof Error; error = error.cause) {
    seen.push(
      error.message,
      error.stack ?? '',
      inspect(error),
      JSON.stringify(error, Object.getOwnPropertyNames(error)),
    );
  }
  for (const text of seen) assert.ok(!text.includes(CANARY), `${where}: ${text.slice(0, 300)}`);
}

const kinds: readonly Partial<ByoipOptions>[] = [
  { apiToken: CANARY },
  { apiEmail: `${CANARY}@example.com`, apiKey: CANARY },
];

async function errorsOf(
  options: Partial<ByoipOptions>,
  credentials: Partial<ByoipOptions>,
  where: string,
): Promise<void> {
  const logged: unknown[] = [];
  const client = new Byoip({
    ...credentials,
    accountId: SEED_ACCOUNT_ID,
    timeout: 30,
    maxRetries: 0,
    looks: 1,
    logger: (event) => logged.push(event),
    ...options,
  });
  isSilent(client, `${where}: the client`);
  isSilent(client.addressing, `${where}: a resource`);
  const { services, prefixes } = client.addressing;
  const { serviceBindings, bgpPrefixes } = prefixes;
  const prefix_id = SEED_PREFIXES.v4.id;
  const calls: readonly (() => PromiseLike<unknown>)[] = [
    () => services.list(),
    () => serviceBindings.create(prefix_id, { cidr: '192.0.2.16/29', service_id: SEED_SERVICES.cdn.id }),
    () => serviceBindings.delete('a'.repeat(32), { prefix_id }),
    () => bgpPrefixes.edit('a'.repeat(32), { prefix_id, asn_prepend_count: 1 }),
  ];
  for (const call of calls) {
    const pending = call();
    isSilent(pending, `${where}: a promise`);
    isSilent(await Promise.resolve(pending).catch((error: unknown) => error), where);
  }
  assert.ok(logged.length >= calls.length);
  isSilent(logged, `${where}: the log`);
}

test('no error, log or inspection shows the token or the key, whatever goes wrong', async () => {
  for (const credentials of kinds) {
    for (const fault of FAULT_NAMES) {
      const emulator = createEmulator({ faults: () => fault });
      await errorsOf(
        { fetch: (input, init) => emulator.fetch(new Request(input, init)) },
        credentials,
        fault,
      );
    }
  }
});

test('an error of fetch that contains the token is not passed on', async () => {
  for (const credentials of kinds) {
    const telling = Object.assign(new Error(`sent ${CANARY}`, { cause: new Error(CANARY) }), {
      code: CANARY,
      headers: [CANARY],
    });
    await errorsOf({ fetch: () => Promise.reject(telling) }, credentials, 'rejecting');
    const throwing = () => {
      throw telling;
    };
    await errorsOf({ fetch: throwing }, credentials, 'throwing');
  }
});

test('an upstream that echoes the token has it cut out of the error', async () => {
  const failure = {
    errors: [{ code: 1000, message: `bad ${CANARY}`, extra: { [CANARY]: [CANARY] } }],
    messages: [{ code: 1000, message: CANARY }],
    result: null,
    success: false,
  };
  const bodies = [
    `no JSON: ${CANARY}`,
    JSON.stringify(failure),
    `{"${CANARY}":1,"${CANARY}":2}`,
    `{"success":true,"result":"${CANARY}"}`,
  ];
  for (const credentials of kinds) {
    for (const body of bodies) {
      for (const status of [200, 400]) {
        const echoing = async () => new Response(body, { status, headers: { 'x-echo': CANARY } });
        await errorsOf({ fetch: echoing }, credentials, `${status} ${body}`);
      }
    }
  }
});

test('the error of a redirect does not contain the token in its target', async () => {
  const server = await scriptedServer(reply(302, '', { location: `https://example.com/?t=${CANARY}` }));
  await errorsOf({ baseURL: server.url }, { apiToken: CANARY }, 'redirect');
  await server.close();
});

test('an unusable token is refused without being shown', () => {
  for (const credentials of [
    { apiToken: `${CANARY}\n` },
    { apiEmail: `${CANARY} `, apiKey: 'k' },
    { apiEmail: 'a@b', apiKey: `\u0000${CANARY}` },
  ]) {
    assert.throws(
      () => new Byoip(credentials),
      (error) => {
        isSilent(error, 'constructor');
        return true;
      },
    );
  }
});

test('a base URL with a token in it is refused without being shown', () => {
  for (const baseURL of [
    `https://${CANARY}@example.com`,
    `https://example.com/?token=${CANARY}`,
    `http://example.com/${CANARY}`,
  ]) {
    assert.throws(
      () => new Byoip({ apiToken: 't', baseURL }),
      (error) => {
        isSilent(error, baseURL);
        return true;
      },
    );
  }
});
