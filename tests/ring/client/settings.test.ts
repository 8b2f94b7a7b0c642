// The sources of the client's settings, and the use of lists, replies and options.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { APIError, Byoip, type ByoipOptions, isByoipError } from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID, SEED_PREFIXES } from 'byoip/emulator';
import { build } from 'esbuild';
import { success } from '../setup/scripted-server.js';

const PREFIX = SEED_PREFIXES.v4.id;

/** What a client with these settings puts on the wire. */
async function sent(options: ByoipOptions): Promise<{ readonly url: string; readonly headers: Headers }> {
  const seen: { url: string; headers: Headers }[] = [];
  const fetch: ByoipOptions['fetch'] = async (input, init) => {
    seen.push({ url: String(input), headers: new Headers(init?.headers) });
    return new Response(success([]));
  };
  await new Byoip({ ...options, fetch }).addressing.services.list();
  const [first] = seen;
  return first ?? assert.fail('nothing was sent');
}

const ENV = {
  CLOUDFLARE_API_TOKEN: 'env-token',
  CLOUDFLARE_EMAIL: 'env@example.com',
  CLOUDFLARE_API_KEY: 'env-key',
  CLOUDFLARE_ACCOUNT_ID: 'envaccount',
  CLOUDFLARE_BASE_URL: 'https://env.example/v4/',
};

test('settings that are not given come from the environment under the names of the official SDKs', async () => {
  const { url, headers } = await sent({ env: ENV });
  assert.equal(url, 'https://env.example/v4/accounts/envaccount/addressing/services');
  assert.equal(headers.get('authorization'), 'Bearer env-token');
  assert.equal(headers.get('x-auth-key'), null);
  const keyed = await sent({ env: { ...ENV, CLOUDFLARE_API_TOKEN: '' } });
  assert.equal(keyed.headers.get('x-auth-email'), 'env@example.com');
  assert.equal(keyed.headers.get('x-auth-key'), 'env-key');
});

test('options take precedence over the environment, an e-mail and key also over its token', async () => {
  const given = { apiToken: 'given', accountId: 'mine', baseURL: 'https://given.example' };
  const { url, headers } = await sent({ ...given, env: ENV });
  assert.equal(url, 'https://given.example/accounts/mine/addressing/services');
  assert.equal(headers.get('authorization'), 'Bearer given');
  const half = await sent({ apiKey: 'given-key', env: ENV });
  assert.deepEqual(
    [half.headers.get('authorization'), half.headers.get('x-auth-email'), half.headers.get('x-auth-key')],
    [null, 'env@example.com', 'given-key'],
  );
});

test('an unusable variable is `setting-invalid`; empty and non-text ones count as absent', () => {
  const codeOf = (env: Readonly<Record<string, unknown>>) => {
    try {
      new Byoip({ env });
      return 'fine';
    } catch (error) {
      return isByoipError(error) ? error.code : String(error);
    }
  };
  assert.equal(codeOf({ ...ENV, CLOUDFLARE_BASE_URL: 'http://example.com' }), 'setting-invalid');
  assert.equal(codeOf({ CLOUDFLARE_API_TOKEN: 'a b' }), 'setting-invalid');
  assert.equal(codeOf({ CLOUDFLARE_API_TOKEN: '' }), 'setting-missing');
  assert.equal(codeOf({ CLOUDFLARE_API_TOKEN: { get: () => 'a secret store' } }), 'setting-missing');
  assert.equal(codeOf({ CLOUDFLARE_EMAIL: 'a@example.com' }), 'setting-missing');
  assert.equal(codeOf({}), 'setting-missing');
});

test("without settings a program takes the process's environment", () => {
  const script = `
    import { Byoip } from ${JSON.stringify(pathToFileURL('dist/index.js').href)};
    const fetch = async (url, { headers }) => {
      console.log(url, headers.authorization);
      return new Response('{"success":true,"errors":[],"messages":[],"result":[]}');
    };
    await new Byoip({ fetch }).addressing.services.list();
  `;
  const args = ['--input-type=module', '--eval', script];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8', env: ENV });
  assert.equal(said, 'https://env.example/v4/accounts/envaccount/addressing/services Bearer env-token\n');
});

test('in a page, and in a worker of a page, no environment is read, even where a bundler left one', async () => {
  const entry = `import { processEnvironment } from './src/js/client/environment.js';
    export const found = processEnvironment();`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'bundled',
    define: { 'process.env.CLOUDFLARE_API_TOKEN': '"baked-in"' },
  });
  const [file] = outputFiles;
  assert.ok(file !== undefined && !file.text.includes('baked-in'));
  const env = { CLOUDFLARE_API_TOKEN: 'a' };
  const found = (globals: object) => {
    const context = { ...globals };
    // A JSON text, since an object of another realm is not deeply equal to one of ours.
    return JSON.parse(String(runInNewContext(`${file.text}; JSON.stringify(bundled.found)`, context)));
  };
  assert.deepEqual(found({ process: { env } }), env);
  assert.deepEqual(found({ process: { env }, document: {} }), {});
  assert.deepEqual(found({ process: { env }, importScripts: () => {} }), {});
  assert.deepEqual(found({ process: {} }), {});
  assert.deepEqual(found({}), {});
});

function inProcess(options: Partial<ByoipOptions> = {}): Byoip {
  const emulator = createEmulator();
  const fetch: ByoipOptions['fetch'] = (input, init) => emulator.fetch(new Request(input, init));
  return new Byoip({ apiToken: 't', accountId: SEED_ACCOUNT_ID, env: {}, fetch, ...options });
}

test('a list awaits to an array, and iterates without waiting for it first', async () => {
  const { prefixes, services } = inProcess().addressing;
  const array = await prefixes.serviceBindings.list(PREFIX);
  assert.ok(Array.isArray(array));
  const iterated: string[] = [];
  for await (const { id } of prefixes.serviceBindings.list(PREFIX)) iterated.push(id);
  assert.deepEqual(
    iterated,
    array.map(({ id }) => id),
  );
  let names = 0;
  for await (const { name } of services.list()) names += name.length;
  assert.ok(names > 0);
});

test('a list that fails throws where it is iterated', async () => {
  const { prefixes } = inProcess().addressing;
  await assert.rejects(
    async () => {
      for await (const binding of prefixes.serviceBindings.list('f'.repeat(32))) assert.fail(binding.id);
    },
    { code: 'api-failure' },
  );
});

test('`ApiPromise` has all methods of a promise', async () => {
  const { prefixes } = inProcess().addressing;
  const call = prefixes.get(PREFIX);
  assert.equal((await call.then(({ id }) => id)).length, 32);
  assert.equal(
    await prefixes.get('f'.repeat(32)).catch((error) => error instanceof APIError && error.status),
    404,
  );
  let ended = 0;
  await call.finally(() => {
    ended += 1;
  });
  const [one, two] = await Promise.all([call, prefixes.serviceBindings.list(PREFIX)]);
  assert.deepEqual([one.id, two.length, ended], [PREFIX, 2, 1]);
});

test('a reply has the messages and unknown fields of the response', async () => {
  const body = JSON.stringify({
    success: true,
    errors: [],
    messages: [{ code: 1000, message: 'a word on the side' }],
    result: [
      { id: 'a', cidr: '192.0.2.0/24', provisioning: { state: 'magic_transit_route_missing' }, new: 1 },
    ],
    result_info: { count: 1 },
  });
  const client = inProcess({ fetch: async () => new Response(body) });
  const reply = await client.addressing.prefixes.serviceBindings.list('a').withReply();
  assert.equal(reply.messages[0]?.message, 'a word on the side');
  assert.deepEqual([reply.status, reply.extra], [200, { result_info: { count: 1 } }]);
  assert.equal(reply.result[0]?.state, 'magic_transit_route_missing');
  assert.deepEqual(reply.result[0]?.extra, { new: 1 });
});
