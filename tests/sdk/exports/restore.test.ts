// The script of a restore, linted, and run by sh against an emulator that has lost everything.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { Byoip, drift, restoreScript, takeSnapshot } from 'byoip';
import { createEmulator, SEED_ACCOUNT_ID, seed } from 'byoip/emulator';
import { serveEmulator } from '../../ring/setup/emulator-server.js';

const FOLDER = 'target/tests/sdk/restore';
const TOKEN = 'secret-token';

/** A served emulator, its prefixes, and a client of it. */
async function scene() {
  const state = seed(Date.now(), 0);
  const [account] = state.accounts;
  assert.ok(account);
  const emulator = createEmulator({ now: Date.now, provisioningDelay: 0, state });
  const writes: string[] = [];
  const { url, close } = await serveEmulator({
    emulator: {
      ...emulator,
      fetch: (input, init) => {
        const request = new Request(input, init);
        if (request.method !== 'GET') writes.push(`${request.method} ${new URL(request.url).pathname}`);
        return emulator.fetch(request);
      },
    },
  });
  const client = new Byoip({ apiToken: TOKEN, accountId: SEED_ACCOUNT_ID, baseURL: url, env: {} });
  return { prefixes: account.prefixes, writes, url, close, client };
}

/** Runs a script; the event loop has to go on, because it serves the emulator. */
function run(script: string, url: string): Promise<{ code: number; stdout: string; stderr: string }> {
  mkdirSync(FOLDER, { recursive: true });
  const file = `${FOLDER}/restore.sh`;
  writeFileSync(file, script);
  const env = {
    PATH: process.env.PATH ?? '',
    CLOUDFLARE_BASE_URL: url,
    CLOUDFLARE_API_TOKEN: TOKEN,
    WAIT_SECONDS: '0',
    PAUSE_SECONDS: '0',
    POLL_SECONDS: '1',
  };
  return new Promise((resolve) => {
    execFile('sh', [file], { env, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** All bindings, BGP prefixes and delegations are gone. */
function loseEverything(prefixes: Awaited<ReturnType<typeof scene>>['prefixes']): void {
  for (const prefix of prefixes) {
    prefix.bindings = [];
    prefix.bgpPrefixes = [];
    prefix.delegations = [];
  }
}

/** What a restore cannot bring back. */
const MANUAL: ReadonlySet<string> = new Set(['regional-lost']);

test('shellcheck finds nothing in the script of a restore', async () => {
  const { client, close } = await scene();
  const script = restoreScript(await takeSnapshot(client), null);
  await close();
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/linted.sh`, script);
  // SC2016: the programs of jq are in single quotes, and their variables are jq's.
  const done = spawnSync('shellcheck', ['--shell=sh', '--exclude=SC2016', `${FOLDER}/linted.sh`], {
    encoding: 'utf8',
  });
  assert.equal(done.status, 0, done.stdout + done.stderr);
});

test('the script brings back an account that has lost everything, and a second run writes nothing', async () => {
  const { client, prefixes, writes, url, close } = await scene();
  const before = await takeSnapshot(client);
  loseEverything(prefixes);
  const script = restoreScript(before, null);
  const first = await run(script, url);
  assert.equal(first.code, 0, first.stdout + first.stderr);
  assert.doesNotMatch(first.stdout + first.stderr, /secret-token/);
  const left = drift(before, await takeSnapshot(client)).findings.filter(({ code }) => !MANUAL.has(code));
  assert.deepEqual(left, []);
  assert.ok(writes.length > 0);
  writes.length = 0;
  const second = await run(script, url);
  assert.equal(second.code, 0, second.stdout + second.stderr);
  assert.deepEqual(writes, []);
  await close();
});

test('a prefix that shows something unexpected stops, and the others are restored', async () => {
  const { client, prefixes, url, close } = await scene();
  const before = await takeSnapshot(client);
  loseEverything(prefixes);
  const [first] = prefixes;
  const other = before.prefixes.find(({ prefix }) => prefix.cidr !== first?.cidr)?.bindings[0]?.serviceId;
  assert.ok(first && other);
  const { cidr } = first;
  first.bindings = [{ id: 'f0'.repeat(16), cidr, serviceId: other, activeAt: 0 }];
  const ran = await run(restoreScript(before, null), url);
  assert.equal(ran.code, 1, ran.stdout);
  assert.match(ran.stderr, /the block has another binding/);
  const found = drift(before, await takeSnapshot(client)).findings.filter(({ code }) => !MANUAL.has(code));
  assert.deepEqual([...new Set(found.map(({ prefix }) => prefix))], [cidr]);
  await close();
});
