// `byoip snapshot`: the whole account, or a file in canonical form; never an incomplete snapshot.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSnapshot } from 'byoip';
import { SEED_ACCOUNT_ID } from 'byoip/emulator';
import { respondWith, runInProcess } from '../setup/in-process.js';
import { byoip, shell, startEmulator, temporaryFolder, writeInput } from '../setup/run-command.js';

const cwd = temporaryFolder();
const env = await startEmulator();
const [, EXAMPLE = ''] = /^```json\n(.*?)^```$/ms.exec(readFileSync('docs/snapshot.md', 'utf8')) ?? [];

test('the account is saved in canonical form, and reading it changes no byte', async () => {
  const ran = await byoip(['snapshot'], { env });
  assert.deepEqual([ran.code, ran.stderr], [0, '']);
  const { accountId, services, prefixes } = readSnapshot(ran.stdout);
  assert.equal(accountId, SEED_ACCOUNT_ID);
  assert.equal(services.length, 3);
  assert.deepEqual(
    prefixes.map(({ prefix, bindings, bgpPrefixes }) => [prefix.cidr, bindings.length, bgpPrefixes?.length]),
    [
      ['192.0.2.0/24', 2, 1],
      ['2001:db8::/32', 6, 1],
    ],
  );
  const again = await byoip(['snapshot', '-'], { stdin: ran.stdout });
  assert.equal(again.stdout, ran.stdout);
  const json = await byoip(['snapshot', '-', '--json'], { stdin: ran.stdout });
  assert.equal(json.stdout, ran.stdout, '--json changes nothing');
});

test('a snapshot in any order is written in canonical form, to standard output or a file', async () => {
  const { account_id, ...rest } = JSON.parse(EXAMPLE) as Record<string, unknown>;
  writeInput(cwd, 'loose.json', JSON.stringify({ ...rest, account_id }, null, 2));
  assert.deepEqual(await byoip(['snapshot', 'loose.json'], { cwd }), {
    code: 0,
    stdout: EXAMPLE,
    stderr: '',
  });
  const saved = await byoip(['snapshot', 'loose.json', '-o', 'canonical.json'], { cwd });
  assert.deepEqual(saved, { code: 0, stdout: '', stderr: '' });
  assert.equal(readFileSync(join(cwd, 'canonical.json'), 'utf8'), EXAMPLE);
});

test('resolve and check read a saved list', async () => {
  const ran = await shell('byoip snapshot | byoip resolve 192.0.2.1 --from - --json', { env });
  assert.equal(ran.code, 0);
  assert.match(ran.stdout, /"serviceName": ?"CDN"/);
});

test('on a terminal control characters are escaped, and the data are the same', async () => {
  const hostile = EXAMPLE.replace('"Magic Transit"', '"\u202eMagic\u009b2JTransit"');
  writeInput(cwd, 'hostile.json', hostile);
  const ran = await runInProcess(['snapshot', join(cwd, 'hostile.json')], { terminal: true });
  assert.doesNotMatch(ran.stdout, /(?!\n)[\p{Cc}\p{Cf}]/u);
  assert.deepEqual(JSON.parse(ran.stdout), JSON.parse(hostile));
  const piped = await runInProcess(['snapshot', join(cwd, 'hostile.json')]);
  assert.equal(piped.stdout, hostile, 'for programs the bytes are canonical');
});

test('a file that is not a snapshot is an error with its position', async () => {
  writeInput(cwd, 'list.json', '[\n]');
  const ran = await byoip(['snapshot', 'list.json', '--json'], { cwd });
  assert.equal(ran.code, 1);
  assert.equal((JSON.parse(ran.stdout) as { error: { code: string } }).error.code, 'envelope-wrong-type');
  assert.match(ran.stderr, /list\.json/);
  assert.match((await byoip(['snapshot', 'a', 'b'], { cwd })).stderr, /takes one file or none/);
  assert.match((await byoip(['snapshot', 'none.json'], { cwd })).stderr, /there is no file/);
});

test('if one list fails, no snapshot is written', async () => {
  const refusal = { success: false, errors: [{ code: 10000, message: 'no' }], messages: [], result: null };
  const fetch = respondWith(JSON.stringify(refusal), 403);
  const offline = { CLOUDFLARE_API_TOKEN: 't', CLOUDFLARE_ACCOUNT_ID: SEED_ACCOUNT_ID };
  const ran = await runInProcess(['snapshot', '-o', join(cwd, 'never.json')], { env: offline, fetch });
  assert.equal(ran.code, 1);
  assert.throws(() => readFileSync(join(cwd, 'never.json')));
});
